/** X.509 certificates (RFC 5280): what verification needs of them, read strictly. */
import {
  MalformedDer,
  TAG,
  context,
  cursorOver,
  elementsOf,
  readBitString,
  readBoolean,
  readDer,
  readIntegerHex,
  readOid,
  readSmallInteger,
  readTime,
} from '../encoding/der.ts';
import type { Der, DerCursor } from '../encoding/der.ts';
import { OID } from './oids.ts';
import { readSignatureAlgorithm } from './signature-algorithm.ts';
import type { SignatureAlgorithm } from './signature-algorithm.ts';

interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Content of the extension's octet string. */
  readonly value: Uint8Array;
  /** The extension as it stands in the certificate. */
  readonly whole: Uint8Array;
}

export interface Certificate {
  readonly der: Uint8Array;
  /** The signed part. */
  readonly tbs: Uint8Array;
  /** Hex, without leading zeroes. */
  readonly serial: string;
  /** Names as DER; compared byte by byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since the Unix epoch, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly isCa: boolean;
  readonly pathLength: number | undefined;
  /** Bits of the key usage; undefined where the extension is absent. */
  readonly keyUsage: number | undefined;
  readonly extendedKeyUsage: readonly string[];
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

/** Bits of the key usage as numbers: the first bit of the extension is 0x80. */
export const KEY_USAGE = Object.freeze({ digitalSignature: 0x80, keyCertSign: 0x04 });

const MAX_CERTIFICATE_BYTES = 64 * 1024;
const MAX_EXTENSIONS = 100;

/** Reads a certificate; throws `MalformedDer`. */
export function readCertificate(der: Uint8Array): Certificate {
  if (der.length > MAX_CERTIFICATE_BYTES) throw new MalformedDer('a certificate of more than 64 KiB');
  const outer = cursorOver(readDer(der, TAG.sequence).content);
  const tbs = outer.take(TAG.sequence);
  const algorithm = outer.take(TAG.sequence);
  const signature = readBitString(outer.take(TAG.bitString));
  outer.end();
  const fields = cursorOver(tbs.content);
  const version = fields.takeIf(context(0));
  if (version === undefined || readSmallInteger(readDer(version.content)) !== 2) throw new MalformedDer('no version 3');
  const serial = readIntegerHex(fields.take(TAG.integer));
  // Both places must name the same algorithm, or the unsigned one could lie (RFC 5280 section 4.1.1.2).
  if (Buffer.compare(fields.take(TAG.sequence).whole, algorithm.whole) !== 0) {
    throw new MalformedDer('two different signature algorithms');
  }
  const issuer = fields.take(TAG.sequence).whole;
  const validity = cursorOver(fields.take(TAG.sequence).content);
  const [notBefore, notAfter] = [readTime(validity.takeAny()), readTime(validity.takeAny())];
  validity.end();
  const subject = fields.take(TAG.sequence).whole;
  const spki = fields.take(TAG.sequence).whole;
  const extensions = readExtensions(fields);
  return {
    der,
    tbs: tbs.whole,
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    extensions,
    signature,
    ...readConstraints(extensions.get(OID.basicConstraints)),
    keyUsage: readKeyUsage(extensions.get(OID.keyUsage)),
    extendedKeyUsage: readOids(extensions.get(OID.extendedKeyUsage)),
    signatureAlgorithm: readSignatureAlgorithm(algorithm),
  };
}

function readExtensions(fields: DerCursor): ReadonlyMap<string, Extension> {
  fields.takeIf(context(1, false));
  fields.takeIf(context(2, false));
  const wrapper = fields.takeIf(context(3));
  fields.end();
  const extensions = new Map<string, Extension>();
  if (wrapper === undefined) return extensions;
  for (const element of elementsOf(readDer(wrapper.content, TAG.sequence).content, MAX_EXTENSIONS)) {
    const extension = readExtension(element);
    if (extensions.has(extension.oid)) throw new MalformedDer(`the extension ${extension.oid} twice`);
    extensions.set(extension.oid, extension);
  }
  return extensions;
}

function readExtension(element: Der): Extension {
  if (element.tag !== TAG.sequence) throw new MalformedDer('an extension');
  const fields = cursorOver(element.content);
  const oid = readOid(fields.take(TAG.oid));
  const critical = fields.takeIf(TAG.boolean);
  const value = fields.take(TAG.octetString).content;
  fields.end();
  return { oid, critical: critical !== undefined && readBoolean(critical), value, whole: element.whole };
}

function readConstraints(extension: Extension | undefined): Pick<Certificate, 'isCa' | 'pathLength'> {
  if (extension === undefined) return { isCa: false, pathLength: undefined };
  const fields = cursorOver(readDer(extension.value, TAG.sequence).content);
  const ca = fields.takeIf(TAG.boolean);
  const length = fields.takeIf(TAG.integer);
  fields.end();
  return {
    isCa: ca !== undefined && readBoolean(ca),
    pathLength: length === undefined ? undefined : readSmallInteger(length),
  };
}

function readKeyUsage(extension: Extension | undefined): number | undefined {
  if (extension === undefined) return undefined;
  const bits = readDer(extension.value, TAG.bitString).content;
  if (bits.length < 2 || bits.length > 3 || (bits[0] ?? 8) > 7) throw new MalformedDer('a key usage');
  return bits[1] ?? 0;
}

function readOids(extension: Extension | undefined): readonly string[] {
  if (extension === undefined) return [];
  return elementsOf(readDer(extension.value, TAG.sequence).content, MAX_EXTENSIONS).map(readOid);
}
