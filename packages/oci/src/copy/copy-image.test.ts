import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';
import { startRegistryFake } from '@sallyport/mocks';
import type { RegistryFake, RegistryFakeOptions } from '@sallyport/mocks';

import { encodeManifest, rawManifest } from '../manifest.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { parsePlatform } from '../platform.ts';
import { indexTag } from '../registry/referrers.ts';
import { openImageArchive } from '../sources/open-image.ts';
import { parseImagePlace } from '../sources/place.ts';
import { testClient } from '../testing/client.ts';
import { makeImage, makeReferrer, storeImage } from '../testing/image.ts';
import { copyImage } from './copy-image.ts';
import type { CopyImageOptions } from './copy-image.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-copy-'));
const open: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const image = makeImage();
const arm = makeImage({ architecture: 'arm64', layers: [[{ path: 'arm', content: 'x' }]] });
const index = rawManifest(
  encodeManifest({
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociIndex,
    manifests: [image, arm].map(({ raw }, i) => ({
      mediaType: raw.mediaType,
      digest: raw.digest,
      size: raw.bytes.length,
      platform: { os: 'linux', architecture: i === 0 ? 'amd64' : 'arm64' },
    })),
  }),
  MEDIA_TYPES.ociIndex,
);
/** Attached to the index; to one image of it; to what is attached. */
const onIndex = makeReferrer(index, 'on the index');
const onImage = makeReferrer(image.raw, 'on one image');
const onReferrer = makeReferrer(onImage.manifest, 'on what is attached');
const attached = [onIndex, onImage, onReferrer];

/** A registry with the index, all that is attached, and a signature under cosign 2's tag. */
async function source(options: RegistryFakeOptions = {}): Promise<RegistryFake> {
  const fake = await empty(options);
  for (const each of [image, arm]) storeImage(fake, 'app', each);
  fake.store.addManifest('app', index.bytes, { mediaType: index.mediaType, tag: 'v1' });
  for (const { manifest, blobs } of attached) {
    for (const blob of blobs) fake.store.addBlob('app', blob);
    fake.store.addManifest('app', manifest.bytes, { mediaType: manifest.mediaType });
  }
  storeImage(fake, 'app', makeImage({ layers: [[{ path: 'signature' }]] }), `${indexTag(index.digest)}.sig`);
  return fake;
}

async function empty(options: RegistryFakeOptions = {}): Promise<RegistryFake> {
  const fake = await startRegistryFake(options);
  open.push(fake);
  return fake;
}

async function copy(from: string, to: string, options: Partial<CopyImageOptions> = {}) {
  const { client } = testClient({ retries: 1 });
  open.push(client);
  return copyImage(parseImagePlace(from, existsSync), parseImagePlace(to), { registry: client, ...options });
}

function manifestsOf(fake: RegistryFake, name = 'app'): string[] {
  return [...fake.store.repository(name).manifests.keys()].toSorted();
}

const SIGNATURE = makeImage({ layers: [[{ path: 'signature' }]] }).raw.digest;
const ALL = [index, image.raw, arm.raw, ...attached.map(({ manifest }) => manifest)].map(({ digest }) => digest);

