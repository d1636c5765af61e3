import { fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import { beforeAll, describe, expect, it } from 'vitest';

import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from '../authority/private-sigstore.ts';
import { encodeBase64 } from '../encoding/bytes.ts';
import { generateSigningKey, keySigner } from '../keys/signer.ts';
import { signArtifact } from '../sign.ts';
import type { SigningContext } from '../sign.ts';
import { artifactFromBytes } from './artifact.ts';
import { readTrustRoot } from './trusted-root.ts';
import type { TrustRoot } from './trusted-root.ts';
import { verifyBundle } from './verify-bundle.ts';

const START = 1_790_000_000_000;
const MINUTE = 60_000;
const SUBJECT = 'someone@people.example';
const ISSUER = 'https://issuer.example';
const bytes = Buffer.from('an artifact');

interface Parts {
  verificationMaterial: {
    certificate?: { rawBytes: string };
    x509CertificateChain?: { certificates: { rawBytes: string }[] };
    tlogEntries: Entry[];
    timestampVerificationData?: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  mediaType: string;
}

interface Entry {
  logIndex: string;
  integratedTime: string;
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof?: { hashes: string[]; rootHash: string; checkpoint?: { envelope: string } };
}

async function setUp() {
  const clock = fixedClock(START);
  const build = async (host: string) => {
    const keys = generateInstanceKeys();
    const certificates = await issueInstanceCertificates(keys, clock);
    return privateSigstore({ host, keys, certificates, store: memoryStore(), clock });
  };
  const [own, other] = [await build('log.example'), await build('other.example')];
  clock.advance(MINUTE);
  const signer = keySigner(generateSigningKey());
  const certificate = await own.certificateAuthority.issue({
    identity: { issuer: ISSUER, subject: { kind: 'email', value: SUBJECT } },
    publicKey: signer.publicKey,
    proofOfPossession: await signer.sign(Buffer.from(SUBJECT)),
  });
  const context: SigningContext = { signer, certificate, log: own.log, timestampAuthority: own.timestampAuthority };
  // A second entry, so that the proof has hashes.
  await signArtifact(bytes, context);
  const bundle = await signArtifact(bytes, context);
  clock.advance(20 * MINUTE);
  const late = await signArtifact(bytes, context);
  return {
    own,
    other,
    context,
    certificate,
    bundle,
    late,
    trustRoot: readTrustRoot(own.trustRoot),
    foreign: readTrustRoot(other.trustRoot),
  };
}

type World = Awaited<ReturnType<typeof setUp>>;

describe('each refusal has its reason', () => {
  const state: { world?: World } = {};
  beforeAll(async () => {
    state.world = await setUp();
  });
  const world = () => state.world!;
  const check = (bundle: string, changes: Partial<TrustRoot> = {}) => {
    const policy = {
      trustRoot: { ...world().trustRoot, ...changes },
      identities: [{ issuer: ISSUER, subject: SUBJECT }],
    };
    const verdict = verifyBundle(bundle, artifactFromBytes(bytes), policy);
    return verdict.ok ? 'ok' : verdict.reason;
  };
  const changed = (change: (entry: Entry, parts: Parts) => void) => {
    const parts = JSON.parse(world().bundle) as Parts;
    change(parts.verificationMaterial.tlogEntries[0]!, parts);
    return JSON.stringify(parts);
  };

  it('and the sound bundle has none', () => {
    expect(check(world().bundle)).toBe('ok');
  });

  it('of the certificate', () => {
    const { foreign, late, own } = world();
    const root = own.certificateAuthority.chain.at(-1)!;
    const withRoot = changed((_, parts) => {
      const { certificate } = parts.verificationMaterial;
      parts.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.2';
      parts.verificationMaterial.x509CertificateChain = {
        certificates: [certificate!, { rawBytes: encodeBase64(root.der) }],
      };
      delete parts.verificationMaterial.certificate;
    });

    expect(check(world().bundle, { certificateAuthorities: foreign.certificateAuthorities })).toBe(
      'CERTIFICATE_NOT_TRUSTED',
    );
    expect(check(world().bundle, { certificateAuthorities: [] })).toBe('CERTIFICATE_NOT_TRUSTED');
    expect(check(world().bundle, { certificateLogs: foreign.certificateLogs })).toBe('SCT_NOT_TRUSTED');
    expect(check(late)).toBe('CERTIFICATE_EXPIRED');
    expect(check(withRoot)).toBe('ROOT_IN_BUNDLE');
    const ended = world().trustRoot.certificateAuthorities.map((one) => ({
      ...one,
      validFor: { start: 0, end: START },
    }));
    expect(check(world().bundle, { certificateAuthorities: ended })).toBe('CERTIFICATE_EXPIRED');
  });

  it('of time', () => {
    const { foreign, late, trustRoot } = world();
    const stampOf = (text: string) => (JSON.parse(text) as Parts).verificationMaterial.timestampVerificationData;
    const withoutPromise = (change: (parts: Parts) => void = () => undefined) =>
      changed((entry, parts) => {
        delete entry.inclusionPromise;
        change(parts);
      });
    const ended = trustRoot.timestampAuthorities.map((one) => ({ ...one, validFor: { start: 0, end: START } }));

    expect(check(withoutPromise())).toBe('ok');
    expect(check(withoutPromise((parts) => delete parts.verificationMaterial.timestampVerificationData))).toBe(
      'NO_TRUSTED_TIME',
    );
    expect(check(withoutPromise(), { timestampAuthorities: foreign.timestampAuthorities })).toBe(
      'TIMESTAMP_NOT_TRUSTED',
    );
    // Another clock vouches for the time: then a stranger's timestamp is passed over.
    expect(check(world().bundle, { timestampAuthorities: foreign.timestampAuthorities })).toBe('ok');
    expect(check(world().bundle, { timestampAuthorities: ended })).toBe('TIMESTAMP_EXPIRED');
    expect(check(changed((_, parts) => (parts.verificationMaterial.timestampVerificationData = stampOf(late)!)))).toBe(
      'TIMESTAMP_MISMATCH',
    );
  });

  it('of the log', () => {
    const { foreign, trustRoot } = world();
    const ended = trustRoot.logs.map((log) => ({ ...log, validFor: { start: 0, end: START } }));
    const swapped = (base64: string) =>
      encodeBase64(Buffer.from(base64, 'base64').map((byte, i) => (i === 5 ? byte ^ 1 : byte)));

    expect(check(world().bundle, { logs: foreign.logs })).toBe('LOG_NOT_TRUSTED');
    expect(check(world().bundle, { logs: ended })).toBe('LOG_NOT_TRUSTED');
    expect(check(changed((entry) => (entry.integratedTime = String(START / 1000 + 61))))).toBe('LOG_PROMISE_INVALID');
    expect(
      check(changed((entry) => (entry.inclusionProof!.hashes[0] = swapped(entry.inclusionProof!.hashes[0]!)))),
    ).toBe('LOG_PROOF_INVALID');
    expect(check(changed((entry) => delete entry.inclusionProof!.checkpoint))).toBe('LOG_PROOF_MISSING');
    expect(check(changed((entry) => delete entry.inclusionProof))).toBe('LOG_PROOF_MISSING');
    const renamed = changed((entry) => {
      const checkpoint = entry.inclusionProof!.checkpoint!;
      checkpoint.envelope = checkpoint.envelope.replaceAll('log.example', 'log.other');
    });
    expect(check(renamed)).toBe('LOG_CHECKPOINT_INVALID');
    expect(check(changed((_, parts) => (parts.verificationMaterial.tlogEntries = [])))).toBe('NO_LOG_ENTRY');
  });

  it('of the signature', () => {
    const verify = (text: string) =>
      verifyBundle(world().bundle, artifactFromBytes(Buffer.from(text)), { trustRoot: world().trustRoot, keys: [] });

    expect(verify('another')).toMatchObject({ ok: false, reason: 'ARTIFACT_MISMATCH' });
    expect(verify('an artifact')).toMatchObject({ ok: false, reason: 'KEY_NOT_TRUSTED' });
  });
});
