/** Makes X.509 certificates, for the private authority. */
import { TAG, context, encodeDer, encodeInteger, encodeOid } from '../encoding/der.ts';
import { signingErrors } from '../errors.ts';
import type { KeyKind, PublicKey } from '../keys/public-key.ts';
import type { Signer } from '../keys/signer.ts';
import { readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { OID } from './oids.ts';

const SIGNATURE_OIDS: Readonly<Record<KeyKind, string>> = {
  'ecdsa-p256': OID.ecdsaSha256,
  'ecdsa-p384': '1.2.840.10045.4.3.3',
  'ecdsa-p521': '1.2.840.10045.4.3.4',
  ed25519: OID.ed25519,
  rsa: '1.2.840.113549.1.1.11',
};

/** The AlgorithmIdentifier of what a signer with such a key makes. */
export function encodeSignatureAlgorithm(kind: KeyKind): Buffer {
  const oid = encodeOid(SIGNATURE_OIDS[kind]);
  return encodeDer(TAG.sequence, oid, ...(kind === 'rsa' ? [encodeDer(TAG.null)] : []));
}

/** A name of organisation and common name; without both the empty name, as short-lived certificates have it. */
export function encodeName(organization: string, commonName: string): Buffer {
  if (organization === '' && commonName === '') return encodeDer(TAG.sequence);
  return encodeDer(TAG.sequence, attribute(OID.organization, organization), attribute(OID.commonName, commonName));
}

function attribute(oid: string, value: string): Buffer {
  const pair = encodeDer(TAG.sequence, encodeOid(oid), encodeDer(TAG.utf8String, Buffer.from(value, 'utf8')));
  return encodeDer(TAG.set, pair);
}

export function encodeExtension(oid: string, critical: boolean, value: Uint8Array): Buffer {
  const flag = critical ? [encodeDer(TAG.boolean, Buffer.from([0xff]))] : [];
  return encodeDer(TAG.sequence, encodeOid(oid), ...flag, encodeDer(TAG.octetString, value));
}

/** Whole seconds; two-digit years until 2049 (RFC 5280 section 4.1.2.5). */
function encodeTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return digits < '2050'
    ? encodeDer(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : encodeDer(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}

export function encodeGeneralizedTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return encodeDer(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}

export interface CertificateFields {
  /** Unsigned bytes, at most 20. */
  readonly serial: Uint8Array;
  /** DER name. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: PublicKey;
  /** Each as `encodeExtension` makes it. */
  readonly extensions: readonly Uint8Array[];
}

/** The part that is signed. */
export function encodeTbs(fields: CertificateFields, issuerKind: KeyKind): Buffer {
  return encodeDer(
    TAG.sequence,
    encodeDer(context(0), encodeInteger(Buffer.from([2]))),
    encodeInteger(fields.serial),
    encodeSignatureAlgorithm(issuerKind),
    fields.issuer,
    encodeDer(TAG.sequence, encodeTime(fields.notBefore), encodeTime(fields.notAfter)),
    fields.subject,
    fields.publicKey.spki,
    encodeDer(context(3), encodeDer(TAG.sequence, ...fields.extensions)),
  );
}

/** Signs a certificate. What it returns was read back, so that nothing is issued that would not be accepted. */
export async function issueCertificate(fields: CertificateFields, issuer: Signer): Promise<Certificate> {
  if (fields.serial.length === 0 || fields.serial.length > 20) {
    throw signingErrors.REQUEST({ detail: 'a serial number has 1 to 20 bytes' });
  }
  const { kind } = issuer.publicKey;
  const tbs = encodeTbs(fields, kind);
  const signature = await issuer.sign(tbs);
  const bits = encodeDer(TAG.bitString, Buffer.from([0]), signature);
  return readCertificate(encodeDer(TAG.sequence, tbs, encodeSignatureAlgorithm(kind), bits));
}

/** Bits by number from the first: 0 digitalSignature, 5 keyCertSign, 6 cRLSign. */
export function keyUsageExtension(...bits: readonly number[]): Buffer {
  const byte = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  const unused = Math.log2(byte & -byte);
  return encodeExtension(OID.keyUsage, true, encodeDer(TAG.bitString, Buffer.from([unused, byte])));
}

export function extendedKeyUsageExtension(oid: string, critical: boolean): Buffer {
  return encodeExtension(OID.extendedKeyUsage, critical, encodeDer(TAG.sequence, encodeOid(oid)));
}

export function authorityExtensions(pathLength: number): Buffer[] {
  const isCa = encodeDer(TAG.boolean, Buffer.from([0xff]));
  const constraints = encodeDer(TAG.sequence, isCa, encodeInteger(Buffer.from([pathLength])));
  return [keyUsageExtension(5, 6), encodeExtension(OID.basicConstraints, true, constraints)];
}
