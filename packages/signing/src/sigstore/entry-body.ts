/** What a log's entry is about: it must be this signature, by this key, over this data. Otherwise a valid proof for another entry would count. */

import { decodeTwice } from '../dsse.ts';
import type { Envelope } from '../dsse.ts';
import { equalBytes, hexOf } from '../encoding/bytes.ts';
import { fieldsOf } from '../encoding/json-fields.ts';
import type { Fields } from '../encoding/json-fields.ts';
import { parsePem } from '../encoding/pem.ts';
import { JsonSyntax, parseStrictJsonBytes } from '../encoding/strict-json.ts';
import { publicKeyFromSpki } from '../keys/public-key.ts';
import type { HashName, PublicKey } from '../keys/public-key.ts';
import { refuse } from '../refusal.ts';
import type { LogEntry } from './log-entry.ts';
import { hash } from '../node-crypto.ts';

/** What was signed and with what, as the verifier knows it from the bundle. */
export interface SignedMaterial {
  readonly signature: Uint8Array;
  /** The certificate, DER, where there is one. */
  readonly certificate: Uint8Array | undefined;
  readonly key: PublicKey;
  readonly envelope: Envelope | undefined;
  /** Digest of the signed bytes (the artifact, or an envelope's pre-authentication encoding); undefined if the bytes are not at hand for that hash. */
  digest(name: HashName): Uint8Array | undefined;
}

function malformed(detail: string): never {
  return refuse('MALFORMED_LOG_ENTRY', detail);
}

function mismatch(what: string): never {
  return refuse('LOG_ENTRY_MISMATCH', `the log entry has another ${what} than the bundle`);
}

/** Compares an entry's body with the signed material; refuses what differs. */
export function matchEntryBody(entry: LogEntry, material: SignedMaterial): void {
  const body = parseBody(entry.body);
  const kind = body.string('kind') ?? '';
  const version = body.string('apiVersion') ?? '';
  if (entry.kind !== '' && (entry.kind !== kind || entry.version !== version)) mismatch('kind');
  const spec = body.fields('spec') ?? malformed('a log entry has no content');
  const match = KINDS[`${kind} ${version}`];
  if (match === undefined) {
    const name = `${kind.slice(0, 40)} ${version.slice(0, 20)}`;
    return refuse('UNSUPPORTED', `log entries of the kind ${name} are not known`);
  }
  match(spec, material);
}

const KINDS: Readonly<Record<string, ((spec: Fields, material: SignedMaterial) => void) | undefined>> = {
  'hashedrekord 0.0.1': matchHashedRekord,
  'hashedrekord 0.0.2': (spec, material) => matchHashedRekordV2(inner(spec, 'hashedRekordV002'), material),
  'dsse 0.0.1': matchDsse,
  'dsse 0.0.2': (spec, material) => matchDsseV2(inner(spec, 'dsseV002'), material),
  'intoto 0.0.2': (spec, material) => matchIntoto(inner(spec, 'content'), material),
};

function inner(spec: Fields, name: string): Fields {
  return spec.fields(name) ?? malformed('a log entry has no content');
}

function parseBody(bytes: Uint8Array): Fields {
  try {
    return fieldsOf(parseStrictJsonBytes(bytes), 'the log entry', malformed);
  } catch (error) {
    if (error instanceof JsonSyntax) return malformed(error.message);
    throw error;
  }
}

function matchHashedRekord(spec: Fields, material: SignedMaterial): void {
  const digest = spec.fields('data')?.fields('hash');
  matchDigest(hashNamed(digest?.string('algorithm')), digest?.string('value'), material);
  const signature = spec.fields('signature');
  matchSignature(signature?.bytes('content'), material);
  matchPem(signature?.fields('publicKey')?.bytes('content'), material);
}

function matchHashedRekordV2(spec: Fields, material: SignedMaterial): void {
  const data = spec.fields('data');
  matchDigest(hashNamed(data?.string('algorithm')), data?.bytes('digest')?.toString('hex'), material);
  const signature = spec.fields('signature');
  matchSignature(signature?.bytes('content'), material);
  matchVerifier(signature?.fields('verifier'), material);
}

