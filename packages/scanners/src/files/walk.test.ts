import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SkipCounter } from '@sallyport/findings';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openRegular } from './read.ts';
import { walkFiles } from './walk.ts';

/** Whether the file system takes any bytes for a name. */
const takesBytes = process.platform === 'linux';

describe('walkFiles', () => {
  let root: string;
  let skips: SkipCounter;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'walk-'));
    skips = new SkipCounter();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (path: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), path);
  };
  const paths = (): string[] => Array.from(walkFiles({ root, skips }), (file) => file.path);
  const skipped = (): [string, readonly string[]][] => skips.list().map(({ reason, examples }) => [reason, examples]);

  it('counts a folder that vanishes after it was listed, and goes on', () => {
    for (const path of ['a.txt', 'gone/b.txt', 'left/c.txt']) write(path);
    const walk = walkFiles({ root, skips });

    const first = walk.next();
    rmSync(join(root, 'gone'), { recursive: true });
    const rest = Array.from(walk, (file) => file.path);

    expect(first.value).toMatchObject({ path: 'a.txt' });
    expect(rest).toEqual(['left/c.txt']);
    expect(skipped()).toEqual([['vanished', ['gone']]]);
  });

  it('lists a file that vanishes before it is opened, and opening says so', () => {
    write('a.txt');

    const [file] = walkFiles({ root, skips });
    unlinkSync(join(root, 'a.txt'));

    expect(openRegular(file?.absolute ?? '')).toBe('vanished');
  });

  it('follows no link that took the place of a file', () => {
    write('a.txt');

    const [file] = walkFiles({ root, skips });
    unlinkSync(join(root, 'a.txt'));
    symlinkSync('/dev/zero', join(root, 'a.txt'));

    expect(openRegular(file?.absolute ?? '')).toBe('symlink-loop');
  });

  it('counts what is no file: loops, links to nothing and to the outside, FIFOs', () => {
    write('in/a.txt');
    symlinkSync('..', join(root, 'in/up'));
    symlinkSync('round', join(root, 'round'));
    symlinkSync('/', join(root, 'out'));
    symlinkSync('nowhere', join(root, 'dangling'));
    symlinkSync('in/a.txt', join(root, 'inside'));
    spawnSync('mkfifo', [join(root, 'pipe')]);

    const found = paths();

    expect(found).toEqual(['in/a.txt']);
    expect(skipped().toSorted()).toEqual([
      ['outside-target', ['out']],
      ['symlink-loop', ['round', 'in/up']],
      ['unsupported', ['pipe']],
      ['vanished', ['dangling']],
    ]);
  });

  it('stops at folders that nest too deep, and says where', () => {
    write('a/b/c/d.txt');
    write('a/e.txt');

    const found = Array.from(walkFiles({ root, skips, maxDepth: 2 }), (file) => file.path);

    expect(found).toEqual(['a/e.txt']);
    expect(skipped()).toEqual([['too-deep', ['a/b/c']]]);
  });

  it.skipIf(!takesBytes)('opens each file once whose name, or whose folder, is no valid UTF-8', () => {
    const bytes = (text: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(text, 'latin1')]);
    mkdirSync(bytes('caf\xe9'));
    for (const name of ['caf\xe9/menu.txt', 'a\xff', 'a\xfe', 'plain']) writeFileSync(bytes(name), name, 'latin1');
    symlinkSync('caf\xe9', bytes('link\xe9'));

    const files = [...walkFiles({ root, skips })];

    expect(files.map((file) => readFileSync(file.absolute, 'latin1')).toSorted()).toEqual(
      ['a\xfe', 'a\xff', 'caf\xe9/menu.txt', 'plain'].toSorted(),
    );
    expect(files.at(-1)?.path).toBe('caf\uFFFD/menu.txt');
  });

  it('gives every path of a tree once, in an order that does not depend on the file system', () => {
    for (const path of ['z.txt', 'b/y.txt', 'b/a.txt', 'a/q.txt']) write(path);

    expect(paths()).toEqual(['z.txt', 'a/q.txt', 'b/a.txt', 'b/y.txt']);
  });
});
