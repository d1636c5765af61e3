import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { dockerRegistryProgram, startDockerRegistry, startRegistryFake } from '@sallyport/mocks';

import { makeImage } from '../testing/image.ts';
import { bytesContent, createRegistry } from './create-registry.ts';

const CHILD = join(import.meta.dirname, '..', 'testing', 'child.ts');
const WRITERS = 50;
const folder = mkdtempSync(join(tmpdir(), 'sallyport-writers-'));
const program = dockerRegistryProgram();
const image = makeImage();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Fifty machines: a process each, with a home and a temporary folder of its own, all at once. */
async function attachFromEverywhere(repository: string): Promise<void> {
  const { digest, bytes, mediaType } = image.raw;
  const runs = Array.from({ length: WRITERS }, (_, i) => {
    const home = join(folder, `machine-${i}`);
    mkdirSync(join(home, 'tmp'), { recursive: true });
    const words = [CHILD, 'attach', repository, digest, String(bytes.length), mediaType, `from machine ${i}`];
    return new Promise<number | null>((resolve) => {
      const env = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: join(home, 'tmp') };
      spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'inherit'] }).on('exit', resolve);
    });
  });
  const codes = await Promise.all(runs);
  expect(codes).toEqual(Array.from({ length: WRITERS }, () => 0));
}

async function writersFound(host: string): Promise<Set<string | undefined>> {
  const repository = `${host}/team/app`;
  const registry = createRegistry();
  try {
    for (const blob of [image.config, ...image.layers]) await registry.pushBlob(repository, bytesContent(blob));
    await registry.putManifest(repository, 'v1', image.raw);
    await attachFromEverywhere(repository);
    const { descriptors, via, complete } = await registry.referrers(repository, image.raw.digest);
    expect([via, complete]).toEqual(['tags', true]);
    return new Set(descriptors.map(({ annotations }) => annotations?.['text']));
  } finally {
    registry.close();
  }
}

// A machine with many other things to do takes its time with fifty processes.
const timeout = 400_000;

describe('fifty processes that attach to one image at the same time', () => {
  it('are all found in a registry without the referrers API', { timeout }, async () => {
    const fake = await startRegistryFake({ referrersApi: false });

    expect((await writersFound(fake.host)).size).toBe(WRITERS);
    await fake.close();
  });

  it.skipIf(program === undefined)('are all found in docker-registry', { timeout }, async () => {
    const running = await startDockerRegistry(program ?? '');

    expect((await writersFound(running.host)).size).toBe(WRITERS);
    await running.stop();
  });
});