function matchDsse(spec: Fields, material: SignedMaterial): void {
  const payloadHash = spec.fields('payloadHash');
  matchPayload(payloadHash?.string('algorithm'), payloadHash?.string('value'), material);
  const [signature, ...others] = spec.list('signatures');
  if (others.length > 0) mismatch('number of signatures');
  matchSignature(signature?.bytes('signature'), material);
  matchPem(signature?.bytes('verifier'), material);
}

function matchDsseV2(spec: Fields, material: SignedMaterial): void {
  const payloadHash = spec.fields('payloadHash');
  matchPayload(payloadHash?.string('algorithm'), payloadHash?.bytes('digest')?.toString('hex'), material);
  const [signature, ...others] = spec.list('signatures');
  if (others.length > 0) mismatch('number of signatures');
  matchSignature(signature?.bytes('content'), material);
  matchVerifier(signature?.fields('verifier'), material);
}

function matchIntoto(content: Fields, material: SignedMaterial): void {
  const payloadHash = content.fields('payloadHash');
  matchPayload(payloadHash?.string('algorithm'), payloadHash?.string('value'), material);
  const envelope = content.fields('envelope');
  if (envelope?.string('payloadType') !== material.envelope?.payloadType) mismatch('payload type');
  const [signature, ...others] = envelope?.list('signatures') ?? [];
  if (others.length > 0) mismatch('number of signatures');
  matchSignature(decodeTwice(signature?.string('sig') ?? ''), material);
  matchPem(signature?.bytes('publicKey'), material);
}

const HASH_NAMES: Readonly<Record<string, HashName>> = {
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  SHA2_256: 'sha256',
  SHA2_384: 'sha384',
  SHA2_512: 'sha512',
};

/** The hash that Rekor's first version, its second, or a bundle's digest names. */
export function hashNamed(algorithm: string | undefined): HashName {
  return (
    HASH_NAMES[algorithm ?? ''] ?? refuse('UNSUPPORTED', `the hash ${String(algorithm).slice(0, 20)} is not known`)
  );
}

function matchDigest(name: HashName, hex: string | undefined, material: SignedMaterial): void {
  const digest = material.digest(name);
  if (digest === undefined || hex?.toLowerCase() !== hexOf(digest)) mismatch('artifact');
}

function matchPayload(algorithm: string | undefined, hex: string | undefined, material: SignedMaterial): void {
  const payload = material.envelope?.payload;
  if (payload === undefined) return mismatch('kind of content');
  if (hex?.toLowerCase() !== hash(hashNamed(algorithm), payload, 'hex')) mismatch('payload');
}

function matchSignature(signature: Uint8Array | undefined, material: SignedMaterial): void {
  if (signature === undefined || !equalBytes(signature, material.signature)) mismatch('signature');
}

/** Rekor's first version holds a PEM certificate or public key. */
function matchPem(pem: Uint8Array | undefined, material: SignedMaterial): void {
  const blocks = pem === undefined ? undefined : parsePem(Buffer.from(pem).toString('latin1'));
  const [block, ...others] = blocks ?? [];
  if (block === undefined || others.length > 0) return mismatch('key');
  matchKey(block.label === 'CERTIFICATE' ? 'certificate' : 'key', block.bytes, material);
}

function matchVerifier(verifier: Fields | undefined, material: SignedMaterial): void {
  const certificate = verifier?.fields('x509Certificate')?.bytes('rawBytes');
  const key = verifier?.fields('publicKey')?.bytes('rawBytes');
  if (certificate !== undefined) matchKey('certificate', certificate, material);
  else if (key !== undefined) matchKey('key', key, material);
  else mismatch('key');
}

function matchKey(kind: 'certificate' | 'key', bytes: Uint8Array, material: SignedMaterial): void {
  const matches =
    kind === 'certificate'
      ? material.certificate !== undefined && equalBytes(bytes, material.certificate)
      : publicKeyFromSpki(bytes)?.fingerprint === material.key.fingerprint && material.certificate === undefined;
  if (!matches) mismatch('key');
}
