/** Writes trusted_root.json for a private instance, the one file that its verifiers need. */
import { rfc3339 } from '@sallyport/kernel';

import { encodeBase64 } from '../encoding/bytes.ts';
import { KEY_DETAILS } from '../keys/key-details.ts';
import type { PublicKey } from '../keys/public-key.ts';
import type { Certificate } from '../x509/certificate.ts';

export interface TrustRootParts {
  readonly logs?: readonly LogPart[];
  readonly certificateLogs?: readonly LogPart[];
  readonly certificateAuthorities?: readonly AuthorityPart[];
  readonly timestampAuthorities?: readonly AuthorityPart[];
}

export interface LogPart {
  /** Its host is the name that the log signs checkpoints with. */
  readonly baseUrl: string;
  readonly key: PublicKey;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly end?: number;
}

export interface AuthorityPart {
  readonly uri: string;
  /** The root last. */
  readonly chain: readonly Certificate[];
  readonly start: number;
  readonly end?: number;
}

export function formatTrustRoot(parts: TrustRootParts): string {
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: (parts.logs ?? []).map(logToJson),
    certificateAuthorities: (parts.certificateAuthorities ?? []).map(authorityToJson),
    ctlogs: (parts.certificateLogs ?? []).map(logToJson),
    timestampAuthorities: (parts.timestampAuthorities ?? []).map(authorityToJson),
  };
  return `${JSON.stringify(root, undefined, 2)}\n`;
}

function logToJson(log: LogPart): object {
  return {
    baseUrl: log.baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: encodeBase64(log.key.spki),
      keyDetails: KEY_DETAILS[log.key.kind],
      validFor: periodToJson(log),
    },
    logId: { keyId: Buffer.from(log.key.fingerprint, 'hex').toString('base64') },
  };
}

function authorityToJson(authority: AuthorityPart): object {
  return {
    uri: authority.uri,
    certChain: { certificates: authority.chain.map(({ der }) => ({ rawBytes: encodeBase64(der) })) },
    validFor: periodToJson(authority),
  };
}

function periodToJson(period: { readonly start: number; readonly end?: number }): object {
  return { start: rfc3339(period.start), ...(period.end === undefined ? {} : { end: rfc3339(period.end) }) };
}
