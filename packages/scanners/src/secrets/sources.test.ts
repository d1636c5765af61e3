import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { makeZip } from '../files/archive/testing.ts';
import { scan } from './scan.ts';

/** A clock on which every question takes a second, so that the scan looks up after each file. */
function slowClock(): Clock {
  let now = 0;
  return { now: () => now, monotonic: () => (now += 1000) };
}

const random = seededRandom(23);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const token = (): string => `gh${'p_'}${Array.from({ length: 36 }, () => LETTERS.charAt(random.below(62))).join('')}`;

describe('a folder that changes while it is scanned', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sources-'));
    for (const path of ['a.txt', 'b.txt', 'c.txt', 'd/e.txt', 'f/g.txt']) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), `x = ${token()}\n`);
    }
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Scans the folder, and changes it when the first file was looked at. */
  async function scanWhile(
    change: () => void,
    signal = new AbortController().signal,
    onFiles: (files: number) => void = () => undefined,
  ) {
    let changed = false;
    const onProgress = (files: number): void => {
      onFiles(files);
      if (!changed) change();
      changed = true;
    };
    const target = { kind: 'dir', given: '.', root } as const;
    const { sightings, coverage } = await scan({
      target,
      clock: slowClock(),
      signal,
      offline: true,
      onProgress,
      options: {},
    });
    return {
      paths: sightings.map(({ location }) => location.path),
      looked: coverage.looked['files'],
      skipped: coverage.skipped.map(({ reason, examples }) => `${reason} ${examples.join()}`),
    };
  }

  it.each([
    ['a folder', []],
    ['a large file', [['0.log', Buffer.alloc(40 * 1024 * 1024, 'some words, ')]]],
    ['a large archive', [['0.zip', makeZip(['a', 'b', 'c'].map((path) => ({ path, bytes: Buffer.from('words') })))]]],
  ] as const)('stops when it is told to, in the middle of %s', async (_, files) => {
    for (const [path, bytes] of files) writeFileSync(join(root, path), bytes);
    const abort = new AbortController();
    let asked = 0;
    const change = (): void => {
      asked += 1;
      abort.abort();
    };

    await expect(scanWhile(change, abort.signal)).rejects.toThrow(/abort/i);
    expect(asked).toBe(1);
  });

  it('looks up between the pieces of a large file and the entries of an archive', async () => {
    writeFileSync(join(root, '0.log'), Buffer.alloc(40 * 1024 * 1024, 'some words, '));
    writeFileSync(join(root, '0.zip'), makeZip(['a', 'b', 'c'].map((path) => ({ path, bytes: Buffer.from('words') }))));
    const seen: number[] = [];

    await scanWhile(
      () => undefined,
      undefined,
      (files) => seen.push(files),
    );

    // Once for each file, and beside them twice in the large one and three times in the archive.
    expect(seen.length).toBe(7 + 2 + 3);
  });

  it('counts what vanished since it was listed, and finds all else', async () => {
    const { paths, looked, skipped } = await scanWhile(() => {
      unlinkSync(join(root, 'b.txt'));
      rmSync(join(root, 'd'), { recursive: true });
    });

    expect(paths).toEqual(['a.txt', 'c.txt', 'f/g.txt']);
    expect(looked).toBe(3);
    expect(skipped).toEqual(['vanished b.txt,d']);
  });

  it('follows no link that took the place of a file, and opens no folder that did', async () => {
    const { paths, skipped } = await scanWhile(() => {
      unlinkSync(join(root, 'b.txt'));
      symlinkSync('/etc/passwd', join(root, 'b.txt'));
      unlinkSync(join(root, 'c.txt'));
      mkdirSync(join(root, 'c.txt'));
    });

    expect(paths).toEqual(['a.txt', 'd/e.txt', 'f/g.txt']);
    expect(skipped).toEqual(['symlink-loop b.txt', 'unsupported c.txt']);
  });

  it('looks at what a file holds when it is its turn', async () => {
    const { paths } = await scanWhile(() => writeFileSync(join(root, 'c.txt'), 'nothing any more\n'));

    expect(paths).toEqual(['a.txt', 'b.txt', 'd/e.txt', 'f/g.txt']);
  });
});
