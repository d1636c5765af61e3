/** Which time a timestamp proves, under the timestamping authorities of a trust root. */
import type { KeyObject } from 'node:crypto';

import { MalformedDer } from '../encoding/der.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { refuse } from '../refusal.ts';
import { publicKeyFromSpki } from '../keys/public-key.ts';
import type { Certificate } from '../x509/certificate.ts';
import { isIssuedBy, leafProblem, pathProblem } from '../x509/certificate-path.ts';
import type { Issuer } from '../x509/certificate-path.ts';
import { OID } from '../x509/oids.ts';
import { digestBytes, verifySigned } from '../x509/signature-algorithm.ts';
import { readDer, TAG } from '../encoding/der.ts';
import { readTimestampResponse } from '../x509/timestamp-token.ts';
import type { TimestampToken } from '../x509/timestamp-token.ts';
import { isWithin } from './trusted-root.ts';
import type { TrustRoot, TrustedAuthority } from './trusted-root.ts';
import { hash } from '../node-crypto.ts';

export interface VerifiedTimestamp {
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly authority: string;
}

/** Verifies a response over `signature`; refuses with the reason. */
export function verifyTimestamp(der: Uint8Array, signature: Uint8Array, root: TrustRoot): VerifiedTimestamp {
  const token = parse(der);
  const signers = signersOf(token, root);
  if (signers.length === 0) {
    return refuse('TIMESTAMP_NOT_TRUSTED', 'the timestamp is by no authority of the trust root');
  }
  if (!equalBytes(digestBytes(token.imprintHash, signature), token.imprint)) {
    refuse('TIMESTAMP_MISMATCH', 'the timestamp is for another signature');
  }
  if (!equalBytes(digestBytes(token.digestHash, token.info), token.messageDigest)) {
    refuse('TIMESTAMP_NOT_TRUSTED', 'the signed attributes are not about this timestamp');
  }
  const signer = signers.find(({ key }) => key !== undefined && isSignedBy(token, key));
  if (signer === undefined) {
    return refuse('TIMESTAMP_NOT_TRUSTED', 'the signature of the timestamping authority is wrong');
  }
  checkTime(token.time, signer);
  return { time: token.time, authority: signer.authority.uri };
}

function parse(der: Uint8Array): TimestampToken {
  try {
    return readTimestampResponse(der);
  } catch (error) {
    if (error instanceof MalformedDer) return refuse('MALFORMED_TIMESTAMP', error.message);
    throw error;
  }
}

interface TimestampSigner {
  readonly certificate: Certificate;
  readonly key: KeyObject | undefined;
  readonly issuer: Issuer | undefined;
  readonly authority: TrustedAuthority;
}

/** Certificates that may have signed: those of the trust root, and embedded ones that an authority of the trust root issued. */
function signersOf(token: TimestampToken, root: TrustRoot): TimestampSigner[] {
  return root.timestampAuthorities.flatMap((authority): TimestampSigner[] => {
    const own = authority.leaf;
    if (own !== undefined) {
      const [issuer] = authority.issuers;
      const { certificate, key } = own;
      return names(token, certificate) ? [{ certificate, key, issuer, authority }] : [];
    }
    return token.certificates.flatMap((certificate) => {
      const issuer = authority.issuers.find((candidate) => isIssuedBy(certificate, candidate));
      const key = publicKeyFromSpki(certificate.spki)?.keyObject;
      return issuer !== undefined && names(token, certificate) ? [{ certificate, key, issuer, authority }] : [];
    });
  });
}

/** True if the token's signer identifier and certificate hash are the certificate's. */
function names(token: TimestampToken, certificate: Certificate): boolean {
  const { issuer, serial, keyId } = token.signer;
  if (keyId === undefined) {
    if (issuer === undefined || serial !== certificate.serial || !equalBytes(issuer, certificate.issuer)) return false;
  } else if (!equalBytes(subjectKeyId(certificate) ?? new Uint8Array(), keyId)) {
    return false;
  }
  const id = token.certificateId;
  return id === undefined || equalBytes(id.digest, hash(id.hash, certificate.der, 'buffer'));
}

function subjectKeyId(certificate: Certificate): Uint8Array | undefined {
  const extension = certificate.extensions.get(OID.subjectKeyIdentifier);
  return extension === undefined ? undefined : readDer(extension.value, TAG.octetString).content;
}

function isSignedBy(token: TimestampToken, key: KeyObject): boolean {
  const signed = { algorithm: token.signatureAlgorithm, data: token.attributes, signature: token.signature };
  return verifySigned({ ...signed, defaultHash: token.digestHash }, key);
}

function checkTime(time: number, signer: TimestampSigner): void {
  if (!isWithin(time, signer.authority.validFor)) {
    refuse('TIMESTAMP_EXPIRED', 'the timestamping authority was not in use at the time that it attests');
  }
  const { certificate, issuer } = signer;
  const problem =
    issuer === undefined
      ? leafProblem(certificate, time, OID.timeStamping)
      : pathProblem(certificate, issuer, time, OID.timeStamping);
  if (problem?.problem === 'expired') refuse('TIMESTAMP_EXPIRED', problem.detail);
  if (problem !== undefined) refuse('TIMESTAMP_NOT_TRUSTED', problem.detail);
}
