/** A whole private sigstore in one process: certificate authority, certificate log, timestamping authority and transparency log, and the trust root that names them. */
import { canonicalJson } from '@sallyport/kernel';
import type { Clock, Random } from '@sallyport/kernel';
import { openLedger } from '@sallyport/ledger';
import type { Ledger, LedgerStore } from '@sallyport/ledger';

import { generateSigningKey, keySigner } from '../keys/signer.ts';
import type { Signer } from '../keys/signer.ts';
import type { Certificate } from '../x509/certificate.ts';
import { authorityCertificate, certificateAuthority } from './certificate-authority.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { timestampAuthority } from './timestamp-authority.ts';
import type { TimestampAuthority } from './timestamp-authority.ts';
import { logNoteSigner, transparencyLog } from './transparency-log.ts';
import type { TransparencyLog } from './transparency-log.ts';
import { formatTrustRoot } from './trust-root-write.ts';

/** The instance's long-lived keys; each may stay in a key service. */
export interface InstanceKeys {
  readonly root: Signer;
  readonly authority: Signer;
  readonly certificateLog: Signer;
  readonly timestamps: Signer;
  readonly log: Signer;
}

export interface InstanceCertificates {
  readonly root: Certificate;
  readonly authority: Certificate;
  readonly timestamps: Certificate;
}

export interface PrivateSigstoreOptions {
  /** Host name that the instance is reached under, for example `sigstore.example`. */
  readonly host: string;
  readonly keys: InstanceKeys;
  readonly certificates: InstanceCertificates;
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly random?: Random;
  /** See `TransparencyLogOptions`. */
  readonly logApi?: 1 | 2;
}

export interface PrivateSigstore {
  readonly certificateAuthority: CertificateAuthority;
  readonly timestampAuthority: TimestampAuthority;
  readonly log: TransparencyLog;
  readonly ledger: Ledger;
  /** Text of trusted_root.json. */
  readonly trustRoot: string;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

export function generateInstanceKeys(): InstanceKeys {
  const signer = () => keySigner(generateSigningKey());
  return { root: signer(), authority: signer(), certificateLog: signer(), timestamps: signer(), log: signer() };
}

/** Self-signed root, and under it the certificates of the issuing and the timestamping authority. */
export async function issueInstanceCertificates(keys: InstanceKeys, clock: Clock): Promise<InstanceCertificates> {
  const organization = 'Sallyport';
  const common = { clock, lifetimeMs: 10 * YEAR_MS };
  const root = await authorityCertificate({
    ...common,
    name: { organization, commonName: 'root' },
    publicKey: keys.root.publicKey,
    issuer: { signer: keys.root },
    purpose: 'authority',
  });
  const issuer = { signer: keys.root, certificate: root };
  const authority = await authorityCertificate({
    ...common,
    name: { organization, commonName: 'identities' },
    publicKey: keys.authority.publicKey,
    issuer,
    purpose: 'authority',
  });
  const timestamps = await authorityCertificate({
    ...common,
    name: { organization, commonName: 'timestamps' },
    publicKey: keys.timestamps.publicKey,
    issuer,
    purpose: 'timestamp',
  });
  return { root, authority, timestamps };
}

export async function privateSigstore(options: PrivateSigstoreOptions): Promise<PrivateSigstore> {
  const { host, keys, certificates, store, clock } = options;
  const random = options.random === undefined ? {} : { random: options.random };
  const api = options.logApi ?? 1;
  const origin = api === 1 ? `${host} - ${treeId(keys.log)}` : host;
  const ledger = await openLedger({ store, origin, signers: [logNoteSigner(host, keys.log)] });
  await beginLog(ledger);
  const identityChain = [certificates.authority, certificates.root];
  const timestampChain = [certificates.timestamps, certificates.root];
  const start = certificates.root.notBefore;
  const baseUrl = `https://${host}`;
  return {
    ledger,
    certificateAuthority: certificateAuthority({
      signer: keys.authority,
      chain: identityChain,
      certificateLog: { signer: keys.certificateLog },
      clock,
      ...random,
    }),
    timestampAuthority: timestampAuthority({ signer: keys.timestamps, chain: timestampChain, clock, ...random }),
    log: transparencyLog({ ledger, signer: keys.log, clock, api }),
    trustRoot: formatTrustRoot({
      logs: [{ baseUrl, key: keys.log.publicKey, start }],
      certificateLogs: [{ baseUrl, key: keys.certificateLog.publicKey, start }],
      certificateAuthorities: [{ uri: baseUrl, chain: identityChain, start }],
      timestampAuthorities: [{ uri: `${baseUrl}/api/v1/timestamp`, chain: timestampChain, start }],
    }),
  };
}

/** cosign 3 tells logs of Rekor's first form by the tree's number after the host's name. The key fixes the number. */
function treeId(log: Signer): string {
  return BigInt(`0x${log.publicKey.fingerprint.slice(0, 15)}`).toString();
}

/** cosign 2 takes an inclusion proof without hashes, which is what the first entry of a log has, for a missing one. So the log begins with an entry of its own. */
async function beginLog(ledger: Ledger): Promise<void> {
  if (ledger.size > 0) return;
  await ledger.append([Buffer.from(canonicalJson({ kind: 'log-begins', origin: ledger.origin }), 'utf8')]);
}