describe('copying an image', () => {
  it('that is not there, or to a daemon, is refused', async () => {
    const fake = await source();

    await expect(copy(`${fake.host}/nothing:v1`, `oci-dir:${join(folder, 'none')}`)).rejects.toMatchObject({
      code: 'OCI_NO_SUCH_IMAGE',
    });
    await expect(copy(`${fake.host}/app:v1`, 'docker:app')).rejects.toMatchObject({ code: 'OCI_DAEMON_FAILED' });
    await expect(copy(`${fake.host}/app:v1`, `${fake.host}/app@${digestOf('other')}`)).rejects.toMatchObject({
      code: 'OCI_DIGEST_MISMATCH',
    });
    expect(existsSync(join(folder, 'none', 'index.json'))).toBe(false);
  });

  it('takes all platforms and all that is attached, and gives the name last', async () => {
    const from = await source();
    const to = await empty();

    const result = await copy(`${from.host}/app:v1`, `${to.host}/app:v2`);

    expect(result).toMatchObject({ digest: index.digest, manifests: 3, referrers: 4 });
    expect(manifestsOf(to)).toEqual([...ALL, SIGNATURE].toSorted());
    expect([...to.store.repository('app').tags]).toEqual([
      [`${indexTag(index.digest)}.sig`, SIGNATURE],
      ['v2', index.digest],
    ]);
    expect(to.seen.findLast(({ method }) => method === 'PUT')?.path).toBe('/v2/app/manifests/v2');
  });

  it('keeps what is attached where the registry has no referrers API', async () => {
    const from = await source();
    const to = await empty({ referrersApi: false });
    const back = await empty();

    await copy(`${from.host}/app:v1`, `${to.host}/app:v1`);
    await copy(`${to.host}/app:v1`, `${back.host}/app:v1`);

    expect(manifestsOf(back)).toEqual([...ALL, SIGNATURE].toSorted());
  });

  it.each(['oci-dir', 'oci-archive'])('keeps everything in an %s and back', async (kind) => {
    const from = await source();
    const to = await empty();
    const path = join(folder, `all-${kind}`);

    await copy(`${from.host}/app:v1`, `${kind}:${path}:v1`);
    const result = await copy(`${kind}:${path}:v1`, `${to.host}/app:v1`);

    expect(result.digest).toBe(index.digest);
    expect(manifestsOf(to)).toEqual([...ALL, SIGNATURE].toSorted());
  });

  it('leaves behind what is attached when told to, and other platforms', async () => {
    const from = await source();
    const to = await empty();

    await copy(`${from.host}/app:v1`, `${to.host}/all:v1`, { referrers: false });
    await copy(`${from.host}/app:v1`, `${to.host}/one:v1`, {
      referrers: false,
      platform: parsePlatform('linux/arm64'),
    });

    expect(manifestsOf(to, 'all')).toEqual([index, image.raw, arm.raw].map(({ digest }) => digest).toSorted());
    expect(manifestsOf(to, 'one')).toEqual([arm.raw.digest]);
  });

  it('links within one registry and sends nothing twice', async () => {
    const fake = await source();
    const first = await copy(`${fake.host}/app:v1`, `${fake.host}/prod/app:v1`);
    const again = await copy(`${fake.host}/app:v1`, `${fake.host}/prod/app:v1`);

    expect(first.blobs).toMatchObject({ sent: 0, present: 0 });
    expect(again.blobs).toMatchObject({ sent: 0, mounted: 0 });
    expect([first.sentBytes, again.sentBytes]).toEqual([0, 0]);
  });

  it('writes an archive that is read again', async () => {
    const from = await source();
    const path = join(folder, 'docker.tar');

    await copy(`${from.host}/app:v1`, `docker-archive:${path}:registry.example/app:v1`, {
      platform: parsePlatform('linux/arm64'),
    });
    const found = await (await openImageArchive(path, { name: 'registry.example/app:v1' })).resolve();

    expect(found.config.platform).toMatchObject({ architecture: 'arm64' });
    expect(found.layers.map(({ descriptor }) => descriptor.digest)).toEqual(arm.layers.map((layer) => digestOf(layer)));
  });

  it('gives an image in an archive the name that docker load asks for', async () => {
    const fake = await source();
    storeImage(fake, 'other', arm, 'v1');
    const path = join(folder, 'named.tar');

    await copy(`${fake.host}/other:v1`, `docker-archive:${path}:app`);

    expect((await openImageArchive(path, { name: 'docker.io/library/app:latest' })).label).toContain('app:latest');
    await expect(copy(`${fake.host}/other:v1`, `docker-archive:${path}:NO NAME`)).rejects.toMatchObject({
      code: 'OCI_REFERENCE_INVALID',
    });
  });

  it('adds to a layout, and replaces what has the same name', async () => {
    const fake = await source();
    const path = join(folder, 'layout');
    storeImage(fake, 'other', arm, 'v1');

    await copy(`${fake.host}/app:v1`, `oci-dir:${path}:a`, { referrers: false });
    await Promise.all([
      copy(`${fake.host}/other:v1`, `oci-dir:${path}:b`),
      copy(`${fake.host}/other:v1`, `oci-dir:${path}:c`),
      copy(`${fake.host}/other:v1`, `oci-dir:${path}:a`),
    ]);
    const { manifests } = JSON.parse(readFileSync(join(path, 'index.json'), 'utf8')) as {
      manifests: { digest: string; annotations: Record<string, string> }[];
    };

    expect(manifests.map(({ digest, annotations }) => [Object.values(annotations)[0], digest]).toSorted()).toEqual(
      ['a', 'b', 'c'].map((name) => [name, arm.raw.digest]),
    );
    expect(readdirSync(path).toSorted()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('waits for who writes the same layout, and gives up with the name of the lock', async () => {
    const fake = await source();
    const path = join(folder, 'locked');
    await copy(`${fake.host}/app:v1`, `oci-dir:${path}:a`);
    writeFileSync(join(path, 'index.json.lock'), '');

    await expect(
      copy(`${fake.host}/app:v1`, `oci-dir:${path}:b`, { wait: async () => undefined }),
    ).rejects.toMatchObject({ code: 'OCI_LAYOUT_BUSY' });
  });
});

describe('a copy that fails', () => {
  it.each([
    [
      'a layer is not what it should be',
      { fault: { kind: 'wrong-content' }, path: digestOf(arm.layers[0] ?? ''), method: 'GET' },
    ],
    [
      'a layer breaks off',
      { fault: { kind: 'cut', afterBytes: 10 }, path: digestOf(arm.layers[0] ?? ''), method: 'GET' },
    ],
    [
      'what is attached cannot be read',
      { fault: { kind: 'status', status: 404 }, path: `manifests/${onReferrer.manifest.digest}` },
    ],
    ['the registry fails', { fault: { kind: 'status', status: 500 }, path: 'referrers' }],
  ] as const)('because %s leaves no name, and no file', async (_why, fault) => {
    const from = await source();
    const to = await empty();
    from.faults.add(fault);
    const path = join(mkdtempSync(join(folder, 'failed-')), 'image');

    for (const target of [`${to.host}/app:v1`, `oci-dir:${path}.dir:v1`, `oci-archive:${path}.tar:v1`]) {
      await expect(copy(`${from.host}/app:v1`, target)).rejects.toMatchObject({ code: /^OCI_/ });
    }

    expect(to.store.repository('app').tags.has('v1')).toBe(false);
    expect(existsSync(`${path}.dir/index.json`)).toBe(false);
    expect(readdirSync(join(path, '..')).filter((name) => name.includes('.tar'))).toEqual([]);
    expect(readdirSync(`${path}.dir/blobs/sha256`).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('because the registry dies in the middle of a push leaves no name', async () => {
    const from = await source();
    const to = await empty();
    to.faults.add({ fault: { kind: 'die', afterBytes: 0 }, path: 'uploads' });

    await expect(copy(`${from.host}/app:v1`, `${to.host}/app:v1`)).rejects.toMatchObject({ code: 'OCI_UNREACHABLE' });
    expect(to.store.repository('app').tags.size + to.store.repository('app').manifests.size).toBe(0);
  });
});
