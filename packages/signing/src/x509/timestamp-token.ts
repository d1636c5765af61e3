/** RFC 3161 timestamp responses: a CMS signature by a timestamping authority over a time and the hash of what it saw. */
import {
  MalformedDer,
  TAG,
  context,
  cursorOver,
  elementsOf,
  encodeDer,
  readDer,
  readIntegerHex,
  readOid,
  readSmallInteger,
  readTime,
} from '../encoding/der.ts';
import type { Der, DerCursor } from '../encoding/der.ts';
import type { HashName } from '../keys/public-key.ts';
import { readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { OID } from './oids.ts';
import { readHashAlgorithm, readSignatureAlgorithm } from './signature-algorithm.ts';
import type { SignatureAlgorithm } from './signature-algorithm.ts';

interface SignerId {
  /** DER name and serial number (hex), or the subject key identifier. */
  readonly issuer?: Uint8Array;
  readonly serial?: string;
  readonly keyId?: Uint8Array;
}

/** Hash of the signer's certificate in the signed attributes (RFC 5035), which binds the signature to it. */
interface CertificateId {
  readonly hash: HashName | 'sha1';
  readonly digest: Uint8Array;
}

export interface TimestampToken {
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly imprintHash: HashName;
  readonly imprint: Uint8Array;
  readonly policy: string;
  /** The signed TSTInfo. */
  readonly info: Uint8Array;
  readonly signer: SignerId;
  readonly digestHash: HashName;
  /** The signed attributes as they are signed: DER of a SET. */
  readonly attributes: Uint8Array;
  /** Hash of `info` in the attributes. */
  readonly messageDigest: Uint8Array;
  readonly certificateId: CertificateId | undefined;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly certificates: readonly Certificate[];
}

const MAX_RESPONSE_BYTES = 256 * 1024;
const MAX_CERTIFICATES = 20;

/** Reads a TimeStampResp; throws `MalformedDer`. Verifies nothing. */
export function readTimestampResponse(der: Uint8Array): TimestampToken {
  if (der.length > MAX_RESPONSE_BYTES) throw new MalformedDer('a timestamp of more than 256 KiB');
  const response = cursorOver(readDer(der, TAG.sequence).content);
  const status = readSmallInteger(cursorOver(response.take(TAG.sequence).content).take(TAG.integer));
  // 0 is granted, 1 granted with modifications.
  if (status > 1) throw new MalformedDer(`a timestamp that was not granted (status ${status})`);
  const token = cursorOver(response.take(TAG.sequence).content);
  response.end();
  if (readOid(token.take(TAG.oid)) !== OID.signedData) throw new MalformedDer('no signed data');
  const wrapped = token.take(context(0));
  token.end();
  return readSignedData(cursorOver(readDer(wrapped.content, TAG.sequence).content));
}

function readSignedData(fields: DerCursor): TimestampToken {
  readSmallInteger(fields.take(TAG.integer));
  fields.take(TAG.set);
  const info = readEncapsulated(fields.take(TAG.sequence));
  const certificates = fields.takeIf(context(0));
  fields.takeIf(context(1));
  const signers = elementsOf(fields.take(TAG.set).content, 2);
  fields.end();
  const [signer] = signers;
  if (signer === undefined || signers.length !== 1) throw new MalformedDer('not exactly one signer');
  return {
    ...readInfo(info),
    ...readSigner(signer),
    info,
    certificates:
      certificates === undefined
        ? []
        : elementsOf(certificates.content, MAX_CERTIFICATES).map((c) => readCertificate(c.whole)),
  };
}

function readEncapsulated(element: Der): Uint8Array {
  const fields = cursorOver(element.content);
  if (readOid(fields.take(TAG.oid)) !== OID.timestampInfo) throw new MalformedDer('no timestamp information');
  const content = fields.take(context(0));
  fields.end();
  return readDer(content.content, TAG.octetString).content;
}

function readInfo(info: Uint8Array): Pick<TimestampToken, 'time' | 'imprintHash' | 'imprint' | 'policy'> {
  const fields = cursorOver(readDer(info, TAG.sequence).content);
  if (readSmallInteger(fields.take(TAG.integer)) !== 1) throw new MalformedDer('an unknown timestamp version');
  const policy = readOid(fields.take(TAG.oid));
  const imprint = cursorOver(fields.take(TAG.sequence).content);
  const imprintHash = readHashAlgorithm(imprint.take(TAG.sequence));
  const digest = imprint.take(TAG.octetString).content;
  imprint.end();
  // The serial number is the authority's own affair; some write negative ones.
  fields.take(TAG.integer);
  const time = readTime(fields.take(TAG.generalizedTime));
  return { time, imprintHash, imprint: digest, policy };
}

function readSigner(
  element: Der,
): Pick<
  TimestampToken,
  'signer' | 'digestHash' | 'attributes' | 'messageDigest' | 'certificateId' | 'signatureAlgorithm' | 'signature'
> {
  const fields = cursorOver(element.content);
  readSmallInteger(fields.take(TAG.integer));
  const signer = readSignerId(fields);
  const digestHash = readHashAlgorithm(fields.take(TAG.sequence));
  const attributes = fields.take(context(0));
  const signatureAlgorithm = readSignatureAlgorithm(fields.take(TAG.sequence));
  const signature = fields.take(TAG.octetString).content;
  fields.takeIf(context(1));
  fields.end();
  const values = readAttributes(attributes);
  const contentType = values.get(OID.contentType);
  const messageDigest = values.get(OID.messageDigest);
  if (contentType === undefined || readOid(contentType) !== OID.timestampInfo || messageDigest === undefined) {
    throw new MalformedDer('signed attributes that do not name the content');
  }
  return {
    signer,
    digestHash,
    signatureAlgorithm,
    signature,
    // Signed is the SET, not the context tag that stands for it in the message (RFC 5652 section 5.4).
    attributes: encodeDer(TAG.set, attributes.content),
    messageDigest: messageDigest.content,
    certificateId: readCertificateId(values),
  };
}

function readSignerId(fields: DerCursor): SignerId {
  const keyId = fields.takeIf(context(0, false));
  if (keyId !== undefined) return { keyId: keyId.content };
  const both = cursorOver(fields.take(TAG.sequence).content);
  const issuer = both.take(TAG.sequence).whole;
  const serial = readIntegerHex(both.take(TAG.integer));
  both.end();
  return { issuer, serial };
}

/** Attributes by type, each with its single value. */
function readAttributes(element: Der): ReadonlyMap<string, Der> {
  const attributes = new Map<string, Der>();
  for (const attribute of elementsOf(element.content, 50)) {
    const fields = cursorOver(attribute.content);
    const type = readOid(fields.take(TAG.oid));
    const values = elementsOf(fields.take(TAG.set).content, 2);
    fields.end();
    const [value] = values;
    if (value === undefined || values.length !== 1 || attributes.has(type))
      throw new MalformedDer('a signed attribute');
    attributes.set(type, value);
  }
  return attributes;
}

function readCertificateId(attributes: ReadonlyMap<string, Der>): CertificateId | undefined {
  const second = attributes.get(OID.signingCertificateV2);
  const attribute = second ?? attributes.get(OID.signingCertificate);
  if (attribute === undefined) return undefined;
  const list = cursorOver(attribute.content).take(TAG.sequence);
  const id = cursorOver(cursorOver(list.content).take(TAG.sequence).content);
  const algorithm = second === undefined ? undefined : id.takeIf(TAG.sequence);
  const hash = second === undefined ? 'sha1' : algorithm === undefined ? 'sha256' : readHashAlgorithm(algorithm);
  return { hash, digest: id.take(TAG.octetString).content };
}
