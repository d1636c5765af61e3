import {
  constants,
  createHmac,
  createPublicKey,
  createPrivateKey,
  sign,
  timingSafeEqual,
  verify,
  X509Certificate,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { objectOf } from '../../shared/containers.ts';
import { parseJson } from '../../shared/read-json.ts';
import { compareNumbers, multiplyNumbers } from '../../shared/decimal.ts';
import { field, isNumeric, isObject } from '../../shared/values.ts';
import type { PlainObject, StructMap, Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { jsonText, toJson } from '../json.ts';
import { failed, isString, wrongType } from './builtin.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';

type Obj = PlainObject | StructMap;

interface Algorithm {
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  readonly kind: 'rsa' | 'pss' | 'ec' | 'hmac' | 'eddsa';
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: { hash: 'sha256', kind: 'rsa' },
  RS384: { hash: 'sha384', kind: 'rsa' },
  RS512: { hash: 'sha512', kind: 'rsa' },
  PS256: { hash: 'sha256', kind: 'pss' },
  PS384: { hash: 'sha384', kind: 'pss' },
  PS512: { hash: 'sha512', kind: 'pss' },
  ES256: { hash: 'sha256', kind: 'ec' },
  ES384: { hash: 'sha384', kind: 'ec' },
  ES512: { hash: 'sha512', kind: 'ec' },
  HS256: { hash: 'sha256', kind: 'hmac' },
  HS384: { hash: 'sha384', kind: 'hmac' },
  HS512: { hash: 'sha512', kind: 'hmac' },
  EdDSA: { hash: null, kind: 'eddsa' },
};

interface Token {
  readonly header: Obj;
  readonly payload: Value;
  readonly signed: string;
  readonly signature: Buffer;
  readonly payloadText: string;
}

function part(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}

/** The three parts of a compact token, or what is wrong with it. */
function parseToken(text: string): Token | string {
  const parts = text.split('.');
  if (parts.length !== 3) return 'encoded JWT must have 3 sections, found ' + parts.length;
  const [head = '', body = '', tail = ''] = parts;
  if (parts.some((one) => !/^[A-Za-z0-9_-]*$/.test(one))) return 'JWT has an invalid encoding';
  const header = parseJson(part(head));
  if ('error' in header || !isObject(header.value)) return 'invalid JWT header';
  if (field(header.value, 'enc') !== undefined) return 'JWT is a JWE object, which is not supported';
  const nested = field(header.value, 'cty');
  const payloadText = part(body);
  if (isString(nested) && nested.toUpperCase() === 'JWT') return parseToken(payloadText.replaceAll('"', ''));
  const payload = parseJson(payloadText);
  if ('error' in payload) return 'invalid JWT payload';
  return {
    header: header.value,
    payload: payload.value,
    signed: `${head}.${body}`,
    signature: Buffer.from(tail, 'base64url'),
    payloadText,
  };
}

function decode(context: Context, text: Value): Value | undefined {
  if (!isString(text)) return wrongType(context, 'io.jwt.decode', 1, 'string', text);
  context.session.charge(text.length);
  const token = parseToken(text);
  if (isString(token)) return failed(context, 'io.jwt.decode', token);
  return [token.header, token.payload, token.signature.toString('hex')];
}

interface Key {
  readonly key: KeyObject;
  readonly kid: string | undefined;
  readonly alg: string | undefined;
}

/** Keys from a PEM certificate or public key, a JWK, or a JWK set. */
function keysOf(text: string): Key[] | string {
  const trimmed = text.trim();
  try {
    if (trimmed.startsWith('{')) return jwksOf(JSON.parse(trimmed) as Record<string, unknown>);
    if (/-----END [A-Z0-9 ]+-----\s*\S/.test(trimmed)) return 'extra data after a PEM block';
    if (trimmed.includes('BEGIN CERTIFICATE'))
      return [{ key: new X509Certificate(trimmed).publicKey, kid: undefined, alg: undefined }];
    if (trimmed.includes('-----BEGIN')) return [{ key: createPublicKey(trimmed), kid: undefined, alg: undefined }];
  } catch {
    return 'failed to parse a key';
  }
  return 'failed to parse a PEM key';
}

function jwksOf(json: Record<string, unknown>): Key[] {
  const list = Array.isArray(json['keys']) ? (json['keys'] as Record<string, unknown>[]) : [json];
  return list.map((jwk) => ({
    key: createPublicKey({ key: jwk as never, format: 'jwk' }),
    kid: typeof jwk['kid'] === 'string' ? jwk['kid'] : undefined,
    alg: typeof jwk['alg'] === 'string' ? jwk['alg'] : undefined,
  }));
}

const KEY_TYPES: Readonly<Record<Algorithm['kind'], readonly string[]>> = {
  rsa: ['rsa'],
  pss: ['rsa', 'rsa-pss'],
  ec: ['ec'],
  eddsa: ['ed25519'],
  hmac: [],
};

function verifyWith(algorithm: Algorithm, key: KeyObject, token: Token): boolean {
  if (!KEY_TYPES[algorithm.kind].includes(key.asymmetricKeyType ?? '')) return false;
  const data = Buffer.from(token.signed);
  try {
    switch (algorithm.kind) {
      case 'pss':
        return verify(
          algorithm.hash,
          data,
          { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
          token.signature,
        );
      case 'ec':
        return verify(algorithm.hash, data, { key, dsaEncoding: 'ieee-p1363' }, token.signature);
      default:
        return verify(algorithm.hash, data, key, token.signature);
    }
  } catch {
    return false;
  }
}

function hmacMatches(algorithm: Algorithm, secret: string | Buffer, token: Token): boolean {
  const mac = createHmac(algorithm.hash ?? 'sha256', secret)
    .update(token.signed)
    .digest();
  return mac.length === token.signature.length && timingSafeEqual(mac, token.signature);
}

function verifier(name: string, alg: string): Builtin {
  const algorithm = ALGORITHMS[alg] as Algorithm;
  return (context, text: Value, secret: Value) => {
    if (!isString(text)) return wrongType(context, name, 1, 'string', text);
    if (!isString(secret)) return wrongType(context, name, 2, 'string', secret);
    context.session.charge(1_000 + text.length);
    const token = parseToken(text);
    if (isString(token)) return failed(context, name, token);
    if (algorithm.kind === 'hmac') return hmacMatches(algorithm, secret, token);
    const keys = keysOf(secret);
    if (isString(keys)) return failed(context, name, keys);
    return usable(keys, token.header, alg).some(({ key }) => verifyWith(algorithm, key, token));
  };
}

/** The keys that a token may be verified with: the one it names, if it names one. */
function usable(keys: readonly Key[], header: Obj, alg: string): readonly Key[] {
  const kid = field(header, 'kid');
  const named = isString(kid) ? keys.filter((key) => key.kid === kid) : [];
  const candidates = named.length > 0 ? named : keys;
  return candidates.filter((key) => key.alg === undefined || key.alg === alg);
}

const REFUSED: Value = [false, objectOf([]), objectOf([])];
const CONSTRAINTS = new Set(['cert', 'secret', 'alg', 'iss', 'aud', 'time']);

interface Constraints {
  readonly cert: string | undefined;
  readonly secret: string | undefined;
  readonly alg: string | undefined;
  readonly iss: string | undefined;
  readonly aud: string | undefined;
  readonly time: Value | undefined;
}

function constraintsOf(value: Obj): Constraints | string {
  const given: Record<string, Value> = {};
  for (const name of CONSTRAINTS) {
    const constraint = field(value, name);
    if (constraint === undefined) continue;
    const wanted = name === 'time' ? isNumeric(constraint) : isString(constraint);
    if (!wanted) return `constraint ${name} has a wrong type`;
    given[name] = constraint;
  }
  const unknown = Object.keys(toJson(value) as object).find((name) => !CONSTRAINTS.has(name));
  if (unknown !== undefined) return `unknown token validation constraint: ${unknown}`;
  if (given['cert'] === undefined && given['secret'] === undefined) return 'no key constraint';
  if (given['cert'] !== undefined && given['secret'] !== undefined) return 'duplicate key constraints';
  return given as unknown as Constraints;
}

function decodeVerify(context: Context, text: Value, constraints: Value): Value | undefined {
  const name = 'io.jwt.decode_verify';
  if (!isString(text)) return wrongType(context, name, 1, 'string', text);
  if (!isObject(constraints)) return wrongType(context, name, 2, 'object', constraints);
  context.session.charge(1_000 + text.length);
  const wanted = constraintsOf(constraints);
  if (isString(wanted)) return failed(context, name, wanted);
  const token = parseToken(text);
  if (isString(token)) return REFUSED;
  const checked = signatureHolds(token, wanted);
  if (isString(checked)) return failed(context, name, checked);
  if (!checked || !isObject(token.payload)) return REFUSED;
  const claims = claimsHold(context, token.payload, wanted);
  if (isString(claims)) return failed(context, name, claims);
  return claims ? [true, token.header, token.payload] : REFUSED;
}

function signatureHolds(token: Token, { cert, secret, alg }: Constraints): boolean | string {
  const named = field(token.header, 'alg');
  if (!isString(named)) return false;
  const algorithm = ALGORITHMS[named];
  if (algorithm === undefined || (alg !== undefined && alg !== named)) return false;
  if (field(token.header, 'crit') !== undefined) return false;
  if (algorithm.kind === 'hmac') return secret !== undefined && hmacMatches(algorithm, secret, token);
  if (cert === undefined) return false;
  const keys = keysOf(cert);
  if (isString(keys)) return keys;
  return usable(keys, token.header, named).some(({ key }) => verifyWith(algorithm, key, token));
}

// oxlint-disable-next-line complexity -- one test for each claim
function claimsHold(context: Context, payload: Obj, wanted: Constraints): boolean | string {
  if (wanted.iss !== undefined && field(payload, 'iss') !== wanted.iss) return false;
  const aud = field(payload, 'aud');
  if (aud !== undefined || wanted.aud !== undefined) {
    const list = Array.isArray(aud) ? (aud as readonly Value[]) : [aud];
    if (wanted.aud === undefined || !list.includes(wanted.aud)) return false;
  }
  const now = wanted.time !== undefined && isNumeric(wanted.time) ? wanted.time : context.session.nowNs;
  for (const [name, isExpiry] of [
    ['exp', true],
    ['nbf', false],
  ] as const) {
    const claim = field(payload, name);
    if (claim === undefined) continue;
    if (!isNumeric(claim)) return `${name} value must be a number`;
    const order = compareNumbers(now, multiplyNumbers(claim, 1_000_000_000) ?? 0);
    if (isExpiry ? order >= 0 : order < 0) return false;
  }
  return true;
}

// oxlint-disable-next-line complexity -- one test for each operand
function signRaw(
  name: string,
  context: Context,
  texts: { header: string; payload: string; key: string },
): Value | undefined {
  const header = parseJson(texts.header);
  const alg = 'error' in header || !isObject(header.value) ? undefined : field(header.value, 'alg');
  if (!isString(alg)) return failed(context, name, "missing or invalid 'alg' header");
  const algorithm = ALGORITHMS[alg];
  if (algorithm === undefined) return failed(context, name, `unknown JWS algorithm: ${alg}`);
  const typ = 'error' in header || !isObject(header.value) ? undefined : field(header.value, 'typ');
  if ((typ === undefined || typ === 'JWT') && 'error' in parseJson(texts.payload))
    return failed(context, name, 'type is JWT but payload is not JSON');
  const jwk = parseJson(texts.key);
  if ('error' in jwk || !isObject(jwk.value)) return failed(context, name, 'failed to parse a JWK key');
  const encode = (text: string): string => Buffer.from(text).toString('base64url');
  const signed = `${encode(texts.header)}.${encode(texts.payload)}`;
  context.session.charge(1_000 + signed.length);
  const signature = signatureOf(algorithm, toJson(jwk.value) as Record<string, unknown>, signed);
  return signature === undefined
    ? failed(context, name, 'failed to sign with this key')
    : `${signed}.${signature.toString('base64url')}`;
}

function signatureOf(algorithm: Algorithm, jwk: Record<string, unknown>, signed: string): Buffer | undefined {
  const data = Buffer.from(signed);
  try {
    if (algorithm.kind === 'hmac') {
      if (jwk['kty'] !== 'oct' || typeof jwk['k'] !== 'string') return undefined;
      return createHmac(algorithm.hash ?? 'sha256', Buffer.from(jwk['k'], 'base64url'))
        .update(signed)
        .digest();
    }
    const key = createPrivateKey({ key: jwk as never, format: 'jwk' });
    if (algorithm.kind === 'pss') {
      return sign(algorithm.hash, data, {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      });
    }
    return algorithm.kind === 'ec'
      ? sign(algorithm.hash, data, { key, dsaEncoding: 'ieee-p1363' })
      : sign(algorithm.hash, data, key);
  } catch {
    return undefined;
  }
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function encodeSign(context: Context, header: Value, payload: Value, key: Value): Value | undefined {
  for (const [i, value] of [header, payload, key].entries()) {
    if (!isObject(value)) return wrongType(context, 'io.jwt.encode_sign', i + 1, 'object', value);
  }
  return signRaw('io.jwt.encode_sign', context, {
    header: jsonText(header),
    payload: jsonText(payload),
    key: jsonText(key),
  });
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function encodeSignRaw(context: Context, header: Value, payload: Value, key: Value): Value | undefined {
  const name = 'io.jwt.encode_sign_raw';
  if (!isString(header)) return wrongType(context, name, 1, 'string', header);
  if (!isString(payload)) return wrongType(context, name, 2, 'string', payload);
  if (!isString(key)) return wrongType(context, name, 3, 'string', key);
  return signRaw(name, context, { header, payload, key });
}

const verifiers = Object.keys(ALGORITHMS).map((alg): [string, Builtin] => {
  const name = `io.jwt.verify_${alg.toLowerCase()}`;
  return [name, verifier(name, alg)];
});

export const tokenBuiltins: BuiltinTable = {
  ...Object.fromEntries(verifiers),
  'io.jwt.decode': decode,
  'io.jwt.decode_verify': decodeVerify,
  'io.jwt.encode_sign': encodeSign,
  'io.jwt.encode_sign_raw': encodeSignRaw,
};
