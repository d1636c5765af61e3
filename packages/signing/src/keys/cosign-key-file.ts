/** cosign's encrypted key files: PEM over JSON with scrypt and NaCl's secretbox around a PKCS#8 key. Read and written so that cosign agrees. */
import type { KeyObject } from 'node:crypto';

import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { systemRandom } from '@sallyport/kernel';
import type { Random } from '@sallyport/kernel';

import { decodeBase64, encodeBase64 } from '../encoding/bytes.ts';
import { formatPem, parsePem } from '../encoding/pem.ts';
import { isJsonObject, parseStrictJsonBytes } from '../encoding/strict-json.ts';
import type { Json, JsonObject } from '../encoding/strict-json.ts';
import { signingErrors } from '../errors.ts';
import { createPrivateKey, scryptSync } from '../node-crypto.ts';

/** cosign has written both; it reads both. */
const LABELS = new Set(['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY']);
const SCRYPT = { N: 65_536, r: 8, p: 1 };
const KEY_BYTES = 32;
const NONCE_BYTES = 24;
/** A file may ask for up to 1 GiB of scrypt memory; more is an attack on whoever opens it. */
const MAX_SCRYPT_BYTES = 1024 * 1024 * 1024;

export function isCosignKeyFile(pem: string): boolean {
  return LABELS.has(parsePem(pem)?.[0]?.label ?? '');
}

/** Opens a key file. `what` names it in errors. */
export function readCosignKey(pem: string, password: string, what = 'the file'): KeyObject {
  const block = parsePem(pem)?.find(({ label }) => LABELS.has(label));
  const file = block === undefined ? undefined : readFields(block.bytes);
  if (file === undefined) throw signingErrors.KEY_UNREADABLE({ what, detail: 'no encrypted sigstore key' });
  const { N, r, p } = file;
  const key = scryptSync(password, file.salt, KEY_BYTES, { N, r, p, maxmem: 128 * (N + p + 2) * r + 1024 });
  let plain: Uint8Array;
  try {
    plain = xsalsa20poly1305(key, file.nonce).decrypt(file.ciphertext);
  } catch (error) {
    throw signingErrors.KEY_PASSWORD({ what }, { cause: error });
  }
  try {
    return createPrivateKey({ key: Buffer.from(plain), format: 'der', type: 'pkcs8' });
  } catch (error) {
    throw signingErrors.KEY_UNREADABLE({ what, detail: 'what was encrypted is no PKCS#8 key' }, { cause: error });
  }
}

/** The key file of a private key, as `cosign generate-key-pair` writes it. */
export function formatCosignKey(key: KeyObject, password: string, random: Random = systemRandom): string {
  const salt = random.bytes(KEY_BYTES);
  const nonce = random.bytes(NONCE_BYTES);
  const secret = scryptSync(password, salt, KEY_BYTES, { ...SCRYPT, maxmem: 256 * SCRYPT.N * SCRYPT.r });
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  const file = {
    kdf: { name: 'scrypt', params: SCRYPT, salt: encodeBase64(salt) },
    cipher: { name: 'nacl/secretbox', nonce: encodeBase64(nonce) },
    ciphertext: encodeBase64(xsalsa20poly1305(secret, nonce).encrypt(plain)),
  };
  return formatPem('ENCRYPTED SIGSTORE PRIVATE KEY', Buffer.from(JSON.stringify(file), 'utf8'));
}

interface KeyFile {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

function readFields(bytes: Uint8Array): KeyFile | undefined {
  const file = parseObject(bytes);
  const kdf = objectIn(file, 'kdf');
  const cipher = objectIn(file, 'cipher');
  if (kdf['name'] !== 'scrypt' || cipher['name'] !== 'nacl/secretbox') return undefined;
  const params = objectIn(kdf, 'params');
  const [N, r, p] = [params['N'], params['r'], params['p']];
  const [salt, nonce, ciphertext] = [bytesIn(kdf['salt']), bytesIn(cipher['nonce']), bytesIn(file['ciphertext'])];
  if (!isScryptCost(N, r, p) || salt === undefined || ciphertext === undefined) return undefined;
  return nonce?.length === NONCE_BYTES
    ? { N: Number(N), r: Number(r), p: Number(p), salt, nonce, ciphertext }
    : undefined;
}

function isScryptCost(N: Json | undefined, r: Json | undefined, p: Json | undefined): boolean {
  if (!Number.isSafeInteger(N) || !Number.isSafeInteger(r) || !Number.isSafeInteger(p)) return false;
  const [cost, block, lanes] = [Number(N), Number(r), Number(p)];
  const powerOfTwo = cost >= 2 && Number.isInteger(Math.log2(cost));
  return powerOfTwo && block >= 1 && lanes >= 1 && lanes <= 16 && 128 * cost * block <= MAX_SCRYPT_BYTES;
}

function parseObject(bytes: Uint8Array): JsonObject {
  try {
    const value = parseStrictJsonBytes(bytes);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

function bytesIn(value: Json | undefined): Buffer | undefined {
  return typeof value === 'string' ? decodeBase64(value) : undefined;
}
