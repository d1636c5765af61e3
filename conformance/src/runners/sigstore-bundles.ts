import { digestOf, isSallyportError } from '@sallyport/kernel';
import { artifactFromBytes, artifactFromDigest, readPublicKey, readTrustRoot, verifyBundle } from '@sallyport/signing';
import type { Artifact, BundlePolicy, RefusalReason } from '@sallyport/signing';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface BundleCase {
  readonly case: string;
  /** Base64 by file name. */
  readonly files: Readonly<Record<string, string>>;
}

type Common = Readonly<Record<string, string>>;
type Reason = RefusalReason | 'SIGNING_TRUST_ROOT' | 'SIGNING_KEY_UNREADABLE';

const IDENTITY =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const ISSUER = 'https://token.actions.githubusercontent.com';

/** The reason that each failing case gives of itself. A refusal for another reason would hide a check that is missing. */
const OWN_REASON: Readonly<Record<string, Reason>> = {
  'bundle-empty-certificate-chain': 'MALFORMED_BUNDLE',
  'bundle-negative-log-index': 'MALFORMED_BUNDLE',
  'bundle-with-root-cert': 'ROOT_IN_BUNDLE',
  'checkpoint-bad-keyhint': 'LOG_CHECKPOINT_INVALID',
  'checkpoint-wrong-roothash': 'LOG_CHECKPOINT_INVALID',
  'dsse-invalid-sig': 'BAD_SIGNATURE',
  'dsse-mismatch-envelope': 'LOG_ENTRY_MISMATCH',
  'dsse-mismatch-sig': 'LOG_ENTRY_MISMATCH',
  'inclusion-proof-corrupted-hash': 'LOG_PROOF_INVALID',
  'incorrect-public-key': 'LOG_ENTRY_MISMATCH',
  'integrated-time-in-future': 'CERTIFICATE_EXPIRED',
  'intoto-expired-certificate': 'CERTIFICATE_EXPIRED',
  'invalid-checkpoint-signature': 'LOG_CHECKPOINT_INVALID',
  'invalid-ct-key': 'SCT_NOT_TRUSTED',
  'invalid-inclusion-proof': 'LOG_PROOF_INVALID',
  // The file is no point on the curve, so it is no key at all.
  'managed-key-wrong-key': 'SIGNING_KEY_UNREADABLE',
  'message-digest-mismatch': 'ARTIFACT_MISMATCH',
  'rekor2-checkpoint-missing-log-signature': 'LOG_CHECKPOINT_INVALID',
  'rekor2-checkpoint-missing-origin': 'LOG_CHECKPOINT_INVALID',
  'rekor2-checkpoint-missing-root-hash': 'LOG_CHECKPOINT_INVALID',
  'rekor2-checkpoint-missing-size': 'LOG_CHECKPOINT_INVALID',
  'rekor2-checkpoint-no-matching-signature': 'LOG_CHECKPOINT_INVALID',
  'rekor2-dsse-invalid-sig': 'BAD_SIGNATURE',
  'rekor2-dsse-mismatch-sig': 'LOG_ENTRY_MISMATCH',
  'rekor2-no-inclusion-proof': 'LOG_PROOF_MISSING',
  'rekor2-timestamp-outside-trust-root-tsa-validity': 'TIMESTAMP_EXPIRED',
  'rekor2-timestamp-outside-tsa-cert-validity': 'TIMESTAMP_EXPIRED',
  'rekor2-timestamp-untrusted-tsa-with-embedded-cert': 'TIMESTAMP_NOT_TRUSTED',
  'rekor2-timestamp-untrusted-tsa-without-embedded-cert': 'TIMESTAMP_NOT_TRUSTED',
  'rekor2-timestamp-with-incorrect-time': 'CERTIFICATE_EXPIRED',
  'set-invalid-signature': 'LOG_PROMISE_INVALID',
  'signature-mismatch': 'BAD_SIGNATURE',
  'trust-root-tlog-missing-validity-start': 'SIGNING_TRUST_ROOT',
  'wrong-hashedrekord-artifact': 'LOG_ENTRY_MISMATCH',
  'wrong-hashedrekord-cert-and-sig': 'LOG_ENTRY_MISMATCH',
  'wrong-hashedrekord-entry': 'LOG_ENTRY_MISMATCH',
  'wrong-material': 'ARTIFACT_MISMATCH',
};

/** Runs sigstore's conformance bundles, each with the artifact and with its digest alone. */
export const runner: ConformanceRunner = {
  name: 'sigstore-bundles',
  async run(cases, context) {
    const common = (await context.corpus('sigstore-bundles-common')) as Common;
    return (cases as readonly BundleCase[]).flatMap((one) => {
      const bytes = decode(one.files['artifact'] ?? common['a.txt']);
      return [
        runCase(`${one.case} file`, one, { common, artifact: artifactFromBytes(bytes) }),
        runCase(`${one.case} digest`, one, { common, artifact: artifactFromDigest(digestOf(bytes)) }),
      ];
    });
  },
};

function runCase(id: string, one: BundleCase, input: { common: Common; artifact: Artifact }): CaseResult {
  const outcome = outcomeOf(one, input.common, input.artifact);
  if (!one.case.endsWith('fail')) return result(id, outcome === 'ok', `refused: ${outcome}`);
  const own = OWN_REASON[one.case.replace(/_fail$/, '')];
  if (outcome === 'ok') return result(id, false, 'accepted');
  return result(id, own === undefined || outcome.startsWith(`${own}:`), `refused for another reason: ${outcome}`);
}

function result(id: string, passed: boolean, reason: string): CaseResult {
  return passed ? { id, passed } : { id, passed, reason };
}

/** `ok`, or the code and the sentence of the refusal. */
function outcomeOf(one: BundleCase, common: Common, artifact: Artifact): string {
  try {
    const verdict = verifyBundle(decode(one.files['bundle.sigstore.json']), artifact, policyOf(one, common));
    return verdict.ok ? 'ok' : `${verdict.reason}: ${verdict.detail}`;
  } catch (error) {
    if (isSallyportError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

function policyOf(one: BundleCase, common: Common): BundlePolicy {
  const text = (name: string) => (name in one.files ? decode(one.files[name]).toString('utf8') : undefined);
  const root = text('trusted_root.json') ?? decode(common['public-good-trusted-root.json']).toString('utf8');
  const trustRoot = readTrustRoot(root);
  const key = text('key.pub');
  if (key !== undefined) return { trustRoot, keys: [readPublicKey(key, 'key.pub')] };
  const subject = text('identity')?.trim() ?? IDENTITY;
  return { trustRoot, identities: [{ subject, issuer: text('issuer')?.trim() ?? ISSUER }] };
}

function decode(base64: string | undefined): Buffer {
  return Buffer.from(base64 ?? '', 'base64');
}
