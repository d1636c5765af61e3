/** sigstore bundles 0.1 to 0.3 (application/vnd.dev.sigstore.bundle): signature, material to verify it, and proof that a log has it. */
import { readEnvelope } from '../dsse.ts';
import type { Envelope } from '../dsse.ts';
import { fieldsOf } from '../encoding/json-fields.ts';
import type { Fields } from '../encoding/json-fields.ts';
import { JsonSyntax, parseStrictJson, parseStrictJsonBytes } from '../encoding/strict-json.ts';
import type { Json } from '../encoding/strict-json.ts';
import { refuse } from '../refusal.ts';
import { readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { isSelfIssued } from '../x509/certificate-path.ts';
import { readLogEntry } from './log-entry.ts';
import type { LogEntry } from './log-entry.ts';

export type BundleVersion = '0.1' | '0.2' | '0.3';

export interface MessageSignature {
  readonly kind: 'message';
  readonly signature: Uint8Array;
  /** What the bundle says was signed; a hint that must agree with the artifact. */
  readonly digest: { readonly algorithm: string; readonly bytes: Uint8Array } | undefined;
}

export type BundleContent = MessageSignature | { readonly kind: 'dsse'; readonly envelope: Envelope };

export type BundleKey =
  | { readonly kind: 'certificate'; readonly leaf: Certificate; readonly intermediates: readonly Certificate[] }
  | { readonly kind: 'public-key'; readonly hint: string };

export interface Bundle {
  readonly version: BundleVersion;
  readonly content: BundleContent;
  readonly key: BundleKey;
  readonly logEntries: readonly LogEntry[];
  /** RFC 3161 responses, DER. */
  readonly timestamps: readonly Uint8Array[];
}

export interface BundleLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly logEntries: number;
  readonly timestamps: number;
  readonly certificates: number;
}

/** An SBOM attestation may be large; nothing else is. */
export const BUNDLE_LIMITS: BundleLimits = Object.freeze({
  bytes: 32 * 1024 * 1024,
  depth: 32,
  logEntries: 16,
  timestamps: 16,
  certificates: 10,
});

const MEDIA_TYPES: Readonly<Record<string, BundleVersion>> = {
  'application/vnd.dev.sigstore.bundle+json;version=0.1': '0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2': '0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3': '0.3',
  'application/vnd.dev.sigstore.bundle.v0.3+json': '0.3',
};

function malformed(detail: string): never {
  return refuse('MALFORMED_BUNDLE', detail);
}

/** Reads a bundle; refuses what is malformed, too large, or not allowed in its version. Verifies nothing. */
export function readBundle(source: string | Uint8Array, limits: BundleLimits = BUNDLE_LIMITS): Bundle {
  if (source.length > limits.bytes) refuse('TOO_LARGE', `the bundle is larger than ${limits.bytes} bytes`);
  return bundleFromJson(parse(source, limits), limits);
}

function parse(source: string | Uint8Array, limits: BundleLimits): Json {
  const bounds = { characters: limits.bytes, depth: limits.depth };
  try {
    return typeof source === 'string' ? parseStrictJson(source, bounds) : parseStrictJsonBytes(source, bounds);
  } catch (error) {
    if (error instanceof JsonSyntax) return malformed(error.message);
    throw error;
  }
}

export function bundleFromJson(json: Json, limits: BundleLimits = BUNDLE_LIMITS): Bundle {
  const fields = fieldsOf(json, 'the bundle', malformed);
  const version = MEDIA_TYPES[fields.string('mediaType') ?? ''];
  if (version === undefined) return refuse('UNSUPPORTED', 'the media type names no known bundle version');
  const material = fields.fields('verificationMaterial') ?? malformed('the bundle has no verification material');
  const entries = material.list('tlogEntries');
  const timestamps = material.fields('timestampVerificationData')?.list('rfc3161Timestamps') ?? [];
  if (entries.length > limits.logEntries || timestamps.length > limits.timestamps) {
    malformed('the bundle has too many log entries or timestamps');
  }
  const logEntries = entries.map(readLogEntry);
  for (const entry of logEntries) checkEntryForVersion(entry, version);
  return {
    version,
    content: readContent(fields),
    key: readKey(material, version, limits),
    logEntries,
    timestamps: timestamps.map((t) => t.bytes('signedTimestamp') ?? malformed('a timestamp is empty')),
  };
}

/** Up to 0.1 the log's promise was enough; since 0.2 its proof is needed. */
function checkEntryForVersion(entry: LogEntry, version: BundleVersion): void {
  if (entry.proof === undefined && (version !== '0.1' || entry.promise === undefined)) {
    refuse('LOG_PROOF_MISSING', `a bundle of version ${version} needs an inclusion proof`);
  }
}

function readContent(fields: Fields): BundleContent {
  const message = fields.fields('messageSignature');
  const envelope = fields.fields('dsseEnvelope');
  if (message !== undefined && envelope !== undefined) malformed('the bundle has two contents');
  if (envelope !== undefined) return { kind: 'dsse', envelope: oneSignature(readEnvelope(envelope)) };
  if (message === undefined) return malformed('the bundle signs nothing');
  const signature = message.bytes('signature');
  if (signature === undefined || signature.length === 0) return malformed('the signature is empty');
  const digest = message.fields('messageDigest');
  const bytes = digest?.bytes('digest');
  return {
    kind: 'message',
    signature,
    digest: bytes === undefined ? undefined : { algorithm: digest?.string('algorithm') ?? '', bytes },
  };
}

/** The log entry and the timestamps stand for one signature, so a bundle has no more. */
function oneSignature(envelope: Envelope): Envelope {
  if (envelope.signatures.length !== 1) malformed('the envelope of a bundle has exactly one signature');
  return envelope;
}

function readKey(material: Fields, version: BundleVersion, limits: BundleLimits): BundleKey {
  const certificate = material.fields('certificate');
  const chain = material.fields('x509CertificateChain');
  const publicKey = material.fields('publicKey');
  if ([certificate, chain, publicKey].filter((found) => found !== undefined).length !== 1) {
    malformed('the bundle names not exactly one kind of key');
  }
  if (publicKey !== undefined) return { kind: 'public-key', hint: publicKey.string('hint') ?? '' };
  if (chain !== undefined && version === '0.3') malformed('a bundle of version 0.3 has one certificate, no chain');
  const encoded = certificate === undefined ? (chain?.list('certificates') ?? []) : [certificate];
  if (encoded.length > limits.certificates) malformed('the bundle has too many certificates');
  const [leaf, ...intermediates] = encoded.map(readBundleCertificate);
  if (leaf === undefined) return malformed('the certificate chain is empty');
  if (intermediates.some((c) => c.isCa && isSelfIssued(c))) {
    refuse('ROOT_IN_BUNDLE', 'the bundle brings its own root certificate; roots come from the trust root only');
  }
  return { kind: 'certificate', leaf, intermediates };
}

function readBundleCertificate(fields: Fields): Certificate {
  return readCertificate(fields.bytes('rawBytes') ?? new Uint8Array());
}
