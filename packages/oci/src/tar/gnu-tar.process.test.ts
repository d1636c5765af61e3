import { execFileSync, spawnSync } from 'node:child_process';
import {
  createReadStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  openSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';

import { readTar } from './read-tar.ts';

const hasGnuTar = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU tar') ?? false;
const folder = mkdtempSync(join(tmpdir(), 'sallyport-tar-'));
const LONG = `long/${'n'.repeat(90)}/${'m'.repeat(95)}.txt`;

function makeTree(): void {
  const root = join(folder, 'tree');
  mkdirSync(join(root, 'long', 'n'.repeat(90)), { recursive: true });
  writeFileSync(join(root, 'file'), 'content');
  writeFileSync(join(root, 'größe'), 'ü');
  writeFileSync(join(root, LONG), 'long');
  linkSync(join(root, 'file'), join(root, 'hard'));
  symlinkSync('file', join(root, 'soft'));
  writeFileSync(join(root, 'sparse'), '');
  truncateSync(join(root, 'sparse'), 3_000_000);
  const fd = openSync(join(root, 'sparse'), 'r+');
  for (let i = 0; i < 30; i++) writeSync(fd, `piece ${i}`, i * 90_000 + 1000);
  closeSync(fd);
}

async function read(args: string[]) {
  const file = join(folder, 'a.tar');
  execFileSync('tar', [
    '-C',
    join(folder, 'tree'),
    ...args,
    '-cf',
    file,
    'file',
    'größe',
    'hard',
    'soft',
    'sparse',
    ...(args.includes('--format=v7') ? [] : [LONG]),
  ]);
  const found: Record<string, string> = {};
  for await (const entry of readTar(createReadStream(file))) {
    const bytes = await entry.bytes(10_000_000);
    found[entry.path] = entry.linkPath ?? (entry.sizeBytes > 100 ? digestOf(bytes ?? '') : String(bytes));
  }
  return found;
}

describe.skipIf(!hasGnuTar)('archives of GNU tar', () => {
  beforeAll(makeTree);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    [['--format=v7']],
    [['--format=ustar']],
    [['--format=gnu']],
    [['--format=oldgnu', '--sparse']],
    [['--format=gnu', '--sparse']],
    [['--format=pax']],
    [['--format=pax', '--sparse', '--sparse-version=0.0']],
    [['--format=pax', '--sparse', '--sparse-version=0.1']],
    [['--format=pax', '--sparse', '--sparse-version=1.0']],
  ])('are read whole: %j', async (args) => {
    const sparse = digestOf(execFileSync('cat', [join(folder, 'tree', 'sparse')], { maxBuffer: 10_000_000 }));
    const found = await read(args);
    const long = args.includes('--format=v7') ? {} : { [LONG]: 'long' };

    expect(found).toEqual({ file: 'content', größe: 'ü', hard: 'file', soft: 'file', sparse, ...long });
  });
});
