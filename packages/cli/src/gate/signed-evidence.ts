import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { jsonList, jsonMember, jsonText, rfc3339, systemCode } from '@sallyport/kernel';
import type { JsonValue } from '@sallyport/kernel';
import { NO_PARTS } from '@sallyport/policy';
import type { Evidence, GateApproval, InputParts, PolicySource } from '@sallyport/policy';
import type { GateConfig } from '@sallyport/policy/section';
import {
  artifactFromDigest,
  PREDICATE,
  readApproval,
  readPublicKey,
  signerIdOf,
  verifyBundle,
} from '@sallyport/signing';
import type {
  Approval,
  BundlePolicy,
  IdentityPolicy,
  PublicKey,
  Statement,
  TrustRoot,
  VerifiedBundle,
} from '@sallyport/signing';

import type { ParsedOptions } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { needsTrustRoot, publicKeysOf, readIdentityOption, trustRootOf } from '../evidence/keys.ts';
import type { Io } from '../io.ts';

/** What signatures count: keys of tools, and keys of people who may approve. */
export interface TrustedKeys {
  readonly keys: readonly PublicKey[];
  /** Identities that a trust root's authorities certified, for what was signed without a key of its own. */
  readonly identities: readonly IdentityPolicy[];
  /** Logs and authorities whose clocks and proofs count; undefined where keys alone have to do. */
  readonly trustRoot: TrustRoot | undefined;
  readonly approvers: readonly Approver[];
  /** Keys of who wrote or asked for the change: they approve nothing, even where they may approve otherwise. */
  readonly authors: readonly PublicKey[];
}

/** A person who may approve, and the key that signs for them. */
export interface Approver {
  readonly name: string;
  readonly key: PublicKey;
}

const BUNDLE_MEMBERS = new Set(['mediaType', 'verificationMaterial', 'messageSignature', 'dsseEnvelope']);

/**
 * Whether a file is a sigstore bundle: a signed statement about an artifact, or a signature of it. What has anything else in it,
 * the words of a bundle in a comment among it, is a document to judge.
 */
