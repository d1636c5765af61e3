import { nodeCrypto } from './node-crypto.ts';

/** `sha256:` and 64 lower-case hex digits, as OCI writes it. */
export type Digest = `sha256:${string}`;

export function sha256Hex(data: string | Uint8Array): string {
  return nodeCrypto().createHash('sha256').update(data).digest('hex');
}

export function digestOf(data: string | Uint8Array): Digest {
  return `sha256:${sha256Hex(data)}`;
}

export function hmacSha256Hex(key: string | Uint8Array, data: string | Uint8Array): string {
  return nodeCrypto().createHmac('sha256', key).update(data).digest('hex');
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}
