/** Who a short-lived certificate was issued to: the identity that an OIDC issuer vouched for when it was made. */
import { MalformedDer, TAG, context, cursorOver, elementsOf, readDer, readOid, readUtf8 } from '../encoding/der.ts';
import type { Certificate } from '../x509/certificate.ts';
import { OID } from '../x509/oids.ts';

export interface CertificateIdentity {
  /** Subject alternative names: a mail address, a URI, or a user name. */
  readonly subjects: readonly string[];
  /** The OIDC issuer. */
  readonly issuer: string | undefined;
  /** Fulcio's further claims by name, for example `sourceRepositoryUri`. */
  readonly claims: Readonly<Record<string, string>>;
}

/** One identity that is accepted. `*` in a pattern stands for any characters, also none; all else is literal. */
export interface IdentityPolicy {
  readonly issuer: string;
  readonly subject: string | { readonly pattern: string };
}

/** 1.3.6.1.4.1.57264.1.N (github.com/sigstore/fulcio/blob/main/docs/oid-info.md). */
const CLAIMS: Readonly<Record<string, string>> = {
  '9': 'buildSignerUri',
  '10': 'buildSignerDigest',
  '11': 'runnerEnvironment',
  '12': 'sourceRepositoryUri',
  '13': 'sourceRepositoryDigest',
  '14': 'sourceRepositoryRef',
  '15': 'sourceRepositoryIdentifier',
  '16': 'sourceRepositoryOwnerUri',
  '17': 'sourceRepositoryOwnerIdentifier',
  '18': 'buildConfigUri',
  '19': 'buildConfigDigest',
  '20': 'buildTrigger',
  '21': 'runInvocationUri',
  '22': 'sourceRepositoryVisibilityAtSigning',
};
const FULCIO = '1.3.6.1.4.1.57264.1.';

/** Reads the identity of a certificate. Malformed extensions throw `MalformedDer`. */
export function readIdentity(certificate: Certificate): CertificateIdentity {
  return { subjects: readSubjects(certificate), issuer: readIssuer(certificate), claims: readClaims(certificate) };
}

function readSubjects(certificate: Certificate): string[] {
  const extension = certificate.extensions.get(OID.subjectAltName);
  if (extension === undefined) return [];
  const names: string[] = [];
  for (const name of elementsOf(readDer(extension.value, TAG.sequence).content, 100)) {
    // [1] mail address, [2] host, [6] URI.
    if ([1, 2, 6].some((number) => name.tag === context(number, false))) names.push(readUtf8(name));
    if (name.tag === context(0)) names.push(...readOtherName(name.content));
  }
  return names;
}

/** Fulcio's user name, which is no mail address. */
function readOtherName(content: Uint8Array): string[] {
  const fields = cursorOver(content);
  if (readOid(fields.take(TAG.oid)) !== OID.fulcioOtherName) return [];
  return [readUtf8(readDer(fields.take(context(0)).content, TAG.utf8String))];
}

function readIssuer(certificate: Certificate): string | undefined {
  const raw = certificate.extensions.get(OID.fulcioIssuer)?.value;
  const encoded = certificate.extensions.get(OID.fulcioIssuerV2)?.value;
  const older = raw === undefined ? undefined : Buffer.from(raw).toString('utf8');
  const newer = encoded === undefined ? undefined : readUtf8(readDer(encoded, TAG.utf8String));
  if (older !== undefined && newer !== undefined && older !== newer) throw new MalformedDer('two different issuers');
  return newer ?? older;
}

function readClaims(certificate: Certificate): Record<string, string> {
  const claims: Record<string, string> = {};
  for (const [oid, extension] of certificate.extensions) {
    const name = oid.startsWith(FULCIO) ? CLAIMS[oid.slice(FULCIO.length)] : undefined;
    if (name !== undefined) claims[name] = readUtf8(readDer(extension.value, TAG.utf8String));
  }
  return claims;
}

export function matchesIdentity(identity: CertificateIdentity, policy: IdentityPolicy): boolean {
  if (identity.issuer === undefined || identity.issuer !== policy.issuer) return false;
  const { subject } = policy;
  return identity.subjects.some((name) =>
    typeof subject === 'string' ? name === subject : matchesPattern(name, subject.pattern),
  );
}

/** Linear for any pattern: each literal part is taken where it is found first. */
export function matchesPattern(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
