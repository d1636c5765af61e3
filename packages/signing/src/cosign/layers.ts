/**
 * What cosign 2 keeps in a registry beside an image: manifests under the tags `sha256-HEX.sig` and `.att`, each layer a
 * payload or envelope, the signature, certificate and log entry in the layer's annotations. A layer is read into a
 * bundle, so that one verifier judges both generations.
 */

import type { Digest } from '@sallyport/kernel';

import { envelopeFromJson, envelopeToJson, signEnvelope, IN_TOTO_PAYLOAD_TYPE } from '../dsse.ts';
import { decodeBase64, encodeBase64 } from '../encoding/bytes.ts';
import { fieldsOf } from '../encoding/json-fields.ts';
import { formatPem, parsePem } from '../encoding/pem.ts';
import { JsonSyntax, parseStrictJson, parseStrictJsonBytes } from '../encoding/strict-json.ts';
import type { Json } from '../encoding/strict-json.ts';
import { formatStatement } from '../intoto/statement.ts';
import type { Statement } from '../intoto/statement.ts';
import { attempt, refuse } from '../refusal.ts';
import type { Refused } from '../refusal.ts';
import type { SigningContext } from '../sign.ts';
import { artifactFromBytes, subjectFromDigest } from '../sigstore/artifact.ts';
import type { Bundle, BundleContent, BundleKey } from '../sigstore/bundle.ts';
import type { LogEntry } from '../sigstore/log-entry.ts';
import { verifyBundle } from '../sigstore/verify-bundle.ts';
import type { BundlePolicy, VerifiedBundle } from '../sigstore/verify-bundle.ts';
import { readCertificate } from '../x509/certificate.ts';
import { ENVELOPE_MEDIA_TYPE } from './layer.ts';
import type { CosignLayer } from './layer.ts';
import { formatSimpleSigning, readSimpleSigning, SIMPLE_SIGNING_MEDIA_TYPE } from './simple-signing.ts';
import type { SimpleSigningPayload } from './simple-signing.ts';
import { hash } from '../node-crypto.ts';

const SIGNATURE = 'dev.cosignproject.cosign/signature';
const CERTIFICATE = 'dev.sigstore.cosign/certificate';
const CHAIN = 'dev.sigstore.cosign/chain';
const LOG_BUNDLE = 'dev.sigstore.cosign/bundle';
const TIMESTAMP = 'dev.sigstore.cosign/rfc3161timestamp';
const MAX_LAYER_BYTES = 32 * 1024 * 1024;

export type LayerVerdict =
  | { readonly ok: true; readonly verified: VerifiedBundle; readonly payload: SimpleSigningPayload | undefined }
  | Refused;

/** Verifies a layer for an image: signature, key, log, and that it is about this digest. */
export function verifyLayer(layer: CosignLayer, digest: Digest, policy: BundlePolicy): LayerVerdict {
  return attempt(() => {
    const bundle = bundleFromLayer(layer);
    if (bundle.content.kind === 'dsse') {
      const verified = verifyBundle(bundle, subjectFromDigest(digest), policy);
      return verified.ok
        ? { ok: true as const, verified, payload: undefined }
        : refuse(verified.reason, verified.detail);
    }
    // The signature is over the payload; that it is about the image stands in the payload, after it was verified.
    const verified = verifyBundle(bundle, artifactFromBytes(layer.bytes), policy);
    if (!verified.ok) return refuse(verified.reason, verified.detail);
    const payload = readSimpleSigning(layer.bytes);
    if (payload.digest !== digest) refuse('ARTIFACT_MISMATCH', `the signature is for ${payload.digest}`);
    return { ok: true as const, verified, payload };
  });
}

/** Reads a layer into a bundle of version 0.1, where a log's promise is proof enough. Refuses what is malformed. */
export function bundleFromLayer(layer: CosignLayer): Bundle {
  if (layer.bytes.length > MAX_LAYER_BYTES) refuse('TOO_LARGE', 'the layer is larger than 32 MiB');
  const logBundle = layer.annotations[LOG_BUNDLE];
  const timestamp = layer.annotations[TIMESTAMP];
  return {
    version: '0.1',
    content: readContent(layer),
    key: readKey(layer.annotations),
    logEntries: logBundle === undefined || logBundle === '' ? [] : [readLogBundle(logBundle)],
    timestamps: timestamp === undefined || timestamp === '' ? [] : [readTimestamp(timestamp)],
  };
}

function readContent(layer: CosignLayer): BundleContent {
  if (layer.mediaType === ENVELOPE_MEDIA_TYPE) {
    const envelope = envelopeFromJson(parse(layer.bytes));
    if (envelope.signatures.length !== 1) refuse('MALFORMED_ENVELOPE', 'the envelope has not exactly one signature');
    return { kind: 'dsse', envelope };
  }
  if (layer.mediaType !== SIMPLE_SIGNING_MEDIA_TYPE) {
    return refuse('UNSUPPORTED', `a layer of the type ${layer.mediaType.slice(0, 100)} is no signature`);
  }
  const signature = decodeBase64(layer.annotations[SIGNATURE] ?? '');
  if (signature === undefined || signature.length === 0)
    return refuse('MALFORMED_ENVELOPE', 'the layer has no signature');
  return { kind: 'message', signature, digest: undefined };
}

