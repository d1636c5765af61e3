import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createRegistry } from '../registry/create-registry.ts';
import { readTar } from '../tar/read-tar.ts';
import { makeImage } from '../testing/image.ts';
import { makeTar } from '../testing/tar.ts';
import { openImage } from './open-image.ts';
import { parseImagePlace } from './place.ts';

const hasPodman = process.getuid?.() === 0 && spawnSync('podman', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'sallyport-podman-'));
const socket = join(folder, 'podman.sock');
const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
const image = makeImage({ pack: (tar) => tar });

describe.skipIf(!hasPodman)('podman', () => {
  const state: { service?: ChildProcess } = {};
  const registry = createRegistry();

  beforeAll(async () => {
    const archive = join(folder, 'image.tar');
    const list = '[{"Config":"c.json","RepoTags":["registry.example/app:v1"],"Layers":["layer.tar"]}]';
    writeFileSync(
      archive,
      makeTar([
        { path: 'layer.tar', content: image.layers[0] ?? '' },
        { path: 'c.json', content: image.config },
        { path: 'manifest.json', content: list },
      ]),
    );
    const loaded = spawnSync('podman', [...storage, 'load', '-q', '-i', archive], { encoding: 'utf8' });
    if (loaded.status !== 0) throw new Error(`podman takes no archive of ours: ${loaded.stderr}`);
    state.service = spawn('podman', [...storage, 'system', 'service', '--time=0', `unix://${socket}`], {
      stdio: 'ignore',
    });
    await appears(socket, state.service);
  });
  afterAll(async () => {
    registry.close();
    const ended = new Promise((resolve) => state.service?.on('exit', resolve));
    state.service?.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives an image by its own API and by the one of Docker', async () => {
    for (const [place, variable] of [
      ['podman:registry.example/app:v1', 'CONTAINER_HOST'],
      ['docker:registry.example/app:v1', 'DOCKER_HOST'],
    ] as const) {
      const source = await openImage(parseImagePlace(place), { registry, env: { [variable]: `unix://${socket}` } });
      const { layers, config } = await source.resolve();
      const files: string[] = [];
      for await (const { content } of source.openLayers(layers)) {
        for await (const entry of readTar(content)) files.push(entry.path);
      }

      expect(files).toEqual(['etc/os-release']);
      expect(config.user).toBe('app');
    }
  });

  it('says that it has no image of another name', async () => {
    const env = { CONTAINER_HOST: `unix://${socket}` };

    await expect(openImage(parseImagePlace('podman:nothing:v1'), { registry, env })).rejects.toMatchObject({
      code: 'OCI_DAEMON_FAILED',
    });
  });
});

/** Waits for the socket that a service makes, or for the end of the service. */
function appears(path: string, service: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const watcher = watch(dirname(path), () => done());
    const done = (): void => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    };
    service.on('exit', (code) => {
      watcher.close();
      reject(new Error(`podman ended with ${code}`));
    });
    // It may have been there before the watching began.
    done();
  });
}
