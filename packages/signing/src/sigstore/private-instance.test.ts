import { fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import { describe, expect, it } from 'vitest';

import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from '../authority/private-sigstore.ts';
import type { PrivateSigstore } from '../authority/private-sigstore.ts';
import type { Statement } from '../intoto/statement.ts';
import { generateSigningKey, keySigner } from '../keys/signer.ts';
import { signArtifact, signStatement } from '../sign.ts';
import type { SigningContext } from '../sign.ts';
import { artifactFromDigest } from './artifact-digest.ts';
import { artifactFromBytes } from './artifact.ts';
import { readTrustRoot } from './trusted-root.ts';
import { verifyBundle } from './verify-bundle.ts';
import type { BundlePolicy } from './verify-bundle.ts';

const ISSUER = 'https://issuer.example';
const WORKFLOW = 'https://git.example/project/.ci/build@refs/heads/main';
const START = 1_790_000_000_000;
const bytes = Buffer.from('an artifact');
const artifact = artifactFromBytes(bytes);
const statement: Statement = {
  subject: [{ name: 'artifact', digest: { sha256: Buffer.from(artifact.digest('sha256')!).toString('hex') } }],
  predicateType: 'https://example.com/predicate/v1',
  predicate: { fine: true },
};

async function setUp(logApi: 1 | 2 = 1) {
  const clock = fixedClock(START);
  const keys = generateInstanceKeys();
  const certificates = await issueInstanceCertificates(keys, clock);
  clock.advance(60_000);
  const instance = await privateSigstore({
    host: 'sigstore.example',
    keys,
    certificates,
    store: memoryStore(),
    clock,
    logApi,
  });
  return { clock, instance, trustRoot: readTrustRoot(instance.trustRoot) };
}

async function keyless(instance: PrivateSigstore, subject = WORKFLOW): Promise<SigningContext> {
  const signer = keySigner(generateSigningKey());
  const certificate = await instance.certificateAuthority.issue({
    identity: {
      issuer: ISSUER,
      subject: { kind: 'uri', value: subject },
      claims: { 12: 'https://git.example/project' },
    },
    publicKey: signer.publicKey,
    proofOfPossession: await signer.sign(Buffer.from(subject)),
  });
  return { signer, certificate, log: instance.log, timestampAuthority: instance.timestampAuthority };
}

const policyFor = (trustRoot: BundlePolicy['trustRoot'], subject = WORKFLOW): BundlePolicy => ({
  ...(trustRoot === undefined ? {} : { trustRoot }),
  identities: [{ issuer: ISSUER, subject }],
});

describe.each([1, 2] as const)('a private sigstore with log API %i', (logApi) => {
  it('signs what it verifies, keyless, as statement and as artifact', async () => {
    const { instance, trustRoot } = await setUp(logApi);
    const context = await keyless(instance);

    const attestation = verifyBundle(await signStatement(statement, context), artifact, policyFor(trustRoot));
    const signature = verifyBundle(await signArtifact(bytes, context), artifact, policyFor(trustRoot));

    expect(attestation).toMatchObject({
      ok: true,
      statement,
      signer: {
        kind: 'certificate',
        identity: { issuer: ISSUER, claims: { sourceRepositoryUri: 'https://git.example/project' } },
      },
    });
    expect(signature).toMatchObject({ ok: true });
    const times = attestation.ok ? attestation.times.map(({ source, time }) => [source, time]) : [];
    const stamped = ['timestamp', START + 60_000];
    expect(times).toEqual(logApi === 1 ? [['log', START + 60_000], stamped] : [stamped]);
  });

  it('signs with a key, and verifies by digest alone', async () => {
    const { instance, trustRoot } = await setUp(logApi);
    const signer = keySigner(generateSigningKey());
    const bundle = await signArtifact(bytes, { signer, log: instance.log });
    const byDigest = artifactFromDigest(`sha256:${Buffer.from(artifact.digest('sha256')!).toString('hex')}`);

    expect(verifyBundle(bundle, byDigest, { trustRoot, keys: [signer.publicKey] }).ok).toBe(true);
    const stranger = keySigner(generateSigningKey()).publicKey;
    expect(verifyBundle(bundle, byDigest, { trustRoot, keys: [stranger] })).toMatchObject({
      reason: 'KEY_NOT_TRUSTED',
    });
  });
});
