import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';
import { dockerRegistryProgram, startDockerRegistry } from '@sallyport/mocks';
import type { RunningRegistry } from '@sallyport/mocks';

import { copyImage } from '../copy/copy-image.ts';
import { gather } from '../layers/checked.ts';
import { openImage } from '../sources/open-image.ts';
import { parseImagePlace } from '../sources/place.ts';
import { readTar } from '../tar/read-tar.ts';
import { makeImage, makeReferrer } from '../testing/image.ts';
import { bytesContent, createRegistry } from './create-registry.ts';

const program = dockerRegistryProgram();
const hasSkopeo = spawnSync('skopeo', ['--version']).status === 0;
const hasUmoci = spawnSync('umoci', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'sallyport-docker-registry-'));
const image = makeImage();
const big = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7) % 256));

describe.skipIf(program === undefined)("Debian's docker-registry", () => {
  const registry = createRegistry();
  const state: { running?: RunningRegistry } = {};
  const repository = (name: string): string => `${state.running?.host ?? ''}/${name}`;
  const push = async (name: string, tag: string): Promise<void> => {
    for (const blob of [image.config, ...image.layers]) await registry.pushBlob(repository(name), bytesContent(blob));
    await registry.putManifest(repository(name), tag, image.raw);
  };

  beforeAll(async () => {
    state.running = await startDockerRegistry(program ?? '');
  });
  afterAll(async () => {
    registry.close();
    rmSync(folder, { recursive: true, force: true });
    await state.running?.stop();
  });

  it('has nothing under names that were not pushed, and no referrers API', async () => {
    expect(await registry.getManifest(repository('nothing'), 'v1')).toBeUndefined();
    expect(await registry.getBlob(repository('nothing'), digestOf('x'), 10)).toBeUndefined();
    expect(await registry.tags(repository('nothing'))).toEqual([]);
    expect(await registry.referrersByApi(repository('nothing'), digestOf('x'))).toBeUndefined();
  });

  it('takes no image whose layers it does not have', async () => {
    await expect(registry.putManifest(repository('incomplete'), 'v1', image.raw)).rejects.toMatchObject({
      code: 'OCI_UPSTREAM',
      message: expect.stringContaining('MANIFEST_BLOB_UNKNOWN'),
    });
    expect(await registry.getManifest(repository('incomplete'), 'v1')).toBeUndefined();
  });

  it.each([[{}], [{ chunkBytes: 1_000_000 }]])('takes a blob and gives it back: %j', async (options) => {
    const name = `blobs/${Object.keys(options).length}`;
    const content = { ...bytesContent(big), digest: digestOf(big) };

    expect(await registry.pushBlob(repository(name), content, options)).toBe('sent');
    expect(await registry.pushBlob(repository(name), content, options)).toBe('present');
    expect(await registry.pushBlob(repository(`${name}/other`), content, { mountFrom: [repository(name)] })).toBe(
      'mounted',
    );
    const stream = await registry.openBlob(repository(`${name}/other`), content);
    expect(stream === undefined ? undefined : digestOf(await gather(stream, 1e7, 'it'))).toBe(content.digest);
    expect(await registry.deleteBlob(repository(name), content.digest)).toBe(true);
    expect(await registry.hasBlob(repository(name), content.digest)).toBe(false);
  });

  it('takes an image, lists its tags, and forgets it', async () => {
    await push('app', 'v1');

    expect((await registry.headManifest(repository('app'), 'v1'))?.digest).toBe(image.raw.digest);
    expect(await registry.tags(repository('app'))).toEqual(['v1']);
    expect(await registry.deleteManifest(repository('app'), image.raw.digest)).toBe(true);
    expect(await registry.getManifest(repository('app'), 'v1')).toBeUndefined();
  });

  it('keeps what is attached, and a copy keeps it too', async () => {
    await push('signed', 'v1');
    const { manifest, blobs } = makeReferrer(image.raw, 'attached');
    const content = { manifest: manifest.bytes, mediaType: manifest.mediaType, blobs };
    await registry.attachContent(repository('signed'), content);
    const place = (name: string) => parseImagePlace(`${repository(name)}:v1`);

    await copyImage(place('signed'), place('copied'), { registry });
    const { descriptors } = await registry.referrers(repository('copied'), image.raw.digest);

    expect(descriptors.map(({ digest }) => digest)).toEqual([manifest.digest]);
  });

  it.skipIf(!hasUmoci || !hasSkopeo)(
    'serves what umoci and skopeo made, and they read what we made of it',
    async () => {
      const path = join(folder, 'made');
      const run = (command: string, ...words: string[]): string => {
        const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
        expect(`${status} ${stderr}`).toMatch(/^0/);
        return stdout;
      };
      run('umoci', 'init', '--layout', path);
      run('umoci', 'new', '--image', `${path}:v1`);
      run('umoci', 'insert', '--image', `${path}:v1`, import.meta.filename, '/srv/file.ts');
      run('skopeo', 'copy', '-q', '--dest-tls-verify=false', `oci:${path}:v1`, `docker://${repository('made')}:v1`);
      const source = await openImage(parseImagePlace(`${repository('made')}:v1`), { registry });
      const { layers } = await source.resolve();
      const files: string[] = [];
      for await (const { content } of source.openLayers(layers))
        for await (const entry of readTar(content)) files.push(entry.path);

      await copyImage(
        parseImagePlace(`${repository('made')}:v1`),
        parseImagePlace(`docker-archive:${join(folder, 'made.tar')}:app:v1`),
        { registry },
      );
      await copyImage(
        parseImagePlace(`oci-dir:${path}:v1`, existsSync),
        parseImagePlace(`oci-archive:${join(folder, 'made-oci.tar')}:v1`),
        { registry },
      );

      expect(files).toContain('srv/file.ts');
      expect(run('skopeo', 'inspect', `docker-archive:${join(folder, 'made.tar')}`)).toContain('"Digest"');
      expect(run('skopeo', 'inspect', '--raw', `oci-archive:${join(folder, 'made-oci.tar')}:v1`)).toContain('layers');
    },
  );
});
