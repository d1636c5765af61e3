import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';

import { createRegistry } from '../registry/create-registry.ts';
import { readTar } from '../tar/read-tar.ts';
import { makeImage } from '../testing/image.ts';
import { makeTar } from '../testing/tar.ts';
import { openImage } from './open-image.ts';
import { parseImagePlace } from './place.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-daemon-'));
const registry = createRegistry();
const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => {
  registry.close();
  rmSync(folder, { recursive: true, force: true });
});

const image = makeImage({ pack: (tar) => tar });
const archive = makeTar([
  { path: 'one/layer.tar', content: image.layers[0] ?? '' },
  { path: 'c.json', content: image.config },
  { path: 'manifest.json', content: '[{"Config":"c.json","RepoTags":["app:v1"],"Layers":["one/layer.tar"]}]' },
]);

/** What speaks Docker's API on a socket: it sends these bytes for `app:v1`. */
async function daemon(bytes: Uint8Array, asked: string[] = []): Promise<string> {
  const path = join(folder, `${servers.length}-${asked.length}-${bytes.length}.sock`);
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/images/app%3Av1/get') response.end(bytes);
    else response.writeHead(request.url?.includes('broken') === true ? 500 : 404).end('{"message":"secret words"}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

const open = (place: string, env: Record<string, string>) => openImage(parseImagePlace(place), { registry, env });

describe('an image of a daemon', () => {
  it('is refused where the daemon has none, fails, is not there, or is not on this machine', async () => {
    const socket = await daemon(archive);

    await expect(open('docker:nothing', { DOCKER_HOST: `unix://${socket}` })).rejects.toMatchObject({
      code: 'OCI_DAEMON_FAILED',
      message: expect.stringContaining('no such image'),
    });
    await expect(open('docker:broken', { DOCKER_HOST: `unix://${socket}` })).rejects.toMatchObject({
      message: expect.stringMatching(/500$/),
    });
    await expect(open('podman:app:v1', { XDG_RUNTIME_DIR: folder })).rejects.toMatchObject({
      code: 'OCI_DAEMON_FAILED',
    });
    await expect(open('docker:app:v1', { DOCKER_HOST: 'tcp://registry.example:2375' })).rejects.toMatchObject({
      message: expect.stringContaining('not a Unix socket'),
    });
  });

  it('that breaks off never reads as whole', async () => {
    const socket = await daemon(archive.subarray(0, 2000));

    await expect(open('docker:app:v1', { DOCKER_HOST: `unix://${socket}` })).rejects.toMatchObject({
      code: 'OCI_TAR_MALFORMED',
    });
  });

  it.each([
    ['docker:app:v1', 'DOCKER_HOST'],
    ['podman:app:v1', 'CONTAINER_HOST'],
  ])('%s is asked for twice and never kept', async (place, variable) => {
    const asked: string[] = [];
    const socket = await daemon(archive, asked);
    const source = await open(place, { [variable]: `unix://${socket}` });
    const { layers, config } = await source.resolve();
    const files: string[] = [];
    for await (const { content } of source.openLayers(layers)) {
      for await (const entry of readTar(content)) files.push(entry.path);
    }

    expect(files).toEqual(['etc/os-release']);
    expect(config.diffIds).toEqual(image.layers.map((layer) => digestOf(layer)));
    expect(asked.length).toBeLessThanOrEqual(2);
  });
});

describe('parseImagePlace', () => {
  it.each(['oci-dir:', 'image:', 'UPPER', 'oci-archive:'])('refuses %j', (text) => {
    expect(() => parseImagePlace(text)).toThrow(expect.objectContaining({ code: 'OCI_REFERENCE_INVALID' }) as Error);
  });

  it.each([
    ['oci-dir:a/b', { kind: 'oci-dir', path: 'a/b' }],
    ['oci-dir:a/b:v1', { kind: 'oci-dir', path: 'a/b', name: 'v1' }],
    ['oci-dir:with:colon', { kind: 'oci-dir', path: 'with:colon' }],
    ['oci-dir:with:colon:v1', { kind: 'oci-dir', path: 'with:colon', name: 'v1' }],
    ['oci-archive:C:\\images\\a.tar:v1', { kind: 'oci-archive', path: 'C:\\images\\a.tar', name: 'v1' }],
    [
      'docker-archive:a.tar:registry.example/app:v1',
      { kind: 'docker-archive', path: 'a.tar', name: 'registry.example/app:v1' },
    ],
    ['containerd:app:v1', { kind: 'containerd', image: 'app:v1' }],
  ])('reads %s', (text, place) => {
    expect(parseImagePlace(text, (path) => path === 'with:colon')).toEqual(place);
  });

  it('takes anything else for a reference', () => {
    expect(parseImagePlace('registry.example/app:v1')).toMatchObject({
      kind: 'registry',
      reference: { host: 'registry.example' },
    });
    expect(parseImagePlace('image:docker:24')).toMatchObject({
      kind: 'registry',
      reference: { path: 'library/docker', tag: '24' },
    });
  });
});
