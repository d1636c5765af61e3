import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fixedClock } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ScanContext, ScannerResult } from '../scanner.ts';
import { openCleanFiles } from './clean-files.ts';
import type { CleanFiles } from './clean-files.ts';
import { scan } from './scan.ts';

const stamp = { inode: 7, sizeBytes: 100, modifiedMs: 1000, changedMs: 1000 };
const LONG_AFTER = 1_000_000;
const token = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');

/** A folder for each test, by its name. */
function eachInFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'clean-'));
    mkdirSync(join(folder, 'target'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  return () => folder;
}

describe('what is known to be clean', () => {
  const folder = eachInFolder();

  const open = (rulesDigest = 'rules', nowMs = LONG_AFTER): CleanFiles =>
    openCleanFiles({ cacheDir: join(folder(), 'cache'), root: '/target', rulesDigest, nowMs });

  const keep = (path: string, nowMs = LONG_AFTER): void => {
    const clean = open('rules', nowMs);
    clean.add(path, stamp);
    clean.keep();
  };

  it.each([
    ['another inode', { ...stamp, inode: 8 }],
    ['another size', { ...stamp, sizeBytes: 101 }],
    ['another time of modification', { ...stamp, modifiedMs: 1001 }],
    ['another time of change', { ...stamp, changedMs: 1000.5 }],
    ['no file any more', undefined],
  ])('counts nothing with %s', (_, other) => {
    keep('a.txt');

    expect(open().has('a.txt', () => other)).toBeUndefined();
  });

  it('counts nothing for another path, other rules, and a file that changed shortly before it was read', () => {
    keep('a.txt');
    keep('b.txt', stamp.changedMs + 2999);

    expect(open().has('c.txt', () => stamp)).toBeUndefined();
    expect(open('others').has('a.txt', () => stamp)).toBeUndefined();
    expect(open().has('b.txt', () => stamp)).toBeUndefined();
  });

  it('counts nothing where the cache is damaged', () => {
    keep('a.txt');
    const files = join(folder(), 'cache', 'files');
    for (const name of readdirSync(files)) {
      const path = join(files, name);
      writeFileSync(path, readFileSync(path).subarray(0, -1));
    }

    expect(open().has('a.txt', () => stamp)).toBeUndefined();
  });

  it('counts with the same stamp, and goes on to count', () => {
    keep('a.txt');
    const second = open();

    expect(second.has('a.txt', () => stamp)).toEqual(stamp);
    second.keep();
    expect(open().has('a.txt', () => stamp)).toEqual(stamp);
  });
});

describe('a second scan of a folder', () => {
  const folder = eachInFolder();

  const scanAgain = (): Promise<ScannerResult> => {
    const context: ScanContext = {
      target: { kind: 'dir', given: 'target', root: join(folder(), 'target') },
      clock: fixedClock(Date.now() + 60_000),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      cacheDir: join(folder(), 'cache'),
      offline: true,
      options: {},
    };
    return scan(context);
  };

  const write = (name: string, text: string): void => writeFileSync(join(folder(), 'target', name), text);

  it('finds a secret that took the place of other text of the same length, with the time of modification set back', async () => {
    const line = `const value = '${'x'.repeat(token.length)}';\n`;
    write('a.js', line);
    await scanAgain();
    utimesSync(join(folder(), 'target', 'a.js'), 1000, 1000);
    await scanAgain();
    write('a.js', `const value = '${token}';\n`);
    utimesSync(join(folder(), 'target', 'a.js'), 1000, 1000);

    const { sightings } = await scanAgain();

    expect(sightings.map(({ rule }) => rule)).toEqual(['github-personal-access-token']);
  });

  it('reports again what it found, and counts what it did not read again as looked at', async () => {
    write('a.js', `const value = '${token}';\n`);
    write('b.js', 'const other = 1;\n');
    const first = await scanAgain();

    const second = await scanAgain();

    expect(first.sightings).toHaveLength(1);
    expect(second.sightings).toEqual(first.sightings);
    expect(second.coverage.looked).toEqual(first.coverage.looked);
  });

  it('sees a suppression that a file without findings holds', async () => {
    write('a.js', '// sallyport\u003aignore secrets reason=none left until=2999-01-01\n');
    const first = await scanAgain();

    const second = await scanAgain();

    expect(second.suppressions).toEqual(first.suppressions);
    expect(second.suppressions).not.toEqual([]);
  });
});
