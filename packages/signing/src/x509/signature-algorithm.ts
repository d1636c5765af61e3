/** Signature algorithms of certificates and CMS, and the check of a signature made with one. */
import type { KeyObject } from 'node:crypto';

import { MalformedDer, TAG, context, cursorOver, readOid } from '../encoding/der.ts';
import type { Der } from '../encoding/der.ts';
import type { HashName } from '../keys/public-key.ts';
import { OID } from './oids.ts';
import { constants, hash, verify } from '../node-crypto.ts';

export interface SignatureAlgorithm {
  readonly scheme: 'ecdsa' | 'rsa' | 'rsa-pss' | 'ed25519';
  /** Undefined where the algorithm names only the kind of key (some timestamps) and for Ed25519. */
  readonly hash: HashName | undefined;
}

const SIGNATURES: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.10045.4.3.2': { scheme: 'ecdsa', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { scheme: 'ecdsa', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { scheme: 'ecdsa', hash: 'sha512' },
  '1.2.840.113549.1.1.11': { scheme: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { scheme: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { scheme: 'rsa', hash: 'sha512' },
  [OID.rsaEncryption]: { scheme: 'rsa', hash: undefined },
  [OID.ecPublicKey]: { scheme: 'ecdsa', hash: undefined },
  [OID.ed25519]: { scheme: 'ed25519', hash: undefined },
};

const HASHES: Readonly<Record<string, HashName>> = {
  [OID.sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Reads an AlgorithmIdentifier of a signature; SHA-1 and MD5 are unknown on purpose. */
export function readSignatureAlgorithm(element: Der): SignatureAlgorithm {
  const fields = cursorOver(element.content);
  const oid = readOid(fields.take(TAG.oid));
  if (oid === OID.rsaPss) return { scheme: 'rsa-pss', hash: readPssHash(fields.take(TAG.sequence)) };
  const known = SIGNATURES[oid];
  if (known === undefined) throw new MalformedDer(`the signature algorithm ${oid}, which is not accepted`);
  return known;
}

function readPssHash(params: Der): HashName {
  const hashField = cursorOver(params.content).take(context(0));
  return readHashAlgorithm(cursorOver(hashField.content).take(TAG.sequence));
}

export function readHashAlgorithm(element: Der): HashName {
  const oid = readOid(cursorOver(element.content).take(TAG.oid));
  const known = HASHES[oid];
  if (known === undefined) throw new MalformedDer(`the hash ${oid}, which is not accepted`);
  return known;
}

export interface SignedData {
  readonly algorithm: SignatureAlgorithm;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
  /** Hash where the algorithm names none. */
  readonly defaultHash?: HashName;
}

export function verifySigned(signed: SignedData, key: KeyObject): boolean {
  const { scheme } = signed.algorithm;
  const name = scheme === 'ed25519' ? null : (signed.algorithm.hash ?? signed.defaultHash ?? 'sha256');
  const type = scheme === 'ecdsa' ? 'ec' : scheme === 'ed25519' ? 'ed25519' : 'rsa';
  if (key.asymmetricKeyType !== type) return false;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  try {
    return verify(name, signed.data, scheme === 'rsa-pss' ? { key, ...pss } : key, signed.signature);
  } catch {
    // OpenSSL throws where a signature is not even of the right form.
    return false;
  }
}

export function digestBytes(name: HashName, data: Uint8Array): Uint8Array {
  return hash(name, data, 'buffer');
}
