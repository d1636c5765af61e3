/** Attestations that were found for an artifact, each verified once: who signed it, when by the log's time, and what it says. */
import { digestOf } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { bundleFromLayer } from '../cosign/layers.ts';
import type { CosignLayer } from '../cosign/layer.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { readStatement } from '../intoto/statement.ts';
import type { Statement } from '../intoto/statement.ts';
import type { PublicKey } from '../keys/public-key.ts';
import { attempt, refuse } from '../refusal.ts';
import type { RefusalReason, Refused } from '../refusal.ts';
import { subjectFromDigest } from '../sigstore/artifact.ts';
import { BUNDLE_LIMITS, readBundle } from '../sigstore/bundle.ts';
import type { Bundle } from '../sigstore/bundle.ts';
import type { IdentityPolicy } from '../sigstore/identity.ts';
import type { TrustRoot } from '../sigstore/trusted-root.ts';
import { verifyBundle } from '../sigstore/verify-bundle.ts';
import type { BundleSigner, VerifiedBundle } from '../sigstore/verify-bundle.ts';

/** Logs and authorities give whole seconds: what they saw in a second existed by its end. */
export const CLOCK_RESOLUTION_MS = 999;

/** An attestation as it was found. */
export type Candidate = {
  /** Where it was found, for the explanation: `referrer sha256:…`, a file name. */
  readonly source: string;
} & (
  | { /** A sigstore bundle. */ readonly bundle: string | Uint8Array }
  | { /** A layer of cosign 2's tags. */ readonly layer: CosignLayer }
);

/** A pinned key, or an identity that certificates of the trust root's authorities name. */
export type TrustedSigner = { readonly key: PublicKey } | { readonly identity: IdentityPolicy };

/** What became of a candidate. */
export interface Explanation {
  readonly source: string;
  readonly counted: boolean;
  readonly predicateType: string | undefined;
  readonly reason: RefusalReason | undefined;
  readonly detail: string;
}

/** The newest tree of a log that the verifier knows by itself, from a witness, a mirror or its own last look. */
export interface LogView {
  /** Hex, as in the trust root. */
  readonly logId: string;
  readonly size: number;
  /** Root that the tree had at a size; undefined where it is not known any more. */
  rootAt(size: number): Uint8Array | undefined;
}

export interface CandidateContext {
  readonly digest: Digest;
  readonly signers: readonly TrustedSigner[];
  /** Logs and authorities; without it a pinned key's own word about the time has to do. */
  readonly trustRoot: TrustRoot | undefined;
  readonly logViews: readonly LogView[];
}

export interface JudgedStatement {
  readonly ok: true;
  /** SHA-256 of the bundle or layer: what a verdict's inputs name. */
  readonly bundleDigest: Digest;
  readonly statement: Statement;
  readonly verified: VerifiedBundle;
  /** Counts signers: the key's fingerprint, or issuer and subject. */
  readonly signerId: string;
  /** By when it existed for certain, as a log or a timestamping authority shows; undefined without a trust root. */
  readonly provedMs: number | undefined;
}

/** What a candidate claims to be, before anything is verified: enough to pass over what is of no interest. */
export function peekStatement(candidate: Candidate): Statement {
  return readStatement(envelopeIn(parsedBundle(candidate)).payload);
}

function parsedBundle(candidate: Candidate): Bundle {
  return 'layer' in candidate ? bundleFromLayer(candidate.layer) : readBundle(candidate.bundle, BUNDLE_LIMITS);
}

function envelopeIn(bundle: Bundle) {
  const { content } = bundle;
  if (content.kind === 'message')
    return refuse('WRONG_PREDICATE', 'a signature over the artifact says nothing about it');
  return content.envelope;
}

