import { constants, createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';

import { parseJson } from '../shared/read-json.ts';
import { isPlain } from '../shared/values.ts';
import type { Value } from '../shared/values.ts';
import { jsonText } from './json.ts';

/** A key that bundles are signed with. */
export interface BundleKey {
  /** PEM of a public key, or the shared secret for HS algorithms. */
  readonly key: string;
  readonly algorithm:
    | 'RS256'
    | 'RS384'
    | 'RS512'
    | 'PS256'
    | 'PS384'
    | 'PS512'
    | 'ES256'
    | 'ES384'
    | 'ES512'
    | 'HS256'
    | 'HS384'
    | 'HS512';
}

interface Trust {
  readonly keys?: Readonly<Record<string, BundleKey>>;
  readonly keyId?: string;
  readonly scope?: string;
}

interface SignedFile {
  readonly name: string;
  readonly hash: string;
  readonly algorithm: string;
}

const SIGNATURES = '.signatures.json';
const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA-512-256': 'sha512-256',
};

/** Why a bundle cannot be trusted; undefined where it can. Without keys nothing is asked. */
export function verifyBundle(files: ReadonlyMap<string, Uint8Array>, trust: Trust): string | undefined {
  if (trust.keys === undefined || Object.keys(trust.keys).length === 0) return undefined;
  const content = files.get(SIGNATURES);
  if (content === undefined) return 'bundle is not signed';
  const parsed = parseJson(Buffer.from(content).toString('utf8'));
  const tokens = 'error' in parsed || !isPlain(parsed.value) ? undefined : parsed.value['signatures'];
  if (!Array.isArray(tokens) || tokens.length !== 1 || typeof tokens[0] !== 'string')
    return 'bundle must have exactly one signature';
  const claims = claimsOf(tokens[0], trust);
  return typeof claims === 'string' ? claims : compareFiles(files, claims);
}

/** The files that a signature speaks for; what is wrong with it otherwise. */
// oxlint-disable-next-line complexity -- one test for each claim
function claimsOf(token: string, trust: Trust): readonly SignedFile[] | string {
  const [head = '', body = '', tail = '', ...more] = token.split('.');
  const header = decode(head);
  const payload = decode(body);
  if (more.length > 0 || header === undefined || payload === undefined) return 'bundle signature is no JWT';
  const named = trust.keyId ?? (typeof header['kid'] === 'string' ? header['kid'] : payload['keyid']);
  const ids = Object.keys(trust.keys ?? {});
  const id = typeof named === 'string' ? named : ids.length === 1 ? ids[0] : undefined;
  const key = id === undefined ? undefined : trust.keys?.[id];
  if (key === undefined) return `no key is known for the bundle signature (${String(id ?? 'none named')})`;
  if (header['alg'] !== key.algorithm) return 'bundle signature uses another algorithm than its key';
  if (!signatureHolds(key, `${head}.${body}`, Buffer.from(tail, 'base64url'))) return 'bundle signature does not match';
  if (trust.scope !== undefined && payload['scope'] !== trust.scope) return 'bundle signature has another scope';
  const files = payload['files'];
  return Array.isArray(files) ? (files as unknown as readonly SignedFile[]) : 'bundle signature names no files';
}

function decode(part: string): Readonly<Record<string, Value>> | undefined {
  const parsed = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
  return 'error' in parsed || !isPlain(parsed.value) ? undefined : parsed.value;
}

function signatureHolds({ key, algorithm }: BundleKey, signed: string, signature: Buffer): boolean {
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith('HS')) {
    const mac = createHmac(hash, key).update(signed).digest();
    return mac.length === signature.length && timingSafeEqual(mac, signature);
  }
  try {
    const publicKey = createPublicKey(key);
    const data = Buffer.from(signed);
    if (algorithm.startsWith('ES')) return verify(hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
    if (algorithm.startsWith('PS'))
      return verify(
        hash,
        data,
        { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
        signature,
      );
    return verify(hash, data, publicKey, signature);
  } catch {
    return false;
  }
}

/** Every file is signed, every signed file is there, and each has the hash that was signed. */
function compareFiles(files: ReadonlyMap<string, Uint8Array>, signed: readonly SignedFile[]): string | undefined {
  const wanted = new Map(signed.map((file) => [String(file.name).replace(/^\/+/, ''), file]));
  for (const [name, content] of files) {
    if (name === SIGNATURES) continue;
    const file = wanted.get(name);
    if (file === undefined) return `file ${name} is not signed`;
    const algorithm = HASHES[file.algorithm];
    if (algorithm === undefined) return `file ${name} is signed with an unknown hash`;
    if (createHash(algorithm).update(hashed(name, content)).digest('hex') !== file.hash)
      return `file ${name} differs from what was signed`;
    wanted.delete(name);
  }
  const [missing] = wanted.keys();
  return missing === undefined ? undefined : `signed file ${missing} is missing`;
}

/** JSON is hashed by its value, so that its layout does not matter; anything else by its bytes. */
function hashed(name: string, content: Uint8Array): Uint8Array | string {
  if (!name.endsWith('data.json') && name !== '.manifest') return content;
  const parsed = parseJson(Buffer.from(content).toString('utf8'));
  return 'error' in parsed ? content : jsonText(parsed.value);
}
