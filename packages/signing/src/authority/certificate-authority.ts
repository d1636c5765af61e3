/** A private authority for short-lived certificates, as Fulcio issues them: an identity that an OIDC issuer vouched for, bound to a key for minutes. */

import { systemRandom } from '@sallyport/kernel';
import type { Clock, Random } from '@sallyport/kernel';

import { TAG, context, encodeDer } from '../encoding/der.ts';
import { signingErrors } from '../errors.ts';
import { verifyWithKey } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/public-key.ts';
import type { Signer } from '../keys/signer.ts';
import type { Certificate } from '../x509/certificate.ts';
import {
  authorityExtensions,
  encodeExtension,
  encodeName,
  encodeTbs,
  extendedKeyUsageExtension,
  issueCertificate,
  keyUsageExtension,
} from '../x509/certificate-write.ts';
import type { CertificateFields } from '../x509/certificate-write.ts';
import { OID } from '../x509/oids.ts';
import { precertificateEntry } from '../x509/signed-certificate-timestamp.ts';
import { hash } from '../node-crypto.ts';

/** What a verified OIDC token says of its bearer. Verifying the token is the caller's part. */
export interface VerifiedIdentity {
  readonly issuer: string;
  /** A mail address, or a URI such as a workflow's. */
  readonly subject: { readonly kind: 'email' | 'uri'; readonly value: string };
  /** What the proof of possession signs where it is not the subject: a token's own `sub`. */
  readonly challenge?: string;
  /** Further claims by Fulcio's extension number, for example `{ 12: 'https://git.example/project' }`. */
  readonly claims?: Readonly<Record<number, string>>;
}

export interface CertificateRequest {
  readonly identity: VerifiedIdentity;
  readonly publicKey: PublicKey;
  /** Signature by the key over the identity's challenge or subject: whoever asks has the key. */
  readonly proofOfPossession: Uint8Array;
}

export interface CertificateAuthorityOptions {
  readonly signer: Signer;
  /** The signer's certificate first, the root last. */
  readonly chain: readonly Certificate[];
  /** The certificate log's key; without it certificates carry no timestamp of a log. */
  readonly certificateLog?: CertificateLog;
  readonly clock: Clock;
  readonly random?: Random;
  /** How long a certificate is valid (default 10 minutes). */
  readonly lifetimeMs?: number;
}

export interface CertificateLog {
  readonly signer: Signer;
  /** Called with what is logged before the timestamp is signed. */
  append?(entry: Uint8Array): Promise<void>;
}

export interface CertificateAuthority {
  readonly chain: readonly Certificate[];
  issue(request: CertificateRequest): Promise<Certificate>;
}

const DEFAULT_LIFETIME_MS = 10 * 60 * 1000;
const MAX_NAME = 1024;

export function certificateAuthority(options: CertificateAuthorityOptions): CertificateAuthority {
  const [own] = options.chain;
  if (own === undefined || !own.isCa) throw signingErrors.REQUEST({ detail: 'the authority has no certificate' });
  return {
    chain: options.chain,
    async issue(request) {
      const { identity, publicKey, proofOfPossession } = request;
      const { value } = identity.subject;
      if (value === '' || value.length > MAX_NAME || identity.issuer === '') {
        throw signingErrors.REQUEST({ detail: 'the identity has no subject or no issuer' });
      }
      if (!verifyWithKey(publicKey, Buffer.from(identity.challenge ?? value, 'utf8'), proofOfPossession)) {
        throw signingErrors.REQUEST({ detail: 'the signature over the subject is not by the key' });
      }
      const fields = leafFields(options, own, request);
      const timestamp = options.certificateLog === undefined ? [] : [await timestampFor(options, own, fields)];
      return issueCertificate({ ...fields, extensions: [...fields.extensions, ...timestamp] }, options.signer);
    },
  };
}

