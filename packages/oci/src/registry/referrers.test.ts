import { afterEach, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';
import { startRegistryFake } from '@sallyport/mocks';
import type { RegistryFake, RegistryFakeOptions } from '@sallyport/mocks';

import { encodeManifest, rawManifest } from '../manifest.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { testClient } from '../testing/client.ts';
import { makeImage, makeReferrer, storeImage } from '../testing/image.ts';
import { attestationReader } from './attestation-registry.ts';
import type { RegistryOptions } from './create-registry.ts';
import { indexTag, ownTag } from './referrers.ts';
import type { Registry } from './registry.ts';

const open: { close(): void | Promise<void> }[] = [];
const image = makeImage();
const subject = image.raw.digest;

async function start(options: RegistryFakeOptions = {}): Promise<RegistryFake> {
  const fake = await startRegistryFake(options);
  storeImage(fake, 'app', image, 'v1');
  open.push(fake);
  return fake;
}

function connect(options: RegistryOptions = {}): Registry {
  const { client } = testClient(options);
  open.push(client);
  return client;
}

async function attach(client: Registry, fake: RegistryFake, text: string) {
  const { manifest, blobs } = makeReferrer(image.raw, text);
  return client.attachContent(`${fake.host}/app`, { manifest: manifest.bytes, mediaType: manifest.mediaType, blobs });
}

/** A manifest that is attached, put there without any client. */
function plant(fake: RegistryFake, text: string, tag?: string) {
  const { manifest, blobs } = makeReferrer(image.raw, text);
  for (const blob of blobs) fake.store.addBlob('app', blob);
  fake.store.addManifest('app', manifest.bytes, {
    mediaType: manifest.mediaType,
    ...(tag === undefined ? {} : { tag }),
  });
  return manifest;
}

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

describe('referrers', () => {
  it('are undefined by the API only where it answers 404', async () => {
    const without = await start({ referrersApi: false });
    const failing = await start();
    failing.faults.add({ fault: { kind: 'status', status: 500 }, path: 'referrers' });
    const denying = await start();
    denying.faults.add({ fault: { kind: 'status', status: 403 }, path: 'referrers' });
    const client = connect({ retries: 1 });

    expect(await client.referrersByApi(`${without.host}/app`, subject)).toBeUndefined();
    await expect(client.referrers(`${failing.host}/app`, subject)).rejects.toMatchObject({ code: 'OCI_UPSTREAM' });
    await expect(client.referrers(`${denying.host}/app`, subject)).rejects.toMatchObject({ code: 'OCI_DENIED' });
  });

  it('are none where nothing is attached', async () => {
    const withApi = await start();
    const without = await start({ referrersApi: false });
    const client = connect();

    expect(await client.referrers(`${withApi.host}/app`, subject)).toEqual({
      descriptors: [],
      via: 'api',
      complete: true,
    });
    expect(await client.referrers(`${without.host}/app`, subject)).toEqual({
      descriptors: [],
      via: 'tags',
      complete: true,
    });
  });

  it('are refused where a manifest has no subject', async () => {
    const fake = await start();
    const client = connect();

    await expect(client.attach(`${fake.host}/app`, image.raw)).rejects.toMatchObject({
      code: 'OCI_MANIFEST_MALFORMED',
    });
  });

  it.each([true, false])('are found as they were attached (API: %s)', async (referrersApi) => {
    const fake = await start({ referrersApi });
    const client = connect();
    const attached = await attach(client, fake, 'one');

    const { descriptors, complete, via } = await client.referrers(`${fake.host}/app`, subject);

    expect(descriptors).toEqual([attached]);
    expect(attached).toMatchObject({ artifactType: 'application/vnd.test', annotations: { text: 'one' } });
    expect([complete, via]).toEqual([true, referrersApi ? 'api' : 'tags']);
    expect(fake.store.repository('app').tags.has(indexTag(subject))).toBe(!referrersApi);
  });

  it('survive a writer that writes the list over', async () => {
    const fake = await start({ referrersApi: false });
    const client = connect();
    const ours = await attach(client, fake, 'ours');
    const foreign = plant(fake, 'foreign');
    const list = {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: [{ mediaType: foreign.mediaType, digest: foreign.digest, size: foreign.bytes.length }],
    };
    fake.store.addManifest('app', encodeManifest(list), { mediaType: MEDIA_TYPES.ociIndex, tag: indexTag(subject) });

    const found = await client.referrers(`${fake.host}/app`, subject);
    const another = await attach(client, fake, 'another');
    const kept = JSON.parse(String(fake.store.manifest('app', indexTag(subject))?.bytes)) as {
      manifests: { digest: string }[];
    };

    expect(found.descriptors.map(({ digest }) => digest).toSorted()).toEqual([ours.digest, foreign.digest].toSorted());
    expect(kept.manifests.map(({ digest }) => digest).toSorted()).toEqual(
      [ours.digest, foreign.digest, another.digest].toSorted(),
    );
  });

  it('are all found when many attach at the same time', async () => {
    const fake = await start({ referrersApi: false });
    const client = connect();
    await Promise.all(Array.from({ length: 12 }, (_, i) => attach(client, fake, `text ${i}`)));

    const { descriptors } = await client.referrers(`${fake.host}/app`, subject);

    expect(descriptors).toHaveLength(12);
  });

  it('do not come from tags that hold something else', async () => {
    const fake = await start({ referrersApi: false });
    const other = makeImage({ layers: [[{ path: 'other' }]] });
    const elsewhere = makeReferrer(other.raw, 'for another image').manifest;
    const real = makeReferrer(image.raw, 'real').manifest;
    const about = { mediaType: MEDIA_TYPES.ociManifest };
    fake.store.addManifest('app', elsewhere.bytes, { ...about, tag: ownTag(subject, elsewhere.digest) });
    fake.store.addManifest('app', real.bytes, { ...about, tag: ownTag(subject, digestOf('not its digest')) });
    fake.store.addManifest('app', Buffer.from('{}'), { ...about, tag: ownTag(subject, digestOf('{}')) });
    fake.store.addManifest('app', image.raw.bytes, { ...about, tag: `${indexTag(subject)}.sig` });
    const client = connect();

    expect((await client.referrers(`${fake.host}/app`, subject)).descriptors).toEqual([]);
  });

  it('are found beside many other tags without listing them all', async () => {
    const fake = await start({ referrersApi: false, pageSize: 10 });
    for (let i = 0; i < 300; i++) fake.store.repository('app').tags.set(`v${i}`, subject);
    plant(fake, 'one', ownTag(subject, makeReferrer(image.raw, 'one').manifest.digest));
    const client = connect();

    const { descriptors } = await client.referrers(`${fake.host}/app`, subject);

    expect(descriptors).toHaveLength(1);
    expect(fake.seen.filter(({ path }) => path.includes('tags/list'))).toHaveLength(1);
  });

  it('are read to the last of ten thousand, page by page', async () => {
    const fake = await start({ pageSize: 2500 });
    for (let i = 0; i < 10_000; i++) plant(fake, `text ${i}`);
    const client = connect();

    const { descriptors, complete } = await client.referrers(`${fake.host}/app`, subject);

    expect(new Set(descriptors.map(({ digest }) => digest)).size).toBe(10_000);
    expect(complete).toBe(true);
  });

  it.each([
    ['count', { referrers: 5 }],
    ['bytes', { listBytes: 2000 }],
  ])('say where a limit of %s cut them short, and are then an error for verification', async (_what, limits) => {
    const fake = await start({ pageSize: 4 });
    for (let i = 0; i < 12; i++) plant(fake, `text ${i}`);
    const client = connect({ limits });

    const { descriptors, complete } = await client.referrers(`${fake.host}/app`, subject);

    expect(descriptors.length).toBeLessThan(12);
    expect(complete).toBe(false);
    await expect(attestationReader(client).referrers(`${fake.host}/app`, subject)).rejects.toMatchObject({
      code: 'OCI_TOO_MANY_REFERRERS',
    });
  });

  it('are an error where the registry has the API and lists neither them nor what clients keep', async () => {
    const fake = await start();
    const empty = JSON.stringify({ schemaVersion: 2, manifests: [] });
    fake.faults.add({ fault: { kind: 'status', status: 200, body: empty }, path: 'referrers' });
    fake.faults.add({ fault: { kind: 'status', status: 201 }, method: 'PUT', path: 'manifests' });
    const client = connect();
    const { manifest } = makeReferrer(image.raw, 'lost');

    await expect(client.attach(`${fake.host}/app`, manifest)).rejects.toMatchObject({
      code: 'OCI_REFERRER_NOT_LISTED',
    });
  });

  it.each([400, 409, 412])('are found by their own tags where no tag is written twice (%i)', async (status) => {
    const fake = await start({ referrersApi: false, immutableTags: status });
    const client = connect();
    const [first, second] = ['first', 'second'].map((text) => makeReferrer(image.raw, text));
    for (const blob of [...(first?.blobs ?? []), ...(second?.blobs ?? [])]) fake.store.addBlob('app', blob);
    const repository = `${fake.host}/app`;
    if (first !== undefined) await client.attach(repository, first.manifest);

    if (second !== undefined) await client.attach(repository, second.manifest);

    const found = (await client.referrers(repository, subject)).descriptors.map(({ digest }) => digest);
    expect(found.toSorted()).toEqual([first, second].map((each) => each?.manifest.digest ?? '').toSorted());
  });

  it('are attached where the registry read a link half written and says once that a digest is wrong', async () => {
    const fake = await start({ referrersApi: false });
    const body = JSON.stringify({ errors: [{ code: 'DIGEST_INVALID' }] });
    fake.faults.add({
      fault: { kind: 'status', status: 400, body },
      method: 'PUT',
      path: 'manifests/sha256:',
      times: 1,
    });
    const client = connect();

    const { digest } = await attach(client, fake, 'asked again');

    const { descriptors } = await client.referrers(`${fake.host}/app`, subject);
    expect(descriptors.map((found) => found.digest)).toEqual([digest]);
  });

  it('are an error where the registry goes on saying that a digest is wrong', async () => {
    const fake = await start({ referrersApi: false });
    const body = JSON.stringify({ errors: [{ code: 'DIGEST_INVALID' }] });
    fake.faults.add({ fault: { kind: 'status', status: 400, body }, method: 'PUT', path: 'manifests/sha256:' });

    await expect(attach(connect(), fake, 'refused')).rejects.toMatchObject({
      code: 'OCI_UPSTREAM',
      params: { code: ' (DIGEST_INVALID)' },
    });
    const puts = fake.seen.filter(({ method, path }) => method === 'PUT' && path.includes('manifests/sha256:'));
    expect(puts.length).toBeGreaterThan(1);
    expect(puts.length).toBeLessThan(10);
  });

  it('are an error where the registry takes no list at all', async () => {
    const fake = await start({ referrersApi: false });
    const { manifest, blobs } = makeReferrer(image.raw, 'refused');
    for (const blob of blobs) fake.store.addBlob('app', blob);
    fake.faults.add({ fault: { kind: 'status', status: 400 }, method: 'PUT', path: 'manifests/sha256-' });

    await expect(connect().attach(`${fake.host}/app`, manifest)).rejects.toMatchObject({ code: 'OCI_UPSTREAM' });
  });

  it('are found where the registry has the API and does not use it', async () => {
    const fake = await start();
    const empty = JSON.stringify({ schemaVersion: 2, manifests: [] });
    fake.faults.add({ fault: { kind: 'status', status: 200, body: empty }, path: 'referrers' });
    const { manifest, blobs } = makeReferrer(image.raw, 'kept in the list');
    for (const blob of blobs) fake.store.addBlob('app', blob);
    const headers = { 'docker-content-digest': manifest.digest };
    fake.faults.add({
      fault: { kind: 'status', status: 201, headers },
      method: 'PUT',
      path: manifest.digest,
      times: 1,
    });
    fake.store.addManifest('app', manifest.bytes, { mediaType: manifest.mediaType });
    const client = connect();

    await client.attach(`${fake.host}/app`, manifest);

    expect((await client.referrers(`${fake.host}/app`, subject)).descriptors.map(({ digest }) => digest)).toEqual([
      manifest.digest,
    ]);
  });
});

describe('attestationReader', () => {
  it('hands out bytes, and nothing where there is nothing or it is larger', async () => {
    const fake = await start();
    const reader = attestationReader(connect());
    const blob = fake.store.addBlob('app', Buffer.from('content')) as `sha256:${string}`;
    const repository = `${fake.host}/app`;

    expect(String(await reader.blob(repository, blob, 7))).toBe('content');
    expect(await reader.blob(repository, blob, 6)).toBeUndefined();
    expect(await reader.blob(repository, digestOf('nothing'), 6)).toBeUndefined();
    expect(await reader.manifest(repository, 'nothing')).toBeUndefined();
    expect(rawManifest((await reader.manifest(repository, 'v1')) ?? Buffer.alloc(0), '').digest).toBe(subject);
  });
});
