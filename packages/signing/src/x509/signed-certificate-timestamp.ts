/** Signed certificate timestamps (RFC 6962 section 3.3) that a certificate carries: a certificate log saw it before it was issued. */

import { MalformedDer, TAG, context, elementsOf, encodeDer, readDer } from '../encoding/der.ts';
import type { Certificate } from './certificate.ts';
import { OID } from './oids.ts';
import { hash } from '../node-crypto.ts';

export interface SignedCertificateTimestamp {
  /** SHA-256 of the log's key, hex. */
  readonly logId: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly extensions: Uint8Array;
  readonly signature: Uint8Array;
}

const MAX_TIMESTAMPS = 20;

/** The timestamps in the certificate; throws `MalformedDer`. */
export function readTimestamps(certificate: Certificate): SignedCertificateTimestamp[] {
  const extension = certificate.extensions.get(OID.sctList);
  if (extension === undefined) return [];
  const list = Buffer.from(readDer(extension.value, TAG.octetString).content);
  if (list.length < 2 || list.readUInt16BE(0) !== list.length - 2) throw new MalformedDer('a timestamp list');
  const timestamps: SignedCertificateTimestamp[] = [];
  for (let at = 2; at < list.length;) {
    const end = at + 2 + (at + 2 <= list.length ? list.readUInt16BE(at) : list.length);
    if (end > list.length || timestamps.length === MAX_TIMESTAMPS) throw new MalformedDer('a timestamp list');
    timestamps.push(readTimestamp(list.subarray(at + 2, end)));
    at = end;
  }
  return timestamps;
}

/** version, log ID (32), time (8), extensions (2 + n), hash and signature algorithm (2), signature (2 + n). */
function readTimestamp(bytes: Buffer): SignedCertificateTimestamp {
  const extensionsEnd = bytes.length > 43 ? 43 + bytes.readUInt16BE(41) : Infinity;
  if (bytes[0] !== 0 || extensionsEnd + 4 > bytes.length) throw new MalformedDer('a certificate timestamp');
  const signature = bytes.subarray(extensionsEnd + 4);
  // 4 is SHA-256; 3 ECDSA, 1 RSA, and the log's key says which it is.
  const known = bytes[extensionsEnd] === 4 && (bytes[extensionsEnd + 1] === 3 || bytes[extensionsEnd + 1] === 1);
  if (!known || bytes.readUInt16BE(extensionsEnd + 2) !== signature.length)
    throw new MalformedDer('a certificate timestamp');
  return {
    logId: bytes.toString('hex', 1, 33),
    timestamp: Number(bytes.readBigUInt64BE(33)),
    extensions: bytes.subarray(43, extensionsEnd),
    signature,
  };
}

/** What the log signed: the certificate without the timestamps, as the issuer had sent it. */
export function timestampedBytes(
  timestamp: SignedCertificateTimestamp,
  certificate: Certificate,
  issuerSpki: Uint8Array,
): Uint8Array {
  return precertificateEntry(timestamp, tbsWithoutTimestamps(certificate), issuerSpki);
}

/** The structure that a log signs for a precertificate. */
export function precertificateEntry(
  timestamp: Pick<SignedCertificateTimestamp, 'timestamp' | 'extensions'>,
  tbs: Uint8Array,
  issuerSpki: Uint8Array,
): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeBigUInt64BE(BigInt(timestamp.timestamp), 2);
  head.writeUInt16BE(1, 10);
  const length = Buffer.alloc(3);
  length.writeUIntBE(tbs.length, 0, 3);
  const extensionsLength = Buffer.alloc(2);
  extensionsLength.writeUInt16BE(timestamp.extensions.length);
  const issuerHash = hash('sha256', issuerSpki, 'buffer');
  return Buffer.concat([head, issuerHash, length, tbs, extensionsLength, timestamp.extensions]);
}

function tbsWithoutTimestamps(certificate: Certificate): Uint8Array {
  const fields = elementsOf(readDer(certificate.tbs).content);
  const parts = fields.map((field) => {
    if (field.tag !== context(3)) return field.whole;
    const kept = [...certificate.extensions.values()].filter(({ oid }) => oid !== OID.sctList);
    return encodeDer(context(3), encodeDer(TAG.sequence, ...kept.map(({ whole }) => whole)));
  });
  return encodeDer(TAG.sequence, ...parts);
}
