/** A private timestamping authority (RFC 3161): signs that it saw a hash at a time. */

import { systemRandom } from '@sallyport/kernel';
import type { Clock, Random } from '@sallyport/kernel';

import {
  MalformedDer,
  TAG,
  context,
  cursorOver,
  encodeDer,
  encodeInteger,
  encodeOid,
  readBoolean,
  readDer,
  readIntegerHex,
  readSmallInteger,
} from '../encoding/der.ts';
import { signingErrors } from '../errors.ts';
import type { HashName } from '../keys/public-key.ts';
import type { Signer } from '../keys/signer.ts';
import { hashesOf } from '../keys/public-key.ts';
import type { Certificate } from '../x509/certificate.ts';
import { encodeGeneralizedTime, encodeSignatureAlgorithm } from '../x509/certificate-write.ts';
import { OID } from '../x509/oids.ts';
import { readHashAlgorithm } from '../x509/signature-algorithm.ts';
import { hash } from '../node-crypto.ts';

export interface TimestampAuthorityOptions {
  readonly signer: Signer;
  /** The signer's certificate first, the root last. */
  readonly chain: readonly Certificate[];
  readonly clock: Clock;
  readonly random?: Random;
  /** Policy under which timestamps are given (default that of sigstore's authority, which its clients know). */
  readonly policy?: string;
}

export interface TimestampAuthority {
  /** Answers a TimeStampReq with a TimeStampResp, both DER. Throws `SIGNING_REQUEST` for a malformed request. */
  respond(request: Uint8Array): Promise<Uint8Array>;
  /** A response over `data` as if it had been asked for with SHA-256 and without certificates. */
  timestamp(data: Uint8Array): Promise<Uint8Array>;
}

const DEFAULT_POLICY = '1.3.6.1.4.1.57264.2';
const MAX_REQUEST_BYTES = 4096;
const HASH_OIDS: Readonly<Record<HashName, string>> = {
  sha256: OID.sha256,
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};
const HASH_BYTES: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48, sha512: 64 };

interface TimestampRequest {
  readonly hash: HashName;
  readonly imprint: Uint8Array;
  /** DER of the nonce. */
  readonly nonce: Uint8Array | undefined;
  readonly withCertificates: boolean;
}

export function timestampAuthority(options: TimestampAuthorityOptions): TimestampAuthority {
  return {
    respond: async (request) => answer(options, readRequest(request)),
    timestamp: (data) =>
      answer(options, {
        hash: 'sha256',
        imprint: hash('sha256', data, 'buffer'),
        nonce: undefined,
        withCertificates: false,
      }),
  };
}

function readRequest(der: Uint8Array): TimestampRequest {
  try {
    if (der.length > MAX_REQUEST_BYTES) throw new MalformedDer('a request of more than 4 KiB');
    const fields = cursorOver(readDer(der, TAG.sequence).content);
    if (readSmallInteger(fields.take(TAG.integer)) !== 1) throw new MalformedDer('an unknown version');
    const imprint = cursorOver(fields.take(TAG.sequence).content);
    const name = readHashAlgorithm(imprint.take(TAG.sequence));
    const digest = imprint.take(TAG.octetString).content;
    imprint.end();
    if (digest.length !== HASH_BYTES[name]) throw new MalformedDer('a hash of the wrong length');
    fields.takeIf(TAG.oid);
    const nonce = fields.takeIf(TAG.integer);
    if (nonce !== undefined) readIntegerHex(nonce);
    const certificates = fields.takeIf(TAG.boolean);
    fields.end();
    return {
      hash: name,
      imprint: digest,
      nonce: nonce?.whole,
      withCertificates: certificates !== undefined && readBoolean(certificates),
    };
  } catch (error) {
    if (error instanceof MalformedDer) throw signingErrors.REQUEST({ detail: error.message }, { cause: error });
    throw error;
  }
}

async function answer(options: TimestampAuthorityOptions, request: TimestampRequest): Promise<Uint8Array> {
  const [certificate] = options.chain;
  if (certificate === undefined) throw signingErrors.REQUEST({ detail: 'the authority has no certificate' });
  const info = encodeInfo(options, request);
  const [hashName] = hashesOf(options.signer.publicKey.kind);
  const digestName = hashName ?? 'sha512';
  const attributes = encodeAttributes(info, digestName, certificate);
  const signature = await options.signer.sign(encodeDer(TAG.set, attributes));
  const digestAlgorithm = encodeDer(TAG.sequence, encodeOid(HASH_OIDS[digestName]));
  const signerInfo = encodeDer(
    TAG.sequence,
    encodeInteger(Buffer.from([1])),
    encodeDer(TAG.sequence, certificate.issuer, encodeInteger(Buffer.from(evenHex(certificate.serial), 'hex'))),
    digestAlgorithm,
    encodeDer(context(0), attributes),
    encodeSignatureAlgorithm(options.signer.publicKey.kind),
    encodeDer(TAG.octetString, signature),
  );
  const certificates = request.withCertificates ? [encodeDer(context(0), ...options.chain.map(({ der }) => der))] : [];
  const signedData = encodeDer(
    TAG.sequence,
    encodeInteger(Buffer.from([3])),
    encodeDer(TAG.set, digestAlgorithm),
    encodeDer(TAG.sequence, encodeOid(OID.timestampInfo), encodeDer(context(0), encodeDer(TAG.octetString, info))),
    ...certificates,
    encodeDer(TAG.set, signerInfo),
  );
  const granted = encodeDer(TAG.sequence, encodeInteger(Buffer.from([0])));
  const token = encodeDer(TAG.sequence, encodeOid(OID.signedData), encodeDer(context(0), signedData));
  return encodeDer(TAG.sequence, granted, token);
}

function encodeInfo(options: TimestampAuthorityOptions, request: TimestampRequest): Buffer {
  const imprint = encodeDer(
    TAG.sequence,
    encodeDer(TAG.sequence, encodeOid(HASH_OIDS[request.hash]), encodeDer(TAG.null)),
    encodeDer(TAG.octetString, request.imprint),
  );
  return encodeDer(
    TAG.sequence,
    encodeInteger(Buffer.from([1])),
    encodeOid(options.policy ?? DEFAULT_POLICY),
    imprint,
    encodeInteger((options.random ?? systemRandom).bytes(16)),
    encodeGeneralizedTime(options.clock.now()),
    ...(request.nonce === undefined ? [] : [request.nonce]),
  );
}

/** The signed attributes, in the order that DER gives a SET OF. */
function encodeAttributes(info: Uint8Array, digestName: HashName, certificate: Certificate): Buffer {
  const certificateId = encodeDer(TAG.sequence, encodeDer(TAG.octetString, hash('sha256', certificate.der, 'buffer')));
  const attributes = [
    attribute(OID.contentType, encodeOid(OID.timestampInfo)),
    attribute(OID.messageDigest, encodeDer(TAG.octetString, hash(digestName, info, 'buffer'))),
    attribute(OID.signingCertificateV2, encodeDer(TAG.sequence, encodeDer(TAG.sequence, certificateId))),
  ];
  return Buffer.concat(attributes.toSorted((a, b) => Buffer.compare(a, b)));
}

function attribute(oid: string, value: Uint8Array): Buffer {
  return encodeDer(TAG.sequence, encodeOid(oid), encodeDer(TAG.set, value));
}

function evenHex(digits: string): string {
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}
