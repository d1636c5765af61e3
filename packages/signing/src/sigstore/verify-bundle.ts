/**
 * Verification of a sigstore bundle, offline: who signed, what, when by somebody else's clock, and that a log has it.
 * The order of the checks decides which reason a refusal gives; every check must pass.
 */
import { preAuthEncoding, IN_TOTO_PAYLOAD_TYPE } from '../dsse.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { readStatement } from '../intoto/statement.ts';
import type { Statement } from '../intoto/statement.ts';
import { hashesOf, keyHint, publicKeyFromSpki, verifyWithKey } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/public-key.ts';
import { attempt, refuse } from '../refusal.ts';
import type { Refused } from '../refusal.ts';
import type { Certificate } from '../x509/certificate.ts';
import { isIssuedBy, pathProblem } from '../x509/certificate-path.ts';
import type { Issuer, PathProblem } from '../x509/certificate-path.ts';
import { OID } from '../x509/oids.ts';
import { readTimestamps, timestampedBytes } from '../x509/signed-certificate-timestamp.ts';
import { artifactFromBytes, isSubject } from './artifact.ts';
import type { Artifact } from './artifact.ts';
import { readBundle } from './bundle.ts';
import type { Bundle, BundleLimits } from './bundle.ts';
import { hashNamed, matchEntryBody } from './entry-body.ts';
import type { SignedMaterial } from './entry-body.ts';
import { matchesIdentity, readIdentity } from './identity.ts';
import type { CertificateIdentity, IdentityPolicy } from './identity.ts';
import { nameOf, verifyLogEntry } from './log-entry.ts';
import type { VerifiedEntry } from './log-entry.ts';
import { verifyTimestamp } from './timestamp.ts';
import { EMPTY_TRUST_ROOT, isWithin } from './trusted-root.ts';
import type { TrustRoot, TrustedAuthority } from './trusted-root.ts';

export interface BundlePolicy {
  /** Logs and authorities that count. Without it only pinned keys can sign and no time is proved. */
  readonly trustRoot?: TrustRoot;
  /** Pinned keys that may sign. */
  readonly keys?: readonly PublicKey[];
  /** Certificate identities that may sign. */
  readonly identities?: readonly IdentityPolicy[];
  /** How many different logs must have the entry (default 1 with a trust root, else 0). */
  readonly logThreshold?: number;
  /** How many certificate logs must have seen a certificate (default 1). */
  readonly certificateLogThreshold?: number;
  readonly limits?: BundleLimits;
}

