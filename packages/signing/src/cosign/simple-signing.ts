/** cosign's older image signatures ("simple signing"): a JSON payload that names the image's digest, signed on its own. */
import { canonicalJson, isDigest } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { JsonSyntax, isJsonObject, parseStrictJsonBytes } from '../encoding/strict-json.ts';
import type { Json, JsonObject } from '../encoding/strict-json.ts';
import { refuse } from '../refusal.ts';

export interface SimpleSigningPayload {
  readonly digest: Digest;
  /** The name that the image was signed under; a claim of the signer. */
  readonly reference: string;
  readonly optional: JsonObject | undefined;
}

export const SIMPLE_SIGNING_MEDIA_TYPE = 'application/vnd.dev.cosign.simplesigning.v1+json';
const TYPES: ReadonlySet<Json | undefined> = new Set([
  'cosign container image signature',
  'atomic container signature',
]);
const MAX_CHARACTERS = 1024 * 1024;

/** The bytes to be signed. */
export function formatSimpleSigning(payload: SimpleSigningPayload): Buffer {
  const text = canonicalJson({
    critical: {
      identity: { 'docker-reference': payload.reference },
      image: { 'docker-manifest-digest': payload.digest },
      type: 'cosign container image signature',
    },
    optional: payload.optional ?? null,
  });
  return Buffer.from(text, 'utf8');
}

/** Reads a payload; refuses with `MALFORMED_ENVELOPE`. */
export function readSimpleSigning(bytes: Uint8Array): SimpleSigningPayload {
  const root = parse(bytes);
  const critical = objectIn(root, 'critical');
  const digest = objectIn(critical, 'image')['docker-manifest-digest'];
  const reference = objectIn(critical, 'identity')['docker-reference'];
  const optional = root['optional'];
  if (!TYPES.has(critical['type'])) return refuse('MALFORMED_ENVELOPE', 'the payload is no image signature');
  if (typeof digest !== 'string' || !isDigest(digest))
    return refuse('MALFORMED_ENVELOPE', 'the payload names no digest');
  return {
    digest,
    reference: typeof reference === 'string' ? reference : '',
    optional: isJsonObject(optional) ? optional : undefined,
  };
}

function parse(bytes: Uint8Array): JsonObject {
  try {
    const value = parseStrictJsonBytes(bytes, { characters: MAX_CHARACTERS, depth: 32 });
    return isJsonObject(value) ? value : refuse('MALFORMED_ENVELOPE', 'the payload is no object');
  } catch (error) {
    if (error instanceof JsonSyntax) return refuse('MALFORMED_ENVELOPE', error.message);
    throw error;
  }
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : refuse('MALFORMED_ENVELOPE', `the payload has no ${name}`);
}
