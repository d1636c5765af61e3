import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { digestOf, seededRandom } from '@sallyport/kernel';
import { afterAll, describe, expect, it } from 'vitest';

import { openLayerCache } from './cache.ts';
import { decodeFacts, encodeFacts } from './facts.ts';
import type { LayerFacts } from './facts.ts';
import { collectPaths } from './path-set.ts';

const root = mkdtempSync(join(tmpdir(), 'layer-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

function factsWith(...paths: string[]): LayerFacts {
  const present = collectPaths();
  for (const path of paths) present.add(path);
  return {
    files: [['a', { packages: [{ ecosystem: 'npm', name: 'a', version: '1' }] }]],
    whiteouts: ['b'],
    opaque: [],
    modes: [],
    secrets: [],
    looked: { files: 1, bytes: 2, texts: 0 },
    skipped: [],
    present: present.done(),
  };
}

describe('facts of layers', () => {
  it('come back as they were kept', () => {
    const facts = factsWith('a', 'usr/bin/x');

    const again = decodeFacts(encodeFacts(facts));

    expect(again).toMatchObject({ files: facts.files, whiteouts: ['b'] });
    expect(['a', 'usr/bin/x', 'usr/bin', 'b'].map((path) => again?.present.has(path))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('are not taken from bytes that are none', () => {
    const whole = encodeFacts(factsWith('a'));

    for (const bytes of [
      Buffer.alloc(0),
      Buffer.alloc(20),
      whole.subarray(0, whole.length - 3),
      Buffer.from('\x02\0\0\0{}'),
    ])
      expect(decodeFacts(bytes)).toBeUndefined();
  });

  it('tell many paths apart', () => {
    const paths = Array.from({ length: 50_000 }, (_, index) => `usr/share/doc/${index % 97}/file-${index}`);
    const set = factsWith(...paths).present;

    expect(paths.every((path) => set.has(path))).toBe(true);
    expect(paths.filter((path) => set.has(`${path}x`))).toEqual([]);
  });
});

describe('the cache', () => {
  const digest = digestOf('layer');

  it('gives what was written, by digest and by what the facts depend on', () => {
    const cache = openLayerCache(root, 'rules 1', seededRandom(1));
    cache.write(digest, factsWith('a'));

    expect(openLayerCache(root, 'rules 1', seededRandom(2)).read(digest)?.whiteouts).toEqual(['b']);
    expect(openLayerCache(root, 'rules 2', seededRandom(2)).read(digest)).toBeUndefined();
    expect(cache.read(digestOf('other'))).toBeUndefined();
  });

  it('is for its owner only, and leaves no half of a file', () => {
    const cache = openLayerCache(join(root, 'private'), 'x', seededRandom(3));
    cache.write(digest, factsWith('a'));

    const folder = join(root, 'private', 'layers', readdirSync(join(root, 'private', 'layers'))[0] ?? '');
    expect(readdirSync(folder)).toEqual([`${digest.slice(7)}.facts`]);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('that cannot be written or was damaged is only a slower scan', () => {
    writeFileSync(join(root, 'file'), 'no folder');
    const cache = openLayerCache(join(root, 'file'), 'x', seededRandom(4));

    cache.write(digest, factsWith('a'));

    expect(cache.read(digest)).toBeUndefined();
  });
});