function leafFields(
  options: CertificateAuthorityOptions,
  own: Certificate,
  { identity, publicKey }: CertificateRequest,
): CertificateFields {
  const now = Math.floor(options.clock.now() / 1000) * 1000;
  const claims = Object.entries(identity.claims ?? {}).map(([number, text]) =>
    encodeExtension(`1.3.6.1.4.1.57264.1.${number}`, false, utf8(text)),
  );
  const tag = identity.subject.kind === 'email' ? 1 : 6;
  const name = encodeDer(context(tag, false), Buffer.from(identity.subject.value, 'utf8'));
  return {
    serial: (options.random ?? systemRandom).bytes(20).map((byte, i) => (i === 0 ? (byte & 0x7f) | 0x01 : byte)),
    issuer: own.subject,
    subject: encodeName('', ''),
    notBefore: now,
    notAfter: now + (options.lifetimeMs ?? DEFAULT_LIFETIME_MS),
    publicKey,
    extensions: [
      keyUsageExtension(0),
      extendedKeyUsageExtension(OID.codeSigning, false),
      // Critical, because the subject is empty (RFC 5280 section 4.2.1.6).
      encodeExtension(OID.subjectAltName, true, encodeDer(TAG.sequence, name)),
      encodeExtension(OID.fulcioIssuer, false, Buffer.from(identity.issuer, 'utf8')),
      encodeExtension(OID.fulcioIssuerV2, false, utf8(identity.issuer)),
      ...claims,
    ],
  };
}

function utf8(text: string): Buffer {
  return encodeDer(TAG.utf8String, Buffer.from(text, 'utf8'));
}

/** The certificate log's promise over the certificate as it will be, as an extension (RFC 6962 section 3.3). */
async function timestampFor(
  options: CertificateAuthorityOptions,
  own: Certificate,
  fields: CertificateFields,
): Promise<Buffer> {
  const log = options.certificateLog;
  if (log === undefined) throw signingErrors.REQUEST({ detail: 'the authority has no certificate log' });
  const timestamp = { timestamp: options.clock.now(), extensions: new Uint8Array() };
  const tbs = encodeTbs(fields, options.signer.publicKey.kind);
  const entry = precertificateEntry(timestamp, tbs, own.spki);
  await log.append?.(entry);
  const signature = await log.signer.sign(entry);
  const head = Buffer.alloc(43);
  Buffer.from(log.signer.publicKey.fingerprint, 'hex').copy(head, 1);
  head.writeBigUInt64BE(BigInt(timestamp.timestamp), 33);
  const tail = Buffer.alloc(4);
  // SHA-256 with ECDSA.
  tail.writeUInt16BE(0x0403);
  tail.writeUInt16BE(signature.length, 2);
  const one = Buffer.concat([head, tail, signature]);
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16BE(one.length + 2);
  lengths.writeUInt16BE(one.length, 2);
  return encodeExtension(OID.sctList, false, encodeDer(TAG.octetString, lengths, one));
}

export interface AuthorityName {
  readonly organization: string;
  readonly commonName: string;
}

export interface AuthorityCertificateOptions {
  readonly name: AuthorityName;
  readonly publicKey: PublicKey;
  /** Certificate and key of the issuer; without it the certificate signs itself. */
  readonly issuer: { readonly signer: Signer; readonly certificate?: Certificate };
  /** `authority` may issue code signing certificates, `timestamp` signs timestamps. */
  readonly purpose: 'authority' | 'timestamp';
  readonly clock: Clock;
  readonly lifetimeMs: number;
  readonly random?: Random;
}

/** The certificate of an authority itself: a root, an intermediate, or a timestamping authority's. */
export function authorityCertificate(options: AuthorityCertificateOptions): Promise<Certificate> {
  const subject = encodeName(options.name.organization, options.name.commonName);
  const now = Math.floor(options.clock.now() / 1000) * 1000;
  const keyId = encodeDer(TAG.octetString, hash('sha1', options.publicKey.spki, 'buffer'));
  return issueCertificate(
    {
      serial: (options.random ?? systemRandom).bytes(20).map((byte, i) => (i === 0 ? (byte & 0x7f) | 0x01 : byte)),
      issuer: options.issuer.certificate?.subject ?? subject,
      subject,
      notBefore: now,
      notAfter: now + options.lifetimeMs,
      publicKey: options.publicKey,
      extensions: [
        ...(options.purpose === 'authority'
          ? authorityExtensions(1)
          : [keyUsageExtension(0), extendedKeyUsageExtension(OID.timeStamping, true)]),
        encodeExtension(OID.subjectKeyIdentifier, false, keyId),
      ],
    },
    options.issuer.signer,
  );
}
