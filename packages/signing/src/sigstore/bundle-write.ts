/** Writes sigstore bundles 0.3, as cosign 3 and later read them. */
import { encodeBase64 } from '../encoding/bytes.ts';
import { envelopeToJson } from '../dsse.ts';
import { keyHint } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/public-key.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { BundleContent } from './bundle.ts';
import type { LogEntry } from './log-entry.ts';

export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

export interface BundleParts {
  readonly content: BundleContent;
  /** The certificate where it was signed with a short-lived one, else the key. */
  readonly key: PublicKey | Certificate;
  readonly logEntries?: readonly LogEntry[];
  readonly timestamps?: readonly Uint8Array[];
}

/** The JSON text of a bundle. */
export function formatBundle(parts: BundleParts): string {
  const { key, content } = parts;
  const timestamps = parts.timestamps ?? [];
  return JSON.stringify({
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: {
      ...('der' in key ? { certificate: { rawBytes: encodeBase64(key.der) } } : { publicKey: { hint: keyHint(key) } }),
      tlogEntries: (parts.logEntries ?? []).map(logEntryToJson),
      ...(timestamps.length === 0
        ? {}
        : {
            timestampVerificationData: {
              rfc3161Timestamps: timestamps.map((der) => ({ signedTimestamp: encodeBase64(der) })),
            },
          }),
    },
    ...contentToJson(content),
  });
}

function contentToJson(content: BundleContent): object {
  if (content.kind === 'dsse') return { dsseEnvelope: envelopeToJson(content.envelope) };
  const { digest, signature } = content;
  return {
    messageSignature: {
      ...(digest === undefined
        ? {}
        : { messageDigest: { algorithm: digest.algorithm, digest: encodeBase64(digest.bytes) } }),
      signature: encodeBase64(signature),
    },
  };
}

/** A TransparencyLogEntry in protobuf's JSON form. */
export function logEntryToJson(entry: LogEntry): object {
  const { proof, promise } = entry;
  return {
    logIndex: String(entry.index),
    logId: { keyId: Buffer.from(entry.logId, 'hex').toString('base64') },
    kindVersion: { kind: entry.kind, version: entry.version },
    ...(entry.integratedTime === undefined ? {} : { integratedTime: String(entry.integratedTime) }),
    ...(promise === undefined ? {} : { inclusionPromise: { signedEntryTimestamp: encodeBase64(promise) } }),
    ...(proof === undefined
      ? {}
      : {
          inclusionProof: {
            logIndex: String(proof.index),
            rootHash: encodeBase64(proof.root),
            treeSize: String(proof.size),
            hashes: proof.hashes.map(encodeBase64),
            ...(proof.checkpoint === undefined ? {} : { checkpoint: { envelope: proof.checkpoint } }),
          },
        }),
    canonicalizedBody: encodeBase64(entry.body),
  };
}
