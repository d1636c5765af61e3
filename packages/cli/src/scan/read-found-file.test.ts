import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readFoundFile } from './read-found-file.ts';

describe('a file that is read because of its name', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-found-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['a FIFO', (path: string) => spawnSync('mkfifo', [path])],
    ['a link to a device without an end', (path: string) => symlinkSync('/dev/zero', path)],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('is refused where it is %s', (_, make) => {
    const path = join(folder, 'sallyport.yaml');
    make(path);

    expect(() => readFoundFile(path)).toThrow(/no regular file/);
  });

  it('is refused where it is larger than what is read', () => {
    const path = join(folder, 'sallyport.yaml');
    writeFileSync(path, 'abc');

    expect(() => readFoundFile(path, 2)).toThrow(/it has 3 bytes, and at most 2 are read/);
  });

  it('is nothing where there is none, and its text where there is one', () => {
    const path = join(folder, 'sallyport.yaml');
    writeFileSync(path, 'abc');

    expect([readFoundFile(join(folder, 'none')), readFoundFile(join(path, 'below'))]).toEqual([undefined, undefined]);
    expect(readFoundFile(path, 3)).toBe('abc');
  });
});
