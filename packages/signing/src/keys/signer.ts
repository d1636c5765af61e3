/** Who signs: a key in memory, or one that stays in a key service and signs there. */
import type { KeyObject } from 'node:crypto';

import { messageOf } from '@sallyport/kernel';

import { parsePem } from '../encoding/pem.ts';
import { signingErrors } from '../errors.ts';
import { isCosignKeyFile, readCosignKey } from './cosign-key-file.ts';
import { hashesOf, publicKeyOf } from './public-key.ts';
import type { PublicKey } from './public-key.ts';
import { createPrivateKey, generateKeyPairSync, sign } from '../node-crypto.ts';

export interface Signer {
  readonly publicKey: PublicKey;
  /** Signature over the data: ECDSA in DER form, RSA PKCS#1 v1.5, Ed25519; hashed with `hashesOf(kind)[0]`. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

export function keySigner(key: KeyObject): Signer {
  const publicKey = publicKeyOf(key);
  const [hashName = null] = hashesOf(publicKey.kind);
  return { publicKey, sign: async (data) => sign(hashName, data, key) };
}

/** Reads a private key: cosign's encrypted file, PKCS#8 (encrypted or not), SEC 1 or PKCS#1. `what` names it in errors. */
export function readPrivateKey(pem: string, password?: string, what = 'the file'): KeyObject {
  if (isCosignKeyFile(pem)) return readCosignKey(pem, password ?? '', what);
  const label = parsePem(pem)?.find((block) => block.label.endsWith('PRIVATE KEY'))?.label;
  if (label === undefined) throw signingErrors.KEY_UNREADABLE({ what, detail: 'no PEM private key' });
  try {
    return createPrivateKey(password === undefined ? pem : { key: pem, passphrase: password });
  } catch (error) {
    if (label.startsWith('ENCRYPTED')) throw signingErrors.KEY_PASSWORD({ what }, { cause: error });
    throw signingErrors.KEY_UNREADABLE({ what, detail: messageOf(error) }, { cause: error });
  }
}

/** A new ECDSA P-256 key, the kind that every verifier reads. */
export function generateSigningKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

/** The public key as SPKI PEM, as in `cosign.pub`. */
export function formatPublicKey(key: PublicKey): string {
  return key.keyObject.export({ type: 'spki', format: 'pem' }).toString();
}
