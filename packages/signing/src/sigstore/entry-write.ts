/** Bodies of log entries, in the forms that cosign 2 and 3 verify. */

import { canonicalJson } from '@sallyport/kernel';

import { preAuthEncoding } from '../dsse.ts';
import type { Envelope } from '../dsse.ts';
import { encodeBase64 } from '../encoding/bytes.ts';
import { formatPem } from '../encoding/pem.ts';
import { KEY_DETAILS } from '../keys/key-details.ts';
import { publicKeyFromSpki } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/public-key.ts';
import type { Certificate } from '../x509/certificate.ts';
import { hash } from '../node-crypto.ts';

/** What is to be logged: a signature over a digest, or an envelope. */
export type LogSubmission = {
  readonly key: PublicKey | Certificate;
} & (
  | { readonly kind: 'hashedrekord'; readonly digest: Uint8Array; readonly signature: Uint8Array }
  | { readonly kind: 'dsse'; readonly envelope: Envelope }
);

export interface EntryBody {
  readonly kind: string;
  readonly version: string;
  readonly body: Buffer;
}

/** Rekor's first API: the most widely verified form, with a time that the log signs. */
export function entryBodyV1(submission: LogSubmission): EntryBody {
  const verifier = encodeBase64(Buffer.from(pemOf(submission.key), 'latin1'));
  if (submission.kind === 'hashedrekord') {
    const { digest, signature } = submission;
    return bodyOf('hashedrekord', '0.0.1', {
      data: { hash: { algorithm: 'sha256', value: Buffer.from(digest).toString('hex') } },
      signature: { content: encodeBase64(signature), publicKey: { content: verifier } },
    });
  }
  const { envelope } = submission;
  const envelopeJson = canonicalJson({
    payload: encodeBase64(envelope.payload),
    payloadType: envelope.payloadType,
    signatures: envelope.signatures.map(({ signature }) => ({ sig: encodeBase64(signature) })),
  });
  return bodyOf('dsse', '0.0.1', {
    envelopeHash: { algorithm: 'sha256', value: hash('sha256', envelopeJson, 'hex') },
    payloadHash: { algorithm: 'sha256', value: hash('sha256', envelope.payload, 'hex') },
    signatures: envelope.signatures.map(({ signature }) => ({ signature: encodeBase64(signature), verifier })),
  });
}

/** Rekor's second API: only digests and signatures; of an envelope, the digest of what its signature covers. */
export function entryBodyV2(submission: LogSubmission): EntryBody {
  const { key } = submission;
  const [digest, signature] =
    submission.kind === 'hashedrekord'
      ? [submission.digest, submission.signature]
      : [envelopeDigest(submission.envelope), submission.envelope.signatures[0]?.signature ?? new Uint8Array()];
  const verifier =
    'der' in key
      ? { x509Certificate: { rawBytes: encodeBase64(key.der) } }
      : { publicKey: { rawBytes: encodeBase64(key.spki) } };
  return bodyOf('hashedrekord', '0.0.2', {
    hashedRekordV002: {
      data: { algorithm: 'SHA2_256', digest: encodeBase64(digest) },
      signature: {
        content: encodeBase64(signature),
        verifier: { keyDetails: keyDetailsOf(key), ...verifier },
      },
    },
  });
}

function keyDetailsOf(key: PublicKey | Certificate): string {
  const publicKey = 'der' in key ? publicKeyFromSpki(key.spki) : key;
  return KEY_DETAILS[publicKey?.kind ?? 'ecdsa-p256'];
}

function envelopeDigest(envelope: Envelope): Uint8Array {
  return hash('sha256', preAuthEncoding(envelope.payloadType, envelope.payload), 'buffer');
}

function bodyOf(kind: string, version: string, spec: object): EntryBody {
  return { kind, version, body: Buffer.from(canonicalJson({ apiVersion: version, kind, spec }), 'utf8') };
}

function pemOf(key: PublicKey | Certificate): string {
  return 'der' in key ? formatPem('CERTIFICATE', key.der) : formatPem('PUBLIC KEY', key.spki);
}
