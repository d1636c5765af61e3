/** Public keys that signatures are checked with, each known by the SHA-256 of its SPKI form. */
import type { KeyObject } from 'node:crypto';

import { messageOf } from '@sallyport/kernel';

import { parsePem } from '../encoding/pem.ts';
import { signingErrors } from '../errors.ts';
import { createPublicKey, hash, verify } from '../node-crypto.ts';

export type KeyKind = 'ecdsa-p256' | 'ecdsa-p384' | 'ecdsa-p521' | 'ed25519' | 'rsa';
export type HashName = 'sha256' | 'sha384' | 'sha512';

export interface PublicKey {
  readonly kind: KeyKind;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** SHA-256 of the SPKI, hex: the key's name wherever keys are counted or compared. */
  readonly fingerprint: string;
  readonly keyObject: KeyObject;
}

const CURVES: Readonly<Record<string, KeyKind>> = {
  prime256v1: 'ecdsa-p256',
  secp384r1: 'ecdsa-p384',
  secp521r1: 'ecdsa-p521',
};
const MIN_RSA_BITS = 2048;
/** SPKI sizes of a named curve and an uncompressed point. Another form of the same key would have another fingerprint and count as another key. */
const SPKI_BYTES: Readonly<Partial<Record<KeyKind, number>>> = {
  'ecdsa-p256': 91,
  'ecdsa-p384': 120,
  'ecdsa-p521': 158,
};

/** Kind of a key; undefined for keys that nothing is signed with here. */
export function kindOf(key: KeyObject): KeyKind | undefined {
  const details = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return CURVES[details.namedCurve ?? ''];
    case 'ed25519':
      return 'ed25519';
    case 'rsa':
      return (details.modulusLength ?? 0) >= MIN_RSA_BITS ? 'rsa' : undefined;
    default:
      return undefined;
  }
}

/** What the SPKI of a kind begins with, where that is fixed. Asking the key object costs more than the rest of reading it. */
const SPKI_PREFIXES: readonly (readonly [prefix: Buffer, kind: KeyKind])[] = [
  [Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex'), 'ecdsa-p256'],
  [Buffer.from('3076301006072a8648ce3d020106052b8104002203620004', 'hex'), 'ecdsa-p384'],
  [Buffer.from('302a300506032b6570032100', 'hex'), 'ed25519'],
];

function kindByPrefix(spki: Uint8Array): KeyKind | undefined {
  return SPKI_PREFIXES.find(([prefix]) => Buffer.compare(prefix, spki.subarray(0, prefix.length)) === 0)?.[1];
}

/** The key in an SPKI; undefined if it is malformed or of a kind that is not used. */
export function publicKeyFromSpki(spki: Uint8Array): PublicKey | undefined {
  try {
    const keyObject = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    const kind = kindByPrefix(spki) ?? kindOf(keyObject);
    if (kind === undefined || spki.length !== (SPKI_BYTES[kind] ?? spki.length)) return undefined;
    return { kind, spki, fingerprint: hash('sha256', spki, 'hex'), keyObject };
  } catch {
    return undefined;
  }
}

export function publicKeyOf(key: KeyObject): PublicKey {
  const publicObject = key.type === 'private' ? createPublicKey(key) : key;
  const spki = publicObject.export({ type: 'spki', format: 'der' });
  const kind = kindOf(publicObject);
  if (kind === undefined || spki.length !== (SPKI_BYTES[kind] ?? spki.length)) {
    const name = String(key.asymmetricKeyType);
    throw signingErrors.KEY_UNSUPPORTED({ what: 'the key', kind: name });
  }
  return { kind, spki, fingerprint: hash('sha256', spki, 'hex'), keyObject: publicObject };
}

/** Reads a PEM public key (SPKI, PKCS#1, or the key of a certificate). `what` names the source in errors. */
export function readPublicKey(pem: string, what = 'the file'): PublicKey {
  const block = parsePem(pem)?.[0];
  if (block === undefined) throw signingErrors.KEY_UNREADABLE({ what, detail: 'no PEM block' });
  if (block.label.includes('PRIVATE')) {
    throw signingErrors.KEY_UNREADABLE({ what, detail: 'it is a private key; the public one is needed' });
  }
  try {
    return publicKeyOf(createPublicKey(pem));
  } catch (error) {
    throw signingErrors.KEY_UNREADABLE({ what, detail: messageOf(error) }, { cause: error });
  }
}

/** Base64 of the SHA-256 of the SPKI: how a sigstore bundle names a key. */
export function keyHint(key: PublicKey): string {
  return Buffer.from(key.fingerprint, 'hex').toString('base64');
}

/** The hashes that a key of the kind signs with: its own strength first, SHA-256 as cosign does for every kind. */
export function hashesOf(kind: KeyKind): readonly (HashName | null)[] {
  if (kind === 'ed25519') return [null];
  if (kind === 'ecdsa-p384') return ['sha384', 'sha256'];
  if (kind === 'ecdsa-p521') return ['sha512', 'sha256'];
  return ['sha256'];
}

/** True if the signature is the key's over the data. `hashName` fixes the hash; without it those that the kind signs with count. */
export function verifyWithKey(key: PublicKey, data: Uint8Array, signature: Uint8Array, hashName?: HashName): boolean {
  const hashes = hashName === undefined || key.kind === 'ed25519' ? hashesOf(key.kind) : [hashName];
  return hashes.some((name) => verifyOnce(name, data, key.keyObject, signature));
}

function verifyOnce(name: HashName | null, data: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  try {
    return verify(name, data, key, signature);
  } catch {
    // OpenSSL throws where a signature is not even of the right form.
    return false;
  }
}
