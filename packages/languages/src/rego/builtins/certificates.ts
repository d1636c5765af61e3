import { X509Certificate, createPrivateKey } from 'node:crypto';

import { objectOf } from '../../shared/containers.ts';
import { fromBigInt } from '../../shared/decimal.ts';
import { childrenOf, oidText, readDer } from '../../shared/der.ts';
import type { Der } from '../../shared/der.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { STRING, binary, failed, isString, unary } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';

type Entry = [Value, Value];

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

interface Block {
  readonly label: string;
  readonly bytes: Buffer;
}

function pemBlocks(text: string): Block[] {
  return [...text.matchAll(PEM)].map(([, label = '', body = '']) => ({ label, bytes: Buffer.from(body, 'base64') }));
}

/** PEM, PEM in base64, or DER in base64; a text where it is none of these. */
function blocksOf(text: string): Block[] | string {
  const direct = pemBlocks(text);
  if (direct.length > 0) return direct;
  if (!BASE64.test(text) || text.trim().length % 4 === 1) return 'illegal base64 data';
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64').replaceAll('=', '') !== text.replaceAll(/[\s=]/g, '')) return 'illegal base64 data';
  const wrapped = pemBlocks(bytes.toString('latin1'));
  return wrapped.length > 0 ? wrapped : [{ label: '', bytes }];
}

/** Where DER certificates follow each other, one block for each. */
function splitDer(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = readDer(bytes, at);
    if (element === undefined) return [bytes];
    parts.push(Buffer.from(element.raw));
    at += element.raw.length;
  }
  return parts;
}

function certificatesOf(text: string): X509Certificate[] | string {
  const blocks = blocksOf(text);
  if (isString(blocks as Value)) return blocks as string;
  try {
    return (blocks as Block[]).flatMap(({ label, bytes }) => {
      if (label !== '' && label !== 'CERTIFICATE') throw new TypeError(`unexpected PEM block ${label}`);
      return splitDer(bytes).map((part) => new X509Certificate(part));
    });
  } catch {
    return 'x509: malformed certificate';
  }
}

const NAME_FIELDS: Readonly<Record<string, string>> = {
  '2.5.4.6': 'Country',
  '2.5.4.10': 'Organization',
  '2.5.4.11': 'OrganizationalUnit',
  '2.5.4.7': 'Locality',
  '2.5.4.8': 'Province',
  '2.5.4.9': 'StreetAddress',
  '2.5.4.17': 'PostalCode',
};

function stringOf(element: Der): string {
  const bytes = Buffer.from(element.content);
  if (element.tag === 0x1e) return bytes.swap16().toString('utf16le');
  return bytes.toString(element.tag === 0x0c ? 'utf8' : 'latin1');
}

/** A distinguished name, in the form of Go's pkix.Name. */
function nameValue(name: Der): Value {
  const lists = new Map<string, Value[]>();
  const names: Value[] = [];
  let [commonName, serialNumber] = ['', ''];
  for (const set of childrenOf(name) ?? []) {
    for (const pair of childrenOf(set) ?? []) {
      const [type, value] = childrenOf(pair) ?? [];
      if (type === undefined || value === undefined) continue;
      const oid = oidText(type.content);
      const text = stringOf(value);
      names.push(
        objectOf([
          ['Type', oid.split('.').map(Number)],
          ['Value', text],
        ]),
      );
      if (oid === '2.5.4.3') commonName = text;
      else if (oid === '2.5.4.5') serialNumber = text;
      const list = NAME_FIELDS[oid];
      if (list !== undefined) lists.set(list, [...(lists.get(list) ?? []), text]);
    }
  }
  const fields = Object.values(NAME_FIELDS).map((field): Entry => [field, lists.get(field) ?? null]);
  return objectOf([
    ...fields,
    ['CommonName', commonName],
    ['SerialNumber', serialNumber],
    ['Names', names],
    ['ExtraNames', null],
  ]);
}

interface Alternatives {
  readonly dns: string[];
  readonly uri: string[];
  readonly email: string[];
  readonly ip: string[];
}

/** The alternative names of an extension's content (RFC 5280, 4.2.1.6). */
function alternativesOf(extension: Uint8Array | undefined): Alternatives {
  const found: Alternatives = { dns: [], uri: [], email: [], ip: [] };
  const sequence = extension === undefined ? undefined : readDer(extension);
  for (const name of sequence === undefined ? [] : (childrenOf(sequence) ?? [])) {
    const text = Buffer.from(name.content).toString('latin1');
    if (name.tag === 0x82) found.dns.push(text);
    else if (name.tag === 0x86) found.uri.push(text);
    else if (name.tag === 0x81) found.email.push(text);
    else if (name.tag === 0x87) found.ip.push(Buffer.from(name.content).toString('hex'));
  }
  return found;
}