export function isSignedBundle(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('utf8');
  if (!/"mediaType"\s*:\s*"application\/vnd\.dev\.sigstore\.bundle/.test(text)) return false;
  const value = parsedJson(text);
  return (
    jsonText(value, 'mediaType')?.startsWith('application/vnd.dev.sigstore.bundle') === true &&
    Object.keys(value as object).every((name) => BUNDLE_MEMBERS.has(name))
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whom `--key`, `--identity`, `--approver` and `--author-key` name, and the approvers that the gate's configuration names. Throws
 * CLI_OPTION_VALUE and what is wrong with a key or trust root.
 */
export async function trustedKeys(
  options: ParsedOptions,
  io: Io,
  configured: readonly Approver[],
): Promise<TrustedKeys> {
  const read = (path: string): PublicKey => readPublicKey(readText(path, io), path);
  const approvers = options.list('approver').map((text) => {
    const equals = text.indexOf('=');
    if (equals < 1)
      throw cliErrors.OPTION_VALUE({
        option: '--approver',
        value: text,
        allowed: 'NAME=FILE, for example ann=ann.pub',
      });
    return { name: text.slice(0, equals), key: read(text.slice(equals + 1)) };
  });
  const trustRoot = await trustRootOf(options, io);
  const identities = options.list('identity').map(readIdentityOption);
  if (identities.length > 0 && trustRoot === undefined) throw needsTrustRoot('gate');
  return {
    keys: await publicKeysOf(options, io),
    identities,
    trustRoot,
    approvers: [...configured, ...approvers],
    authors: options.list('author-key').map(read),
  };
}

/** The approvers that a gate's configuration names, their keys read from where its policies are read from. */
export async function configuredApprovers(
  configured: GateConfig | undefined,
  source: PolicySource,
): Promise<Approver[]> {
  const named = Object.entries(configured?.approval?.keys ?? {});
  return Promise.all(
    named.map(async ([name, path]) => {
      const [file] = (await source.read(path)) ?? [];
      if (file === undefined) throw cliErrors.UNREADABLE_FILE({ path, reason: 'there is no such file' });
      if (file.problem !== undefined) throw cliErrors.UNREADABLE_FILE({ path, reason: file.problem });
      return { name, key: readPublicKey(file.text, path) };
    }),
  );
}

/** Why an approval of this person does not count, whatever it says; undefined where it may. */
export function ownWork(key: PublicKey, { authors }: TrustedKeys): string | undefined {
  const own = authors.some(({ fingerprint }) => fingerprint === key.fingerprint);
  return own ? 'its key is that of the author of the change' : undefined;
}

export interface SignedParts {
  readonly parts: InputParts;
  readonly approvals: readonly GateApproval[];
}

/**
 * Verifies a bundle for the artifact that is judged. What holds is evidence that counts, or the approval of the person whose key
 * signed it; what does not is evidence that says so and counts for nothing.
 */
export function readSigned(
  path: string,
  bytes: Uint8Array,
  { digest, trusted }: { readonly digest: string | undefined; readonly trusted: TrustedKeys },
): SignedParts {
  if (digest === undefined) return refused(path, 'it is not said which artifact is judged (--artifact)');
  const byPerson = trusted.approvers.flatMap((approver) => approvalBy(bytes, { digest, approver, trusted }));
  if (byPerson.length > 0) return { parts: NO_PARTS, approvals: byPerson };
  if (trusted.keys.length + trusted.identities.length === 0)
    return refused(path, 'nobody is trusted (--key, or --identity with --trust-root)');
  const verdict = verifyBundle(bytes, artifactFromDigest(digest), bundlePolicyOf(trusted));
  if (!verdict.ok) return refused(path, `${verdict.reason}: ${verdict.detail}`);
  const evidence = verifiedEvidence(verdict, { digest, source: path });
  return { parts: { ...NO_PARTS, evidence: [evidence] }, approvals: [] };
}

/** Who may have signed evidence, and what vouches for it. */
function bundlePolicyOf({ keys, identities, trustRoot }: TrustedKeys): BundlePolicy {
  return { keys, identities, ...(trustRoot === undefined ? {} : { trustRoot }) };
}

/** What a verified bundle is evidence of. */
export function verifiedEvidence(
  { statement, signer, times }: Pick<VerifiedBundle, 'statement' | 'signer' | 'times'>,
  { digest, source }: { readonly digest: string; readonly source: string },
): Evidence {
  const { type, facts } = evidenceOf(statement);
  const moments = times.map(({ time }) => time);
  return {
    type,
    subject: digest,
    verified: true,
    source,
    ...(moments.length === 0 ? {} : { time: rfc3339(Math.min(...moments)) }),
    facts: { ...facts, signer: signerIdOf(signer) },
  };
}

function refused(path: string, why: string): SignedParts {
  const evidence: Evidence = { type: 'unverified', verified: false, source: path, facts: { refused: why } };
  return { parts: { ...NO_PARTS, evidence: [evidence] }, approvals: [] };
}

/** The approval that a bundle holds, where this person signed it; nothing for anything else. */
function approvalBy(
  bytes: Uint8Array,
  {
    digest,
    approver,
    trusted,
  }: { readonly digest: string; readonly approver: Approver; readonly trusted: TrustedKeys },
): GateApproval[] {
  const { name, key } = approver;
  const verdict = verifyBundle(bytes, artifactFromDigest(digest), { keys: [key], identities: [] });
  if (!verdict.ok || verdict.statement?.predicateType !== PREDICATE.approval) return [];
  const refused = ownWork(key, trusted);
  return [{ ...gateApproval(readApproval(verdict.statement), name), ...(refused === undefined ? {} : { refused }) }];
}

/** A verified approval of a person as a gate counts it. */
export function gateApproval(approval: Approval, approver: string): GateApproval {
  const { gate, environment, decision, findings, givenMs, notAfterMs } = approval;
  return {
    approver,
    verified: true,
    decision,
    gate,
    environment,
    subject: approval.digest,
    accepts: findings,
    givenMs,
    endsMs: notAfterMs,
  };
}

type Told = Pick<Evidence, 'type' | 'facts'>;

/** What a statement is evidence of; a signature without one vouches for the artifact itself. */
function evidenceOf(statement: Statement | undefined): Told {
  if (statement === undefined) return { type: 'signature', facts: {} };
  const { predicateType, predicate } = statement;
  const make = TYPES[predicateType];
  return make === undefined
    ? { type: predicateType, facts: predicate as { readonly [name: string]: JsonValue } }
    : make(predicate);
}

const TYPES: { readonly [predicateType: string]: (predicate: unknown) => Told } = {
  [PREDICATE.provenance]: (predicate) => {
    const builder = jsonText(jsonMember(jsonMember(predicate, 'runDetails'), 'builder'), 'id');
    const [source] = jsonList(jsonMember(predicate, 'buildDefinition'), 'resolvedDependencies');
    const uri = jsonText(source, 'uri');
    return {
      type: 'provenance',
      facts: { ...(builder === undefined ? {} : { builder }), ...(uri === undefined ? {} : { source: uri }) },
    };
  },
  [PREDICATE.cosignSignature]: () => ({ type: 'signature', facts: {} }),
  [PREDICATE.testResult]: (predicate) => {
    const [passed, failed] = ['passedTests', 'failedTests'].map((name) => jsonList(predicate, name).length) as [
      number,
      number,
    ];
    const failures = jsonText(predicate, 'result') === 'FAILED' ? Math.max(failed, 1) : failed;
    return { type: 'tests', facts: { tests: passed + failures, failures, errors: 0, skipped: 0 } };
  },
  [PREDICATE.cycloneDx]: (predicate) => ({
    type: 'sbom',
    facts: { format: 'cyclonedx-json', packages: jsonList(predicate, 'components').length },
  }),
  [PREDICATE.spdx]: (predicate) => ({
    type: 'sbom',
    facts: { format: 'spdx-json', packages: jsonList(predicate, 'packages').length },
  }),
};

function readText(path: string, io: Io): string {
  try {
    return readFileSync(resolve(io.cwd, path), 'utf8');
  } catch (error) {
    throw cliErrors.UNREADABLE_FILE({ path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}
