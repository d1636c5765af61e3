/** From a leaf to a trusted anchor: which authority issued it, and whether every certificate of the path was fit for that at a time. */
import type { KeyObject } from 'node:crypto';

import { equalBytes } from '../encoding/bytes.ts';
import { publicKeyFromSpki } from '../keys/public-key.ts';
import { KEY_USAGE } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { OID } from './oids.ts';
import { verifySigned } from './signature-algorithm.ts';

/** Extensions that are understood here; any other one that is critical refuses its certificate. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.basicConstraints,
  OID.subjectAltName,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.sctList,
]);

/** A certificate that may issue others, with what is above it up to a root. Signatures between them were checked when it was made. */
export interface Issuer {
  readonly certificate: Certificate;
  readonly key: KeyObject;
  /** From the next one up to the root; empty for a root. */
  readonly above: readonly Certificate[];
}

/** Makes issuers of a chain that ends at its root; undefined if a link of it does not hold. The first certificate may be a leaf. */
export function issuersOf(chain: readonly Certificate[]): Issuer[] | undefined {
  const issuers: Issuer[] = [];
  const anchored = chain.toReversed();
  for (const [i, certificate] of anchored.entries()) {
    const key = publicKeyFromSpki(certificate.spki)?.keyObject;
    if (key === undefined) return undefined;
    const parent = issuers.at(-1);
    if (parent !== undefined && !isIssuedBy(certificate, parent)) return undefined;
    // What anchors the chain is trusted as it stands; a self-signed one must at least be intact.
    if (i === 0 && isSelfIssued(certificate) && !verifySigned(signedPart(certificate), key)) return undefined;
    if (!certificate.isCa && i < anchored.length - 1) return undefined;
    issuers.push({ certificate, key, above: parent === undefined ? [] : [parent.certificate, ...parent.above] });
  }
  return issuers.toReversed();
}

export function isSelfIssued(certificate: Certificate): boolean {
  return equalBytes(certificate.issuer, certificate.subject);
}

/** True if the issuer's name and key stand behind the certificate. */
export function isIssuedBy(certificate: Certificate, issuer: Issuer): boolean {
  return (
    issuer.certificate.isCa &&
    equalBytes(certificate.issuer, issuer.certificate.subject) &&
    verifySigned(signedPart(certificate), issuer.key)
  );
}

function signedPart(certificate: Certificate) {
  return { algorithm: certificate.signatureAlgorithm, data: certificate.tbs, signature: certificate.signature };
}

export type PathProblem = 'expired' | 'purpose';

export interface PathFault {
  readonly problem: PathProblem;
  readonly detail: string;
}

/** What is wrong with a path at a time (milliseconds), or undefined. `usage` is what the leaf must be for. */
export function pathProblem(leaf: Certificate, issuer: Issuer, at: number, usage: string): PathFault | undefined {
  const authorities = [issuer.certificate, ...issuer.above];
  return (
    leafProblem(leaf, at, usage) ??
    authorities.map((certificate) => certificateProblem(certificate, at)).find((fault) => fault !== undefined) ??
    authorities
      .map((certificate, below) => authorityProblem(certificate, below, usage))
      .find((fault) => fault !== undefined)
  );
}

/** What is wrong with the certificate that signs, whoever issued it. */
export function leafProblem(leaf: Certificate, at: number, usage: string): PathFault | undefined {
  if (leaf.isCa || !mayUse(leaf, KEY_USAGE.digitalSignature)) return purpose('the certificate may not sign data');
  if (!leaf.extendedKeyUsage.includes(usage)) return purpose('the certificate is for another use');
  return certificateProblem(leaf, at);
}

function certificateProblem(certificate: Certificate, at: number): PathFault | undefined {
  if (at < certificate.notBefore || at > certificate.notAfter) {
    const what = certificate.isCa ? 'a certificate authority' : 'the signing certificate';
    return { problem: 'expired', detail: `${what} was not valid at ${new Date(at).toISOString()}` };
  }
  const unknown = [...certificate.extensions.values()].find((e) => e.critical && !UNDERSTOOD.has(e.oid));
  return unknown === undefined ? undefined : purpose(`the critical extension ${unknown.oid} is not understood`);
}

/** `below` is how many authorities stand between this one and the leaf. */
function authorityProblem(authority: Certificate, below: number, usage: string): PathFault | undefined {
  if (!authority.isCa || !mayUse(authority, KEY_USAGE.keyCertSign)) return purpose('an issuer is no authority');
  if (authority.pathLength !== undefined && below > authority.pathLength) return purpose('the path is too long');
  const restricted = authority.extendedKeyUsage.length > 0 && !authority.extendedKeyUsage.includes(usage);
  return restricted ? purpose('an authority may not issue for this use') : undefined;
}

function mayUse(certificate: Certificate, bit: number): boolean {
  return certificate.keyUsage === undefined || (certificate.keyUsage & bit) !== 0;
}

function purpose(detail: string): PathFault {
  return { problem: 'purpose', detail };
}