/** The content of each extension by its identifier, from the list that tag 3 (or a request's attribute) holds. */
function extensionsOf(list: Der | undefined): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const extension of list === undefined ? [] : (childrenOf(list) ?? [])) {
    const parts = childrenOf(extension) ?? [];
    const [id] = parts;
    const value = parts.at(-1);
    if (id !== undefined && value !== undefined) found.set(oidText(id.content), value.content);
  }
  return found;
}

/** Go's numbers of public key algorithms. */
const KEY_ALGORITHMS: Readonly<Record<string, number>> = { rsa: 1, dsa: 2, ec: 3, ed25519: 4 };

function certificateValue(certificate: X509Certificate): Value {
  const parts = childrenOf((childrenOf(readDer(certificate.raw) as Der) ?? [])[0] as Der) ?? [];
  const versioned = parts[0]?.tag === 0xa0 ? 1 : 0;
  const version = versioned === 1 ? (parts[0]?.content.at(-1) ?? 0) + 1 : 1;
  const wrapped = parts.find((part) => part.tag === 0xa3);
  const extensions = extensionsOf(wrapped === undefined ? undefined : childrenOf(wrapped)?.[0]);
  const names = alternativesOf(extensions.get('2.5.29.17'));
  const orNull = (list: string[]): Value => (list.length === 0 ? null : list);
  const key = certificate.publicKey;
  return objectOf([
    ['Raw', certificate.raw.toString('base64')],
    ['Version', version],
    ['SerialNumber', fromBigInt(BigInt(`0x${certificate.serialNumber}`))],
    ['Issuer', nameValue(parts[versioned + 2] as Der)],
    ['Subject', nameValue(parts[versioned + 4] as Der)],
    ['NotBefore', new Date(certificate.validFrom).toISOString().replace('.000', '')],
    ['NotAfter', new Date(certificate.validTo).toISOString().replace('.000', '')],
    ['DNSNames', orNull(names.dns)],
    ['EmailAddresses', orNull(names.email)],
    ['URIStrings', orNull(names.uri)],
    ['IPAddresses', orNull(names.ip)],
    ['IsCA', certificate.ca],
    ['PublicKeyAlgorithm', KEY_ALGORITHMS[key.asymmetricKeyType ?? ''] ?? 0],
    ['SubjectKeyId', keyId(extensions.get('2.5.29.14'))],
  ]);
}

function keyId(extension: Uint8Array | undefined): Value {
  const inner = extension === undefined ? undefined : readDer(extension);
  return inner === undefined ? null : Buffer.from(inner.content).toString('base64');
}

function parseCertificates(text: string, context: Context): Value | undefined {
  context.session.charge(text.length);
  const certificates = certificatesOf(text);
  return isString(certificates as Value)
    ? failed(context, 'crypto.x509.parse_certificates', certificates as string)
    : (certificates as X509Certificate[]).map(certificateValue);
}

/** Root first, leaf last: every certificate is signed by the one before it, and all are valid now. */
function isChain(certificates: readonly X509Certificate[], nowMs: number): boolean {
  if (certificates.length < 2) return false;
  return certificates.every((certificate, i) => {
    const issuer = certificates[Math.max(i - 1, 0)] as X509Certificate;
    const inTime = Date.parse(certificate.validFrom) <= nowMs && nowMs <= Date.parse(certificate.validTo);
    const isIssuer = i === certificates.length - 1 || certificate.ca;
    return inTime && isIssuer && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  });
}

function parseAndVerify(text: string, context: Context): Value | undefined {
  context.session.charge(1_000 + text.length);
  const certificates = certificatesOf(text);
  if (isString(certificates as Value)) return [false, []];
  const list = certificates as X509Certificate[];
  if (!isChain(list, Number(context.session.nowNs / 1_000_000n))) return [false, []];
  return [true, list.toReversed().map(certificateValue)];
}

