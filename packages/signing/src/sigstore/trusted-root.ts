/** sigstore's trusted_root.json: the logs, certificate authorities and timestamping authorities that count, and when. */

import { messageOf } from '@sallyport/kernel';

import { MalformedDer } from '../encoding/der.ts';
import { fieldsOf } from '../encoding/json-fields.ts';
import type { Fields } from '../encoding/json-fields.ts';
import { JsonSyntax, parseStrictJson } from '../encoding/strict-json.ts';
import { signingErrors } from '../errors.ts';
import { publicKeyFromSpki, publicKeyOf } from '../keys/public-key.ts';
import type { HashName, PublicKey } from '../keys/public-key.ts';
import { readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { issuersOf } from '../x509/certificate-path.ts';
import type { Issuer } from '../x509/certificate-path.ts';
import { createPublicKey } from '../node-crypto.ts';

/** Milliseconds since the Unix epoch, both ends inclusive. */
export interface ValidFor {
  readonly start: number;
  readonly end: number;
}

export interface TrustedLog {
  readonly baseUrl: string;
  /** Host of the URL, without and with its port: what the log's checkpoints are signed as. */
  readonly names: readonly string[];
  /** Hex. */
  readonly logId: string;
  readonly key: PublicKey;
  readonly hash: HashName | undefined;
  readonly validFor: ValidFor;
}

export interface TrustedAuthority {
  readonly uri: string;
  /** Those of the chain that may issue, nearest to the leaf first. */
  readonly issuers: readonly Issuer[];
  /** A timestamping authority's own certificate where the chain begins with one. */
  readonly leaf: Issuer | undefined;
  readonly validFor: ValidFor;
}

export interface TrustRoot {
  readonly logs: readonly TrustedLog[];
  readonly certificateLogs: readonly TrustedLog[];
  readonly certificateAuthorities: readonly TrustedAuthority[];
  readonly timestampAuthorities: readonly TrustedAuthority[];
}

const MEDIA_TYPE = /^application\/vnd\.dev\.sigstore\.trustedroot(?:\+json;version=0\.[12]|\.v0\.[12]\+json)$/;

function malformed(detail: string): never {
  throw signingErrors.TRUST_ROOT({ detail });
}

/** Reads a trust root and checks its own chains. Throws `SIGNING_TRUST_ROOT` for anything that is not sound: half a trust root is none. */
export function readTrustRoot(text: string): TrustRoot {
  let root: Fields;
  try {
    root = fieldsOf(parseStrictJson(text), 'the trust root', malformed);
  } catch (error) {
    return error instanceof JsonSyntax ? malformed(messageOf(error)) : rethrow(error);
  }
  if (!MEDIA_TYPE.test(root.string('mediaType') ?? '')) malformed('its media type is unknown');
  return {
    logs: root.list('tlogs').map(readLog),
    certificateLogs: root.list('ctlogs').map(readLog),
    certificateAuthorities: root.list('certificateAuthorities').map(readAuthority),
    timestampAuthorities: root.list('timestampAuthorities').map(readAuthority),
  };
}

function rethrow(error: unknown): never {
  throw error;
}

function readLog(log: Fields): TrustedLog {
  const baseUrl = log.string('baseUrl') ?? '';
  const publicKey = log.fields('publicKey');
  const logId = log.fields('logId')?.bytes('keyId');
  const key = readLogKey(publicKey);
  if (publicKey === undefined || key === undefined) return malformed(`the log ${baseUrl} has no key that can be read`);
  if (logId === undefined) return malformed(`the log ${baseUrl} has no ID`);
  return {
    baseUrl,
    names: namesOf(baseUrl),
    logId: logId.toString('hex'),
    key,
    hash: hashOf(publicKey.string('keyDetails') ?? ''),
    validFor: readValidFor(publicKey.fields('validFor'), `the key of the log ${baseUrl}`),
  };
}

function namesOf(url: string): string[] {
  const parsed = URL.canParse(url) ? new URL(url) : malformed(`${JSON.stringify(url)} is no URL`);
  return [...new Set([parsed.hostname, parsed.host])];
}

/** A key as protobuf's key details describe it; those that begin with PKCS1 are bare RSA keys. */
function readLogKey(publicKey: Fields | undefined): PublicKey | undefined {
  const bytes = publicKey?.bytes('rawBytes') ?? new Uint8Array();
  if (publicKey?.string('keyDetails')?.startsWith('PKCS1_') !== true) return publicKeyFromSpki(bytes);
  try {
    return publicKeyOf(createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs1' }));
  } catch {
    return undefined;
  }
}

/** The hash that key details such as `PKIX_ECDSA_P384_SHA_384` name. */
function hashOf(details: string): HashName | undefined {
  const bits = /SHA_?(256|384|512)$/.exec(details)?.[1];
  return bits === undefined ? undefined : (`sha${bits}` as HashName);
}

function readValidFor(period: Fields | undefined, what: string): ValidFor {
  const start = period?.string('start');
  const end = period?.string('end');
  // A missing start is a damaged trust root and must not read as "since ever".
  if (start === undefined) return malformed(`${what} has no start of validity`);
  return { start: timeOf(start, what), end: end === undefined ? Infinity : timeOf(end, what) };
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

function timeOf(text: string, what: string): number {
  const time = RFC3339.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? malformed(`${what} has ${JSON.stringify(text)} for a time`) : time;
}

function readAuthority(authority: Fields): TrustedAuthority {
  const uri = authority.string('uri') ?? '';
  const what = `the authority ${uri}`;
  const encoded = authority.fields('certChain')?.list('certificates') ?? [];
  const chain = encoded.map((entry) => readChainCertificate(entry.bytes('rawBytes'), what));
  const issuers = chain.length === 0 ? undefined : issuersOf(chain);
  if (issuers === undefined) return malformed(`${what} has a chain that does not hold`);
  const [first, ...rest] = issuers;
  const leaf = first === undefined || first.certificate.isCa ? undefined : first;
  return {
    uri,
    issuers: leaf === undefined ? issuers : rest,
    leaf,
    validFor: readValidFor(authority.fields('validFor'), what),
  };
}

function readChainCertificate(der: Uint8Array | undefined, what: string): Certificate {
  try {
    return readCertificate(der ?? new Uint8Array());
  } catch (error) {
    return error instanceof MalformedDer
      ? malformed(`${what}: a certificate is malformed: ${error.message}`)
      : rethrow(error);
  }
}

export function isWithin(time: number, period: ValidFor): boolean {
  return time >= period.start && time <= period.end;
}

/** A trust root that trusts nobody, for verification with pinned keys only. */
export const EMPTY_TRUST_ROOT: TrustRoot = Object.freeze({
  logs: [],
  certificateLogs: [],
  certificateAuthorities: [],
  timestampAuthorities: [],
});