function readKey(annotations: CosignLayer['annotations']): BundleKey {
  const leaf = annotations[CERTIFICATE];
  if (leaf === undefined || leaf === '') return { kind: 'public-key', hint: '' };
  const [first] = certificatesIn(leaf);
  // Only what leads to the trust root is of use of the chain; its own root is passed over, never trusted.
  const chain = certificatesIn(annotations[CHAIN] ?? '');
  if (first === undefined) return refuse('MALFORMED_CERTIFICATE', 'the layer has no certificate');
  return { kind: 'certificate', leaf: first, intermediates: chain };
}

function certificatesIn(pem: string) {
  const blocks = parsePem(pem) ?? refuse('MALFORMED_CERTIFICATE', 'the layer has a malformed certificate');
  if (blocks.length > 10) refuse('MALFORMED_CERTIFICATE', 'the layer has too many certificates');
  return blocks.map(({ bytes }) => readCertificate(bytes));
}

/** `{ SignedEntryTimestamp, Payload: { body, integratedTime, logIndex, logID } }`. */
function readLogBundle(text: string): LogEntry {
  const fields = fieldsOf(parse(text), 'the log entry', (detail) => refuse('MALFORMED_LOG_ENTRY', detail));
  const promise = fields.bytes('SignedEntryTimestamp');
  const payload = fields.fields('Payload');
  const body = payload?.bytes('body');
  const logId = payload?.string('logID') ?? '';
  if (promise === undefined || body === undefined || !/^[0-9a-f]{64}$/.test(logId)) {
    return refuse('MALFORMED_LOG_ENTRY', 'the log entry is not complete');
  }
  return {
    index: payload?.count('logIndex') ?? 0,
    logId,
    kind: '',
    version: '',
    integratedTime: payload?.count('integratedTime'),
    promise,
    proof: undefined,
    body,
  };
}

function readTimestamp(text: string): Uint8Array {
  const fields = fieldsOf(parse(text), 'the timestamp', (detail) => refuse('MALFORMED_TIMESTAMP', detail));
  return fields.bytes('SignedRFC3161Timestamp') ?? refuse('MALFORMED_TIMESTAMP', 'the timestamp is empty');
}

function parse(source: string | Uint8Array): Json {
  const bounds = { characters: MAX_LAYER_BYTES, depth: 32 };
  try {
    return typeof source === 'string' ? parseStrictJson(source, bounds) : parseStrictJsonBytes(source, bounds);
  } catch (error) {
    if (error instanceof JsonSyntax) return refuse('MALFORMED_ENVELOPE', error.message);
    throw error;
  }
}

/** Signs an image as cosign 2 does; the layer goes into the manifest under `cosignTag(digest, 'sig')`. */
export async function signLayer(payload: SimpleSigningPayload, context: SigningContext): Promise<CosignLayer> {
  const bytes = formatSimpleSigning(payload);
  const signature = await context.signer.sign(bytes);
  const key = context.certificate ?? context.signer.publicKey;
  const entry = await context.log?.submit({
    kind: 'hashedrekord',
    digest: hash('sha256', bytes, 'buffer'),
    signature,
    key,
  });
  const annotations = { [SIGNATURE]: encodeBase64(signature), ...(await proofs(signature, entry, context)) };
  return { mediaType: SIMPLE_SIGNING_MEDIA_TYPE, bytes, annotations };
}

/** Attests as cosign 2 does; the layer goes into the manifest under `cosignTag(digest, 'att')`. */
export async function attestLayer(statement: Statement, context: SigningContext): Promise<CosignLayer> {
  const envelope = await signEnvelope(IN_TOTO_PAYLOAD_TYPE, formatStatement(statement), [context.signer]);
  const key = context.certificate ?? context.signer.publicKey;
  const entry = await context.log?.submit({ kind: 'dsse', envelope, key });
  const json = envelopeToJson(envelope);
  // cosign 2 wants the member even where it is empty.
  const signatures = json.signatures.map(({ sig }) => ({ keyid: '', sig }));
  const signature = envelope.signatures[0]?.signature ?? new Uint8Array();
  return {
    mediaType: ENVELOPE_MEDIA_TYPE,
    bytes: Buffer.from(JSON.stringify({ ...json, signatures }), 'utf8'),
    annotations: {
      [SIGNATURE]: '',
      predicateType: statement.predicateType,
      ...(await proofs(signature, entry, context)),
    },
  };
}

async function proofs(
  signature: Uint8Array,
  entry: LogEntry | undefined,
  context: SigningContext,
): Promise<Record<string, string>> {
  const timestamp = await context.timestampAuthority?.timestamp(signature);
  const promise = entry?.promise;
  return {
    ...(context.certificate === undefined ? {} : { [CERTIFICATE]: formatPem('CERTIFICATE', context.certificate.der) }),
    ...(entry === undefined || promise === undefined ? {} : { [LOG_BUNDLE]: formatLogBundle(entry, promise) }),
    ...(timestamp === undefined
      ? {}
      : { [TIMESTAMP]: JSON.stringify({ SignedRFC3161Timestamp: encodeBase64(timestamp) }) }),
  };
}

function formatLogBundle(entry: LogEntry, promise: Uint8Array): string {
  return JSON.stringify({
    SignedEntryTimestamp: encodeBase64(promise),
    Payload: {
      body: encodeBase64(entry.body),
      integratedTime: entry.integratedTime ?? 0,
      logIndex: entry.index,
      logID: entry.logId,
    },
  });
}