/** Verifies one candidate under the signers that could have signed it; refuses with the reason. */
export function judgeCandidate(candidate: Candidate, context: CandidateContext): JudgedStatement {
  const keys = context.signers.flatMap((signer) => ('key' in signer ? [signer.key] : []));
  const identities = context.signers.flatMap((signer) => ('identity' in signer ? [signer.identity] : []));
  const verified = verifyBundle(parsedBundle(candidate), subjectFromDigest(context.digest), {
    keys,
    identities,
    ...(context.trustRoot === undefined ? {} : { trustRoot: context.trustRoot }),
  });
  if (!verified.ok) return refuse(verified.reason, verified.detail);
  if (verified.statement === undefined) return refuse('WRONG_PREDICATE', 'a signature says nothing about the artifact');
  compareWithViews(verified, context.logViews);
  const times = verified.times.map(({ time }) => time);
  if (context.trustRoot !== undefined && times.length === 0) {
    refuse('NO_TRUSTED_TIME', 'no log or timestamping authority says when it was signed');
  }
  return {
    ok: true,
    bundleDigest: digestOf('layer' in candidate ? candidate.layer.bytes : candidate.bundle),
    statement: verified.statement,
    verified,
    signerId: signerIdOf(verified.signer),
    // The earliest proof is the strongest: an old statement can be logged again today, but not be made younger by it.
    provedMs: times.length === 0 ? undefined : Math.min(...times) + CLOCK_RESOLUTION_MS,
  };
}

/** Different keys are different signers; for certificates, whose keys live for minutes, different identities are. */
export function signerIdOf(signer: BundleSigner): string {
  if (signer.kind === 'key') return `key ${signer.key.fingerprint}`;
  return `identity ${signer.identity.issuer} ${signer.identity.subjects.join(' ')}`;
}

/** True if the signer is the trusted one. */
export function isSigner(signer: BundleSigner, trusted: TrustedSigner): boolean {
  if ('key' in trusted) return signer.key.fingerprint === trusted.key.fingerprint;
  return signer.kind === 'certificate' && signer.matched === trusted.identity;
}

/** A tree larger than the newest one, or with another root at its size, is not of the log that the verifier knows. */
function compareWithViews(verified: VerifiedBundle, views: readonly LogView[]): void {
  for (const { log, tree } of verified.logEntries) {
    const view = views.find(({ logId }) => logId === log.logId);
    if (view === undefined || tree === undefined) continue;
    if (tree.size > view.size) {
      refuse('LOG_TRUNCATED', `the entry is in a log of ${tree.size} entries; the log now shows ${view.size}`);
    }
    const root = view.rootAt(tree.size);
    if (root !== undefined && !equalBytes(root, tree.root)) {
      refuse('LOG_SPLIT_VIEW', `the log shows two versions of its first ${tree.size} entries`);
    }
  }
}

/** Sizes for which different candidates of one log show different roots: the log tells different people different things. */
export function splitViewAmong(judged: readonly JudgedStatement[]): string | undefined {
  const roots = new Map<string, Uint8Array>();
  for (const { verified } of judged) {
    for (const { log, tree } of verified.logEntries) {
      if (tree === undefined) continue;
      const key = `${log.logId} ${tree.size}`;
      const known = roots.get(key);
      if (known !== undefined && !equalBytes(known, tree.root))
        return `${log.baseUrl} shows two trees of ${tree.size} entries`;
      roots.set(key, tree.root);
    }
  }
  return undefined;
}

/** The explanation of an outcome. */
export function explanationOf(
  candidate: Candidate,
  predicateType: string | undefined,
  outcome: { readonly ok: true } | Refused,
): Explanation {
  const { source } = candidate;
  if (outcome.ok) return { source, counted: true, predicateType, reason: undefined, detail: 'counts' };
  return { source, counted: false, predicateType, reason: outcome.reason, detail: outcome.detail };
}

/** Runs one candidate through a check and turns its refusal into an explanation. */
export function explained<T extends { readonly ok: true }>(
  candidate: Candidate,
  check: (statement: Statement) => T,
): { readonly value: T | undefined; readonly explanation: Explanation } {
  let predicateType: string | undefined;
  const outcome = attempt(() => {
    const statement = peekStatement(candidate);
    predicateType = statement.predicateType;
    return check(statement);
  });
  return { value: outcome.ok ? outcome : undefined, explanation: explanationOf(candidate, predicateType, outcome) };
}
