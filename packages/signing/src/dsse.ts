/** DSSE envelopes (github.com/secure-systems-lab/dsse): what is signed is the pre-authentication encoding of type and body, never JSON. */
import { decodeBase64, encodeBase64 } from './encoding/bytes.ts';
import { fieldsOf } from './encoding/json-fields.ts';
import type { Fields } from './encoding/json-fields.ts';
import { verifyWithKey } from './keys/public-key.ts';
import type { PublicKey } from './keys/public-key.ts';
import type { Signer } from './keys/signer.ts';
import { refuse } from './refusal.ts';

export interface EnvelopeSignature {
  readonly signature: Uint8Array;
  /** An unauthenticated hint. */
  readonly keyId: string | undefined;
}

export interface Envelope {
  readonly payloadType: string;
  /** The bytes that were signed and the only ones that may be used. */
  readonly payload: Uint8Array;
  readonly signatures: readonly EnvelopeSignature[];
}

export const IN_TOTO_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const MAX_SIGNATURES = 100;

/** The pre-authentication encoding: the bytes that a signature covers. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8');
  const head = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `)]);
  return Buffer.concat([head, payload]);
}

/** Reads an envelope's JSON; refuses with `MALFORMED_ENVELOPE`. */
export function readEnvelope(fields: Fields): Envelope {
  const payloadType = fields.string('payloadType');
  const payload = fields.bytes('payload');
  const signatures = fields.list('signatures');
  if (payloadType === undefined || payloadType === '' || payload === undefined) {
    return refuse('MALFORMED_ENVELOPE', 'the envelope has no payload or no payload type');
  }
  if (signatures.length === 0 || signatures.length > MAX_SIGNATURES) {
    return refuse('MALFORMED_ENVELOPE', `the envelope has ${signatures.length} signatures`);
  }
  return { payloadType, payload, signatures: signatures.map(readSignature) };
}

function readSignature(fields: Fields): EnvelopeSignature {
  const signature = fields.bytes('sig');
  if (signature === undefined || signature.length === 0) return refuse('MALFORMED_ENVELOPE', 'a signature is empty');
  return { signature, keyId: fields.string('keyid') };
}

/** Reads the JSON form of an envelope on its own. */
export function envelopeFromJson(json: Parameters<typeof fieldsOf>[0]): Envelope {
  return readEnvelope(fieldsOf(json, 'the envelope', (detail) => refuse('MALFORMED_ENVELOPE', detail)));
}

export async function signEnvelope(
  payloadType: string,
  payload: Uint8Array,
  signers: readonly Signer[],
): Promise<Envelope> {
  const encoded = preAuthEncoding(payloadType, payload);
  const signatures = await Promise.all(
    signers.map(async (signer) => ({ signature: await signer.sign(encoded), keyId: undefined })),
  );
  return { payloadType, payload, signatures };
}

export interface EnvelopeJson {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string; readonly keyid?: string }[];
}

export function envelopeToJson(envelope: Envelope): EnvelopeJson {
  return {
    payload: encodeBase64(envelope.payload),
    payloadType: envelope.payloadType,
    signatures: envelope.signatures.map(({ signature, keyId }) => ({
      sig: encodeBase64(signature),
      ...(keyId === undefined ? {} : { keyid: keyId }),
    })),
  };
}

/** The different keys whose signature is on the envelope. Two signatures by one key are one (DSSE: "unique keys"). */
export function keysThatSigned(envelope: Envelope, keys: readonly PublicKey[]): PublicKey[] {
  const encoded = preAuthEncoding(envelope.payloadType, envelope.payload);
  const signed = new Map<string, PublicKey>();
  for (const key of keys) {
    const valid = envelope.signatures.some(({ signature }) => verifyWithKey(key, encoded, signature));
    if (valid) signed.set(key.fingerprint, key);
  }
  return [...signed.values()];
}

/** Base64 that a foreign envelope may hold twice over (intoto 0.0.2 entries of Rekor do). */
export function decodeTwice(text: string): Buffer | undefined {
  const inner = decodeBase64(text)?.toString('latin1');
  return inner === undefined ? undefined : decodeBase64(inner);
}
