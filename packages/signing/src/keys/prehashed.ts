/** Signatures checked against a digest alone, where the artifact is not at hand. Node's crypto hashes by itself, so the curves come from @noble/curves. */

import { p256, p384, p521 } from '@noble/curves/nist.js';

import { equalBytes } from '../encoding/bytes.ts';
import type { HashName, PublicKey } from './public-key.ts';
import { constants, publicDecrypt } from '../node-crypto.ts';

const CURVES = { 'ecdsa-p256': p256, 'ecdsa-p384': p384, 'ecdsa-p521': p521 };

/** DigestInfo up to the digest (RFC 8017 section 9.2). */
const DIGEST_INFO: Readonly<Record<HashName, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

/** True if the signature is the key's over a digest; undefined where the kind of key signs the artifact itself, which a digest cannot stand for. */
export function verifyDigestWithKey(
  key: PublicKey,
  digest: Uint8Array,
  signature: Uint8Array,
  hashName: HashName,
): boolean | undefined {
  if (key.kind === 'ed25519') return undefined;
  if (key.kind === 'rsa') return verifyRsa(key, digest, signature, hashName);
  try {
    const point = key.spki.subarray(-pointBytes(key.kind));
    return CURVES[key.kind].verify(signature, digest, point, { prehash: false, format: 'der', lowS: false });
  } catch {
    // The library throws for a signature that is not of the right form.
    return false;
  }
}

/** An SPKI ends with the uncompressed point: 0x04 and two coordinates. OpenSSL's export writes no other form. */
function pointBytes(kind: keyof typeof CURVES): number {
  return { 'ecdsa-p256': 65, 'ecdsa-p384': 97, 'ecdsa-p521': 133 }[kind];
}

function verifyRsa(key: PublicKey, digest: Uint8Array, signature: Uint8Array, hashName: HashName): boolean {
  try {
    const opened = publicDecrypt({ key: key.keyObject, padding: constants.RSA_PKCS1_PADDING }, signature);
    return equalBytes(opened, Buffer.concat([DIGEST_INFO[hashName], digest]));
  } catch {
    return false;
  }
}