// oxlint-disable-next-line complexity -- walks one fixed structure of RFC 2986
function parseRequest(text: string, context: Context): Value | undefined {
  const name = 'crypto.x509.parse_certificate_request';
  const blocks = blocksOf(text);
  if (isString(blocks as Value)) return failed(context, name, blocks as string);
  const [block] = blocks as Block[];
  const outer = block === undefined ? undefined : readDer(block.bytes);
  const info = outer === undefined || outer.tag !== 0x30 ? undefined : childrenOf(outer)?.[0];
  const parts = info === undefined ? undefined : childrenOf(info);
  const subject = parts?.[1];
  if (parts === undefined || subject === undefined || subject.tag !== 0x30)
    return failed(context, name, 'asn1: structure error');
  const attributes = parts.find((part) => part.tag === 0xa0);
  let extensions: Der | undefined;
  for (const attribute of attributes === undefined ? [] : (childrenOf(attributes) ?? [])) {
    const [id, values] = childrenOf(attribute) ?? [];
    if (id !== undefined && values !== undefined && oidText(id.content) === '1.2.840.113549.1.9.14')
      extensions = childrenOf(values)?.[0];
  }
  const names = alternativesOf(extensionsOf(extensions).get('2.5.29.17'));
  const orNull = (list: string[]): Value => (list.length === 0 ? null : list);
  return objectOf([
    ['Version', parts[0]?.content[0] ?? 0],
    ['Subject', nameValue(subject)],
    ['DNSNames', orNull(names.dns)],
    ['EmailAddresses', orNull(names.email)],
    ['IPAddresses', orNull(names.ip)],
    ['URIStrings', orNull(names.uri)],
  ]);
}

function parseKeyPair(certificate: string, key: string, context: Context): Value | undefined {
  const name = 'crypto.x509.parse_keypair';
  const certificates = certificatesOf(certificate);
  if (isString(certificates as Value)) return failed(context, name, certificates as string);
  const keys = blocksOf(key);
  if (isString(keys as Value)) return failed(context, name, keys as string);
  const [block] = keys as Block[];
  const parsed = block === undefined ? undefined : privateKey(block);
  const list = certificates as X509Certificate[];
  if (parsed === undefined || list[0]?.checkPrivateKey(parsed) !== true)
    return failed(context, name, 'private key does not match public key');
  return objectOf([
    ['Certificate', list.map((one) => one.raw.toString('base64'))],
    ['OCSPStaple', null],
    ['Leaf', null],
    ['PrivateKey', jwkValue(parsed)],
    ['SignedCertificateTimestamps', null],
    ['SupportedSignatureAlgorithms', null],
  ]);
}

function privateKey({ label, bytes }: Block): ReturnType<typeof createPrivateKey> | undefined {
  try {
    if (label === '') return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
    const body = bytes.toString('base64').replaceAll(/.{64}/g, '$&\n');
    return createPrivateKey(`-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`);
  } catch {
    return undefined;
  }
}

function jwkValue(key: ReturnType<typeof createPrivateKey>): Value {
  return objectOf(
    Object.entries(key.export({ format: 'jwk' })).filter(([, value]) => typeof value === 'string') as Entry[],
  );
}

function rsaKey(text: string, context: Context): Value | undefined {
  const name = 'crypto.x509.parse_rsa_private_key';
  const blocks = blocksOf(text);
  if (isString(blocks as Value)) return failed(context, name, blocks as string);
  const [block] = blocks as Block[];
  const key = block === undefined ? undefined : privateKey(block);
  return key === undefined || key.asymmetricKeyType !== 'rsa'
    ? failed(context, name, 'no RSA private key')
    : jwkValue(key);
}

function privateKeys(text: string): Value {
  if (text === '') return null;
  const blocks = blocksOf(text);
  if (isString(blocks as Value)) return [];
  return (blocks as Block[]).flatMap((block) => {
    const key = block.label.endsWith('PRIVATE KEY') ? privateKey(block) : undefined;
    return key === undefined ? [] : [jwkValue(key)];
  });
}

export const certificateBuiltins: BuiltinTable = {
  'crypto.x509.parse_certificates': unary('crypto.x509.parse_certificates', STRING, parseCertificates),
  'crypto.x509.parse_and_verify_certificates': unary(
    'crypto.x509.parse_and_verify_certificates',
    STRING,
    parseAndVerify,
  ),
  'crypto.x509.parse_certificate_request': unary('crypto.x509.parse_certificate_request', STRING, parseRequest),
  'crypto.x509.parse_keypair': binary('crypto.x509.parse_keypair', STRING, STRING, parseKeyPair),
  'crypto.x509.parse_rsa_private_key': unary('crypto.x509.parse_rsa_private_key', STRING, rsaKey),
  'crypto.parse_private_keys': unary('crypto.parse_private_keys', STRING, privateKeys),
};
