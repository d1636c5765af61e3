import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { afterAll, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';

import type { ImageSource } from '../image-source.ts';
import { encodeManifest } from '../manifest.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { parsePlatform } from '../platform.ts';
import { readTar } from '../tar/read-tar.ts';
import { makeImage } from '../testing/image.ts';
import type { TestImage } from '../testing/image.ts';
import { makeTar } from '../testing/tar.ts';
import type { TestEntry } from '../testing/tar.ts';
import { openImageArchive } from './open-image.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-archives-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const image = makeImage({ layers: [[{ path: 'etc/a', content: 'one' }], [{ path: 'etc/b', content: 'two' }]] });
const arm = makeImage({ architecture: 'arm64', layers: [[{ path: 'arm', content: 'three' }]] });

function put(files: Record<string, Uint8Array | string>): string {
  const root = mkdtempSync(join(folder, 'image-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function putFile(name: string, bytes: Uint8Array): string {
  const path = join(mkdtempSync(join(folder, 'file-')), name);
  writeFileSync(path, bytes);
  return path;
}

const blob = (bytes: Uint8Array): string => `blobs/${digestOf(bytes).replace(':', '/')}`;
const entry = (each: TestImage, more: object = {}): object => ({
  mediaType: each.raw.mediaType,
  digest: each.raw.digest,
  size: each.raw.bytes.length,
  ...more,
});

function layout(
  entries: readonly object[],
  images: readonly TestImage[] = [image],
): Record<string, Uint8Array | string> {
  const blobs = images.flatMap(({ raw, config, layers }) => [raw.bytes, config, ...layers]);
  return {
    'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
    'index.json': JSON.stringify({ schemaVersion: 2, manifests: entries }),
    ...Object.fromEntries(blobs.map((bytes) => [blob(bytes), bytes])),
  };
}

function tarOf(files: Record<string, Uint8Array | string>, more: readonly TestEntry[] = []): Buffer {
  return makeTar([...Object.entries(files).map(([path, content]) => ({ path, content })), ...more]);
}

/** What `docker save` writes: layers before the list, as older versions do. */
function dockerFiles(
  layers: readonly Uint8Array[] = image.layers,
  tags: readonly string[] = ['registry.example/app:v1'],
) {
  const config = `${digestOf(image.config).slice(7)}.json`;
  const names = layers.map((_, i) => `layer-${i}/layer.tar`);
  return {
    ...Object.fromEntries(layers.map((layer, i) => [names[i] ?? '', layer])),
    [config]: image.config,
    'manifest.json': JSON.stringify([{ Config: config, RepoTags: tags, Layers: names }]),
  };
}

async function contents(source: ImageSource): Promise<string[]> {
  const { layers } = await source.resolve();
  const found: string[] = [];
  for await (const { layer, content } of source.openLayers(layers)) {
    for await (const file of readTar(content))
      found.push(`${layer.index} ${file.path} ${String(await file.bytes(100))}`);
  }
  return found.toSorted();
}

const EXPECTED = ['0 etc/a one', '1 etc/b two'];

describe('an OCI layout', () => {
  it.each([
    ['a folder without one', { 'index.json': '{}' }, 'OCI_ARCHIVE_INVALID'],
    [
      'another version',
      { ...layout([entry(image)]), 'oci-layout': '{"imageLayoutVersion":"2.0.0"}' },
      'OCI_ARCHIVE_INVALID',
    ],
    ['an index that is none', { ...layout([]), 'index.json': '[]' }, 'OCI_MANIFEST_MALFORMED'],
    ['no image', layout([]), 'OCI_ARCHIVE_INVALID'],
    ['an image that is not there', layout([entry(arm)]), 'OCI_NO_SUCH_CONTENT'],
    ['several images', layout([entry(image), entry(arm)], [image, arm]), 'OCI_AMBIGUOUS_IMAGE'],
    [
      'a manifest that was changed',
      { ...layout([entry(image)]), [blob(image.raw.bytes)]: arm.raw.bytes },
      'OCI_DIGEST_MISMATCH',
    ],
  ])('with %s is refused', async (_what, files, code) => {
    await expect(openImageArchive(put(files))).rejects.toMatchObject({ code });
  });

  it.each([
    ['a folder', () => put(layout([entry(image)]))],
    ['a tar', () => putFile('a.tar', tarOf(layout([entry(image)])))],
    ['a tar in gzip', () => putFile('a.tar.gz', gzipSync(tarOf(layout([entry(image)]))))],
    ['a tar in zstd', () => putFile('a.tar.zst', zstdCompressSync(tarOf(layout([entry(image)]))))],
  ])('as %s is read', async (_how, make) => {
    const source = await openImageArchive(make());
    const { digest, config } = await source.resolve();

    expect(digest).toBe(image.raw.digest);
    expect(config).toMatchObject({ user: 'app', env: ['A=b'], exposedPorts: ['80/tcp'] });
    expect(await contents(source)).toEqual(EXPECTED);
  });

  it('gives the image of a name, of a digest, and of a platform', async () => {
    const named = put(
      layout(
        [
          entry(image, { annotations: { 'org.opencontainers.image.ref.name': 'v1' } }),
          entry(arm, { annotations: { 'io.containerd.image.name': 'registry.example/app:v2' } }),
        ],
        [image, arm],
      ),
    );
    const platforms = put(
      layout(
        [
          entry(image, { platform: { os: 'linux', architecture: 'amd64' } }),
          entry(arm, { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } }),
        ],
        [image, arm],
      ),
    );
    const digestBy = async (path: string, name: string) =>
      (await (await openImageArchive(path, { name })).resolve()).digest;
    const source = await openImageArchive(platforms);

    expect(await digestBy(named, 'v1')).toBe(image.raw.digest);
    expect(await digestBy(named, 'registry.example/app:v2')).toBe(arm.raw.digest);
    expect(await digestBy(named, arm.raw.digest)).toBe(arm.raw.digest);
    await expect(digestBy(named, 'v3')).rejects.toMatchObject({ code: 'OCI_NO_SUCH_IMAGE' });
    expect((await source.resolve(parsePlatform('linux/arm64'))).digest).toBe(arm.raw.digest);
    await expect(source.resolve(parsePlatform('linux/s390x'))).rejects.toMatchObject({
      code: 'OCI_NO_SUCH_PLATFORM',
      params: { platforms: 'linux/amd64, linux/arm64/v8' },
    });
  });

  it('does not take what builders put beside an image for an image, and no image for another platform', async () => {
    const about = {
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      platform: { os: 'unknown', architecture: 'unknown' },
    };
    const index = encodeManifest({
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: [entry(image, { platform: { os: 'linux', architecture: 'amd64' } }), entry(arm, about)],
    });
    const files = layout([{ mediaType: MEDIA_TYPES.ociIndex, digest: digestOf(index), size: index.length }]);
    const source = await openImageArchive(put({ ...files, [blob(index)]: index }));
    const found = await source.resolve();

    expect([found.digest, found.indexDigest]).toEqual([image.raw.digest, digestOf(index)]);
    await expect(source.resolve(parsePlatform('linux/arm64'))).rejects.toMatchObject({ code: 'OCI_NO_SUCH_PLATFORM' });
  });

  it('whose layer is missing or changed fails when it is read', async () => {
    const [first = Buffer.alloc(0)] = image.layers;
    const { [blob(first)]: _left, ...missing } = layout([entry(image)]);
    const changed = { ...missing, [blob(first)]: gzipSync(makeTar([{ path: 'evil', content: 'x' }])) };

    await expect(contents(await openImageArchive(put(missing)))).rejects.toMatchObject({ code: 'OCI_NO_SUCH_CONTENT' });
    await expect(contents(await openImageArchive(put(changed)))).rejects.toMatchObject({
      code: /OCI_(?:SIZE|DIGEST)_MISMATCH/,
    });
  });
});

describe('an archive of docker save', () => {
  const plain = image.layers.map((_, i) =>
    makeTar([[{ path: 'etc/a', content: 'one' }], [{ path: 'etc/b', content: 'two' }]][i] ?? []),
  );

  it.each([
    ['nothing in it', { other: 'x' }],
    ['a list that is not JSON', { 'manifest.json': '{' }],
    ['an empty list', { 'manifest.json': '[]' }],
    ['no configuration', { 'manifest.json': '[{"Config":"x.json","Layers":[]}]' }],
    ['a layer that is missing', { ...dockerFiles(plain), 'layer-0/layer.tar': undefined }],
  ])('with %s is refused', async (_what, files) => {
    const given = Object.fromEntries(
      Object.entries(files).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );

    await expect(openImageArchive(putFile('a.tar', tarOf(given)))).rejects.toMatchObject({
      code: 'OCI_ARCHIVE_INVALID',
    });
  });

  it.each([
    ['a tar', (tar: Buffer) => tar],
    ['a tar in gzip', (tar: Buffer) => gzipSync(tar)],
  ])('as %s is read, its layers compressed or not', async (_how, pack) => {
    const open = (layers: readonly Uint8Array[]) =>
      openImageArchive(putFile('a.tar', pack(tarOf(dockerFiles(layers)))));

    expect(await contents(await open(plain))).toEqual(EXPECTED);
    expect(await contents(await open(image.layers))).toEqual(EXPECTED);
  });

  it('is read where a layer is a link to another', async () => {
    const twice = makeImage({
      layers: [[{ path: 'a', content: 'x' }], [{ path: 'a', content: 'x' }]],
      pack: (tar) => tar,
    });
    const files = {
      'one/layer.tar': twice.layers[0] ?? '',
      'c.json': twice.config,
      'manifest.json': '[{"Config":"c.json","RepoTags":null,"Layers":["one/layer.tar","two/layer.tar"]}]',
    };
    const tar = tarOf(files, [{ path: 'two/layer.tar', flag: '2', link: '../one/layer.tar' }]);

    for (const path of [putFile('a.tar', tar), putFile('a.tar.gz', gzipSync(tar))]) {
      expect(await contents(await openImageArchive(path))).toEqual(['0 a x', '1 a x']);
    }
  });

  it('gives the image of a name, however it is written', async () => {
    const path = putFile('a.tar', tarOf(dockerFiles(plain, ['debian:12'])));

    expect((await openImageArchive(path, { name: 'docker.io/library/debian:12' })).label).toContain('debian:12');
    await expect(openImageArchive(path, { name: 'debian:11' })).rejects.toMatchObject({ code: 'OCI_NO_SUCH_IMAGE' });
  });

  it('that breaks off never reads as whole', async () => {
    const files = dockerFiles(plain);
    const tar = tarOf(files);
    const last = tar.lastIndexOf('}]') + 2;

    for (let length = 100; length < last; length += 701) {
      for (const bytes of [
        tar.subarray(0, length),
        gzipSync(tar.subarray(0, length)),
        gzipSync(tar).subarray(0, length),
      ]) {
        if (bytes.length >= gzipSync(tar).length && bytes[0] === 0x1f) continue;
        await expect(openImageArchive(putFile('a.tar', bytes)), `cut at ${length}`).rejects.toMatchObject({
          code: /^OCI_/,
        });
      }
    }
  });
});

describe('a file that is no image', () => {
  it.each([
    ['text', Buffer.from('x'.repeat(2000)), 'OCI_ARCHIVE_INVALID'],
    ['nothing', Buffer.alloc(0), 'OCI_ARCHIVE_INVALID'],
    ['bzip2', Buffer.from('BZh91AY&SY'), 'OCI_LAYER_MALFORMED'],
  ])('but %s is refused', async (_what, bytes, code) => {
    await expect(openImageArchive(putFile('file', bytes))).rejects.toMatchObject({ code });
  });

  it('because it is not there is refused', async () => {
    await expect(openImageArchive(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'OCI_FILE_FAILED' });
    expect(readdirSync(folder).length).toBeGreaterThan(0);
  });
});