export interface ProvedTime {
  readonly source: 'log' | 'timestamp';
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

export type BundleSigner =
  | { readonly kind: 'key'; readonly key: PublicKey }
  | {
      readonly kind: 'certificate';
      readonly key: PublicKey;
      readonly identity: CertificateIdentity;
      readonly matched: IdentityPolicy;
    };

export interface VerifiedBundle {
  readonly ok: true;
  readonly signer: BundleSigner;
  /** When it was signed at the latest, by every clock that vouches for it. */
  readonly times: readonly ProvedTime[];
  readonly logEntries: readonly VerifiedEntry[];
  /** For an envelope of an in-toto statement. */
  readonly statement: Statement | undefined;
  /** The signed payload; for a message the artifact itself. */
  readonly payloadType: string | undefined;
  readonly payload: Uint8Array | undefined;
}

export type BundleVerdict = VerifiedBundle | Refused;

/** Verifies a bundle for an artifact. */
export function verifyBundle(
  source: string | Uint8Array | Bundle,
  artifact: Artifact,
  policy: BundlePolicy,
): BundleVerdict {
  return attempt(() => {
    const bundle =
      typeof source === 'string' || source instanceof Uint8Array ? readBundle(source, policy.limits) : source;
    return verifyParsed(bundle, artifact, policy);
  });
}

function verifyParsed(bundle: Bundle, artifact: Artifact, policy: BundlePolicy): VerifiedBundle {
  const root = policy.trustRoot ?? EMPTY_TRUST_ROOT;
  // Without a trust root there is nobody whose log or clock could count, so they are not looked at.
  const judged = policy.trustRoot === undefined ? { ...bundle, logEntries: [], timestamps: [] } : bundle;
  const key = claimedKey(bundle, policy, artifact);
  const content = verifyContent(bundle, artifact, key);
  const material = materialOf(bundle, artifact, key);
  for (const entry of judged.logEntries) matchEntryBody(entry, material);
  const logEntries = judged.logEntries.map((entry) => verifyLogEntry(entry, root));
  const times: ProvedTime[] = [
    ...logEntries.flatMap(({ time }) => (time === undefined ? [] : [{ source: 'log' as const, time }])),
    ...provedByTimestamps(judged, material.signature, root),
  ];
  requireLogs(bundle, logEntries, times, policy);
  return { ok: true, signer: verifySigner(bundle, key, policy, { root, times }), times, logEntries, ...content };
}

/** The key that the bundle says it was signed with; whether it is trusted is asked last. */
function claimedKey(bundle: Bundle, policy: BundlePolicy, artifact: Artifact): PublicKey {
  if (bundle.key.kind === 'public-key') return pinnedKey(bundle, bundle.key.hint, policy, artifact);
  return (
    publicKeyFromSpki(bundle.key.leaf.spki) ?? refuse('UNSUPPORTED', 'the certificate has a key of an unknown kind')
  );
}

function signatureOf(bundle: Bundle): Uint8Array {
  const { content } = bundle;
  const signature = content.kind === 'message' ? content.signature : content.envelope.signatures[0]?.signature;
  return signature ?? refuse('MALFORMED_ENVELOPE', 'the envelope has no signature');
}

/**
 * Every timestamp by an authority of the trust root must hold. One by a stranger proves nothing and is passed over
 * where another clock vouches; where it is the only one, it is the reason of the refusal.
 */
function provedByTimestamps(bundle: Bundle, signature: Uint8Array, root: TrustRoot): ProvedTime[] {
  const times: ProvedTime[] = [];
  let stranger: Refused | undefined;
  for (const der of bundle.timestamps) {
    const proved = attempt(() => ({ ok: true, ...verifyTimestamp(der, signature, root) }) as const);
    if (proved.ok) times.push({ source: 'timestamp', time: proved.time });
    else if (proved.reason === 'TIMESTAMP_NOT_TRUSTED') stranger ??= proved;
    else refuse(proved.reason, proved.detail);
  }
  const otherClock = times.length > 0 || bundle.logEntries.some((entry) => entry.promise !== undefined);
  if (stranger !== undefined && !otherClock && bundle.key.kind === 'certificate')
    refuse(stranger.reason, stranger.detail);
  return times;
}

interface TrustContext {
  readonly root: TrustRoot;
  readonly times: readonly ProvedTime[];
}

function verifySigner(bundle: Bundle, key: PublicKey, policy: BundlePolicy, context: TrustContext): BundleSigner {
  // A pinned key may also come with a certificate around it; then the key counts and the certificate is only packaging.
  const pinned = policy.keys?.find(({ fingerprint }) => fingerprint === key.fingerprint);
  if (pinned !== undefined || bundle.key.kind === 'public-key') return { kind: 'key', key };
  if (policy.identities === undefined || policy.identities.length === 0) {
    return refuse('KEY_NOT_TRUSTED', 'signed with a certificate, and no identity is trusted');
  }
  const { leaf, intermediates } = bundle.key;
  const issuer = verifyCertificate(leaf, intermediates, context);
  verifyCertificateLogs(leaf, issuer, context.root, policy.certificateLogThreshold ?? 1);
  const identity = readIdentity(leaf);
  const matched = policy.identities.find((candidate) => matchesIdentity(identity, candidate));
  if (matched === undefined) {
    const name = `${identity.subjects.join(', ').slice(0, 300)} of ${String(identity.issuer).slice(0, 300)}`;
    return refuse('IDENTITY_MISMATCH', `signed by ${name}, who is not accepted`);
  }
  return { kind: 'certificate', key, identity, matched };
}

/** The hint only helps to find the key and to explain; the signature decides. */
function pinnedKey(bundle: Bundle, hint: string, policy: BundlePolicy, artifact: Artifact): PublicKey {
  const keys = policy.keys ?? [];
  if (keys.length === 0) return refuse('KEY_NOT_TRUSTED', 'signed with a key, and no key is trusted');
  const hinted = keys.filter((key) => keyHint(key) === hint);
  const candidates = hinted.length > 0 ? hinted : keys;
  const found = candidates.find((key) => signatureHolds(bundle, artifact, key));
  if (found !== undefined) return found;
  if (hint !== '' && hinted.length === 0) return refuse('KEY_NOT_TRUSTED', 'signed with a key that is not trusted');
  return refuse('BAD_SIGNATURE', 'the signature is not by a trusted key over this content');
}

/** The issuer under which the certificate was valid at every proved time. */
function verifyCertificate(leaf: Certificate, intermediates: readonly Certificate[], context: TrustContext): Issuer {
  if (context.times.length === 0) {
    return refuse('NO_TRUSTED_TIME', 'neither a log nor a timestamping authority vouches for the time of signing');
  }
  let problem: { problem: PathProblem; detail: string } | undefined;
  for (const authority of context.root.certificateAuthorities) {
    const issuer = issuerIn(leaf, authority, intermediates);
    if (issuer === undefined) continue;
    const found = context.times
      .map(({ time }) => problemAt(leaf, issuer, authority, time))
      .find((p) => p !== undefined);
    if (found === undefined) return issuer;
    problem ??= found;
  }
  if (problem === undefined) {
    return refuse('CERTIFICATE_NOT_TRUSTED', 'the certificate was issued by no authority of the trust root');
  }
  return refuse(problem.problem === 'expired' ? 'CERTIFICATE_EXPIRED' : 'CERTIFICATE_PURPOSE', problem.detail);
}

function problemAt(leaf: Certificate, issuer: Issuer, authority: TrustedAuthority, time: number) {
  if (!isWithin(time, authority.validFor)) {
    const at = new Date(time).toISOString();
    return { problem: 'expired' as const, detail: `the certificate authority was not in use at ${at}` };
  }
  return pathProblem(leaf, issuer, time, OID.codeSigning);
}

/** The issuer of a certificate within an authority, by way of intermediates that the bundle brings where need be. */
function issuerIn(
  certificate: Certificate,
  authority: TrustedAuthority,
  intermediates: readonly Certificate[],
): Issuer | undefined {
  const direct = authority.issuers.find((issuer) => isIssuedBy(certificate, issuer));
  if (direct !== undefined) return direct;
  for (const between of intermediates) {
    if (!between.isCa || !equalBytes(between.subject, certificate.issuer)) continue;
    const rest = intermediates.filter((other) => other !== between);
    const above = issuerIn(between, authority, rest);
    const key = publicKeyFromSpki(between.spki)?.keyObject;
    if (above === undefined || key === undefined) continue;
    const issuer = { certificate: between, key, above: [above.certificate, ...above.above] };
    if (isIssuedBy(certificate, issuer)) return issuer;
  }
  return undefined;
}

function verifyCertificateLogs(leaf: Certificate, issuer: Issuer, root: TrustRoot, threshold: number): void {
  if (threshold === 0) return;
  const logs = new Set<string>();
  for (const timestamp of readTimestamps(leaf)) {
    const log = root.certificateLogs.find(
      (candidate) => candidate.logId === timestamp.logId && isWithin(timestamp.timestamp, candidate.validFor),
    );
    if (log === undefined || logs.has(log.logId)) continue;
    const signed = timestampedBytes(timestamp, leaf, issuer.certificate.spki);
    if (verifyWithKey(log.key, signed, timestamp.signature, log.hash)) logs.add(log.logId);
  }
  if (logs.size < threshold) {
    refuse(
      'SCT_NOT_TRUSTED',
      `${logs.size} of ${threshold} certificate logs of the trust root have seen the certificate`,
    );
  }
}

/** Thresholds count different logs; an entry repeated is one entry. */
function requireLogs(
  bundle: Bundle,
  entries: readonly VerifiedEntry[],
  times: readonly ProvedTime[],
  policy: BundlePolicy,
): void {
  for (const { log, time, tree } of entries) {
    if (tree === undefined && bundle.version !== '0.1') {
      refuse('LOG_PROOF_MISSING', `a bundle of version ${bundle.version} needs an inclusion proof with a checkpoint`);
    }
    // Without a promise of its own the log's entry is as old as the other clocks say.
    const outside =
      time === undefined && times.length > 0 && !times.some((proved) => isWithin(proved.time, log.validFor));
    if (outside) refuse('LOG_NOT_TRUSTED', `the key of ${nameOf(log)} was not in use when the entry was logged`);
  }
  const threshold = policy.logThreshold ?? (policy.trustRoot === undefined ? 0 : 1);
  const logs = new Set(entries.map(({ log }) => log.logId));
  if (logs.size < threshold) {
    refuse('NO_LOG_ENTRY', `${logs.size} of ${threshold} transparency logs of the trust root have the signature`);
  }
}

function verifyContent(
  bundle: Bundle,
  artifact: Artifact,
  key: PublicKey,
): Pick<VerifiedBundle, 'statement' | 'payloadType' | 'payload'> {
  const { content } = bundle;
  if (content.kind === 'message') {
    const { digest } = content;
    const actual = digest === undefined ? undefined : artifact.digest(hashNamed(digest.algorithm));
    if (digest !== undefined && (actual === undefined || !equalBytes(actual, digest.bytes))) {
      refuse('ARTIFACT_MISMATCH', 'the bundle is for an artifact with another digest');
    }
  }
  if (!signatureHolds(bundle, artifact, key))
    refuse('BAD_SIGNATURE', 'the signature is not by this key over this content');
  if (content.kind === 'message') return { statement: undefined, payloadType: undefined, payload: artifact.bytes };
  const { payloadType, payload } = content.envelope;
  if (payloadType !== IN_TOTO_PAYLOAD_TYPE) {
    return refuse('UNSUPPORTED', `the envelope holds ${payloadType.slice(0, 100)}, which names no artifact`);
  }
  const statement = readStatement(payload);
  if (!isSubject(statement, artifact)) refuse('ARTIFACT_MISMATCH', 'the statement is about another artifact');
  return { statement, payloadType, payload };
}

function signatureHolds(bundle: Bundle, artifact: Artifact, key: PublicKey): boolean {
  const { content } = bundle;
  const signature = signatureOf(bundle);
  if (content.kind === 'dsse') {
    const { payloadType, payload } = content.envelope;
    return verifyWithKey(key, preAuthEncoding(payloadType, payload), signature);
  }
  if (artifact.bytes !== undefined) return verifyWithKey(key, artifact.bytes, signature);
  const { verifyDigest } = artifact;
  if (verifyDigest === undefined) return refuse('UNSUPPORTED', 'a signature of the artifact itself, and no statement');
  return hashesOf(key.kind).some((name) => {
    const digest = name === null ? undefined : artifact.digest(name);
    if (name === null) refuse('UNSUPPORTED', 'an Ed25519 signature needs the artifact; its digest is not enough');
    return digest !== undefined && verifyDigest(key, digest, signature, name) === true;
  });
}

function materialOf(bundle: Bundle, artifact: Artifact, signedWith: PublicKey): SignedMaterial {
  const { content, key } = bundle;
  const envelope = content.kind === 'dsse' ? content.envelope : undefined;
  const signed =
    envelope === undefined ? artifact : artifactFromBytes(preAuthEncoding(envelope.payloadType, envelope.payload));
  return {
    signature: signatureOf(bundle),
    certificate: key.kind === 'certificate' ? key.leaf.der : undefined,
    key: signedWith,
    envelope,
    digest: (name) => signed.digest(name),
  };
}
