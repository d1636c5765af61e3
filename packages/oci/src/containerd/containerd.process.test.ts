import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';

import { copyImage } from '../copy/copy-image.ts';
import { createRegistry } from '../registry/create-registry.ts';
import { openImage } from '../sources/open-image.ts';
import { parseImagePlace } from '../sources/place.ts';
import { readTar } from '../tar/read-tar.ts';
import { makeImage } from '../testing/image.ts';
import { blobPath } from '../sources/oci-layout.ts';

const isRoot = process.getuid?.() === 0;
const hasContainerd = isRoot && ['containerd', 'ctr'].every((name) => spawnSync(name, ['--version']).status === 0);
const folder = mkdtempSync(join(tmpdir(), 'sallyport-containerd-'));
const socket = join(folder, 'containerd.sock');
const registry = createRegistry();
const image = makeImage();

afterAll(() => {
  registry.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(name: string, env: Record<string, string> = {}) {
  return openImage(parseImagePlace(`containerd:${name}`), { registry, env: { CONTAINERD_ADDRESS: socket, ...env } });
}

describe('what is no containerd', () => {
  it('is said to be not there, or to be something else', async () => {
    const other = join(folder, 'other.sock');
    const server = createServer((connection) => connection.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(other);
    const nothing = await open('app:v1', { CONTAINERD_ADDRESS: join(folder, 'nothing.sock') });
    const wrong = await open('app:v1', { CONTAINERD_ADDRESS: other });

    await expect(nothing.resolve()).rejects.toMatchObject({ code: 'OCI_DAEMON_FAILED' });
    await expect(wrong.resolve()).rejects.toMatchObject({ code: 'OCI_DAEMON_FAILED' });
    await Promise.all([nothing.close(), wrong.close()]);
    server.close();
  });
});

describe.skipIf(!hasContainerd)('containerd', () => {
  const state: { daemon?: ChildProcess } = {};

  beforeAll(async () => {
    const config = [
      'version = 2',
      `root = "${join(folder, 'root')}"`,
      `state = "${join(folder, 'state')}"`,
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      '[grpc]',
      `address = "${socket}"`,
    ];
    writeFileSync(join(folder, 'config.toml'), config.join('\n'));
    state.daemon = spawn('containerd', ['-c', join(folder, 'config.toml')], { stdio: 'ignore' });
    while (spawnSync('ctr', ['-a', socket, 'version']).status !== 0) {
      if (state.daemon.exitCode !== null) throw new Error(`containerd ended with ${state.daemon.exitCode}`);
    }
    importImage();
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => state.daemon?.on('exit', resolve));
    state.daemon?.kill();
    await ended;
  });

  function importImage(): void {
    const layout = join(folder, 'layout');
    mkdirSync(join(layout, 'blobs', 'sha256'), { recursive: true });
    for (const bytes of [image.raw.bytes, image.config, ...image.layers])
      writeFileSync(join(layout, blobPath(digestOf(bytes))), bytes);
    const annotations = { 'org.opencontainers.image.ref.name': 'v1' };
    const manifests = [
      { mediaType: image.raw.mediaType, digest: image.raw.digest, size: image.raw.bytes.length, annotations },
    ];
    writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
    const tar = join(folder, 'image.tar');
    expect(spawnSync('tar', ['-C', layout, '-cf', tar, '.']).status).toBe(0);
    const words = ['-a', socket, 'images', 'import', '--no-unpack', '--base-name', 'docker.io/library/app', tar];
    expect(spawnSync('ctr', words, { encoding: 'utf8' })).toMatchObject({ status: 0 });
  }

  it('has no image of another name or in another namespace', async () => {
    const source = await open('nothing:v1');
    const elsewhere = await open('app:v1', { CONTAINERD_NAMESPACE: 'elsewhere' });

    await expect(source.resolve()).rejects.toMatchObject({ code: 'OCI_DAEMON_FAILED' });
    await expect(elsewhere.resolve()).rejects.toMatchObject({ code: 'OCI_DAEMON_FAILED' });
    await Promise.all([source.close(), elsewhere.close()]);
  });

  it('gives an image just as it was pulled', async () => {
    const source = await open('app:v1');
    const { digest, layers } = await source.resolve();
    const files: string[] = [];
    for await (const { content } of source.openLayers(layers))
      for await (const entry of readTar(content)) files.push(entry.path);
    await source.close();
    const path = join(folder, 'copied');
    const result = await copyImage(parseImagePlace('containerd:app:v1'), parseImagePlace(`oci-dir:${path}:v1`), {
      registry,
      env: { CONTAINERD_ADDRESS: socket },
    });

    expect([digest, result.digest]).toEqual([image.raw.digest, image.raw.digest]);
    expect(files).toEqual(['etc/os-release']);
    expect(existsSync(join(path, blobPath(image.raw.digest)))).toBe(true);
  });
});
