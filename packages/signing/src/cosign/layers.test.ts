import { digestOf, fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import { describe, expect, it } from 'vitest';

import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from '../authority/private-sigstore.ts';
import { verifyDeployment } from '../evidence/verify-deployment.ts';
import { verdictStatement } from '../evidence/verdict.ts';
import { generateSigningKey, keySigner } from '../keys/signer.ts';
import { bundleManifest, layersManifest } from '../attachment.ts';
import type { AttachedManifest } from '../attachment.ts';
import { discover } from '../discovery.ts';
import type { AttestationRegistry } from '../discovery.ts';
import { signStatement } from '../sign.ts';
import { readTrustRoot } from '../sigstore/trusted-root.ts';
import { cosignTag } from './layer.ts';
import { attestLayer, signLayer, verifyLayer } from './layers.ts';
import { formatSimpleSigning, readSimpleSigning } from './simple-signing.ts';

const START = 1_790_000_000_000;
const digest = digestOf('the image');
const reference = 'registry.example/shop/web';
const ISSUER = 'https://issuer.example';

async function setUp() {
  const clock = fixedClock(START);
  const keys = generateInstanceKeys();
  const certificates = await issueInstanceCertificates(keys, clock);
  clock.advance(60_000);
  const instance = await privateSigstore({ host: 'log.example', keys, certificates, store: memoryStore(), clock });
  const signer = keySigner(generateSigningKey());
  const context = { signer, log: instance.log, timestampAuthority: instance.timestampAuthority };
  return { clock, instance, signer, context, trustRoot: readTrustRoot(instance.trustRoot) };
}

describe('simple signing payloads', () => {
  it('round trip, and name a digest in cosign’s own words', () => {
    const bytes = formatSimpleSigning({ digest, reference, optional: { who: 'me' } });

    expect(readSimpleSigning(bytes)).toEqual({ digest, reference, optional: { who: 'me' } });
    expect(bytes.toString()).toContain('"type":"cosign container image signature"');
  });

  it('of another kind or without a digest are refused', () => {
    const critical = (image: object, type: string) => JSON.stringify({ critical: { identity: {}, image, type } });
    const broken = [
      '{}',
      '[]',
      '{',
      critical({}, 'cosign container image signature'),
      critical({ 'docker-manifest-digest': digest }, 'other'),
    ];

    for (const text of broken) expect(() => readSimpleSigning(Buffer.from(text))).toThrow(/payload|character/);
  });
});

describe('cosign 2 layers', () => {
  it('verify for their image and their key, with the log', async () => {
    const { context, signer, trustRoot } = await setUp();
    const layer = await signLayer({ digest, reference, optional: undefined }, context);
    const policy = { trustRoot, keys: [signer.publicKey] };

    expect(verifyLayer(layer, digest, policy)).toMatchObject({ ok: true, payload: { digest } });
    expect(verifyLayer(layer, digestOf('another'), policy)).toMatchObject({ reason: 'ARTIFACT_MISMATCH' });
    const stranger = keySigner(generateSigningKey()).publicKey;
    expect(verifyLayer(layer, digest, { trustRoot, keys: [stranger] })).toMatchObject({ reason: 'BAD_SIGNATURE' });
    const altered = { ...layer, bytes: Buffer.from(layer.bytes.toString().replace('web', 'wob')) };
    expect(verifyLayer(altered, digest, policy)).toMatchObject({ reason: 'BAD_SIGNATURE' });
    expect(verifyLayer({ ...layer, mediaType: 'text/plain' }, digest, policy)).toMatchObject({ reason: 'UNSUPPORTED' });
    expect(verifyLayer({ ...layer, annotations: {} }, digest, policy)).toMatchObject({ reason: 'MALFORMED_ENVELOPE' });
  });

  it('do not count with the log entry of another signature', async () => {
    const { context, signer, trustRoot } = await setUp();
    const one = await signLayer({ digest, reference, optional: undefined }, context);
    const two = await signLayer({ digest, reference: 'registry.example/other', optional: undefined }, context);
    const name = 'dev.sigstore.cosign/bundle';
    const mixed = { ...one, annotations: { ...one.annotations, [name]: two.annotations[name]! } };

    expect(verifyLayer(mixed, digest, { trustRoot, keys: [signer.publicKey] })).toMatchObject({
      reason: 'LOG_ENTRY_MISMATCH',
    });
    const broken = { ...one, annotations: { ...one.annotations, [name]: '{}' } };
    expect(verifyLayer(broken, digest, { trustRoot, keys: [signer.publicKey] })).toMatchObject({
      reason: 'MALFORMED_LOG_ENTRY',
    });
  });

  it('verify keyless', async () => {
    const { context, signer, instance, trustRoot } = await setUp();
    const subject = 'someone@people.example';
    const certificate = await instance.certificateAuthority.issue({
      identity: { issuer: ISSUER, subject: { kind: 'email', value: subject } },
      publicKey: signer.publicKey,
      proofOfPossession: await signer.sign(Buffer.from(subject)),
    });
    const layer = await signLayer({ digest, reference, optional: undefined }, { ...context, certificate });

    expect(
      verifyLayer(layer, digest, {
        trustRoot,
        identities: [{ issuer: ISSUER, subject: { pattern: '*@people.example' } }],
      }),
    ).toMatchObject({ ok: true });
    expect(
      verifyLayer(layer, digest, {
        trustRoot,
        identities: [{ issuer: ISSUER, subject: { pattern: '*@other.example' } }],
      }),
    ).toMatchObject({ reason: 'IDENTITY_MISMATCH' });
  });
});

/** A registry in memory, the way the OCI client presents one. */
function memoryRegistry() {
  const manifests = new Map<string, Uint8Array>();
  const blobs = new Map<string, Uint8Array>();
  const referrers: ReturnType<typeof digestOf>[] = [];
  const registry: AttestationRegistry = {
    referrers: async () => referrers,
    manifest: async (_repository, name) => manifests.get(name),
    blob: async (_repository, name, maxBytes) => {
      const blob = blobs.get(name);
      return blob === undefined || blob.length > maxBytes ? undefined : blob;
    },
  };
  const push = ({ manifest, blobs: contents }: AttachedManifest, tag?: string) => {
    for (const content of contents) blobs.set(digestOf(content), content);
    manifests.set(tag ?? digestOf(manifest), manifest);
    if (tag === undefined) referrers.push(digestOf(manifest));
  };
  return { registry, push, manifests, referrers };
}

describe('discovery', () => {
  it('finds both generations, and passes over what is neither', async () => {
    const { context, clock, signer, trustRoot } = await setUp();
    const { registry, push, manifests, referrers } = memoryRegistry();
    const statement = verdictStatement(
      {
        digest,
        repository: reference,
        gate: 'release',
        environment: 'production',
        result: 'PASSED',
        decidedMs: clock.now(),
        policyDigest: digestOf('policy'),
        inputs: [],
        levels: [],
        reasons: [],
      },
      { version: '1' },
    );
    const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 100 };
    const about = { created: '2026-01-01T00:00:00Z', predicateType: statement.predicateType };
    push(bundleManifest(await signStatement(statement, context), subject, about));
    push(layersManifest([await attestLayer(statement, context)]), cosignTag(digest, 'att'));
    push(
      layersManifest([await signLayer({ digest, reference, optional: undefined }, context)]),
      cosignTag(digest, 'sig'),
    );
    const stray = digestOf('stray');
    referrers.push(stray);
    manifests.set(stray, Buffer.from('no manifest'));

    const found = await discover(registry, { repository: reference, digest });
    expect([found.bundles.length, found.layers.length]).toEqual([1, 2]);
    expect(found.skipped).toEqual([{ source: `referrer ${stray}`, detail: 'no manifest that can be read' }]);
    const query = { digest, repository: reference, environment: 'production' };
    const policy = { verdictSigners: [{ signer: { key: signer.publicKey } }], trustRoot };
    expect(verifyDeployment(query, policy, found.bundles, clock).ok).toBe(true);
    const verdict = verifyDeployment(query, policy, found.layers, clock);
    expect(verdict.ok).toBe(true);
    expect(verdict.explanations.map(({ reason }) => reason)).toEqual(['WRONG_PREDICATE', undefined]);
  });

  it('is bounded in number and size', async () => {
    const { context } = await setUp();
    const { registry, push } = memoryRegistry();
    push(
      layersManifest([await signLayer({ digest, reference, optional: undefined }, context)]),
      cosignTag(digest, 'sig'),
    );
    const target = { repository: reference, digest };
    let asked = 0;
    const many = {
      ...registry,
      referrers: async () => Array.from({ length: 10_000 }, (_, i) => digestOf(String(i))),
      manifest: async (repository: string, name: string) => {
        asked++;
        return registry.manifest(repository, name);
      },
    };

    await expect(discover(many, target)).rejects.toMatchObject({ code: 'SIGNING_TOO_MANY_ATTACHED' });
    expect(asked).toBe(2);
    const small = await discover(registry, target, { attestations: 5, blobBytes: 10 });
    expect([small.skipped.length, small.layers.length]).toEqual([1, 0]);
    const layer = { mediaType: 'text/plain', bytes: Buffer.from('x'), annotations: {} };
    push(layersManifest(Array.from({ length: 6 }, () => layer)), cosignTag(digest, 'att'));
    await expect(discover(registry, target, { attestations: 5, blobBytes: 10 })).rejects.toMatchObject({
      code: 'SIGNING_TOO_MANY_ATTACHED',
    });
  });
});
