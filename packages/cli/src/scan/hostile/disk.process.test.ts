import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { plant, whole } from '../../testing/planted.ts';
import { createSandbox } from '../../testing/run-cli.ts';
import type { Sandbox } from '../../testing/run-cli.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'main.ts');

/** A file system of 64 KiB that only the command sees, at `$1`; it goes when the command ends. */
const mounted = (script: string): string[] => [
  '-m',
  'sh',
  '-c',
  `mount -t tmpfs -o size=64k tmpfs "$1" && ${script}`,
  'sh',
];
/** Whether this user may mount. */
const mayMount = spawnSync('unshare', [...mounted('true'), '/mnt']).status === 0;

describe.skipIf(!mayMount)('sallyport scan, on a disk that is full,', () => {
  let box: Sandbox;
  let disk: string;
  beforeEach(() => {
    box = createSandbox();
    disk = join(box.root, 'disk');
    mkdirSync(disk);
    box.write(
      'many.env',
      plant(400, 41)
        .map((one) => `TOKEN=${whole(one)}\n`)
        .join(''),
    );
  });
  afterEach(() => box.remove());

  const run = (script: string, env: Record<string, string> = {}) =>
    spawnSync('unshare', [...mounted(script), disk, process.execPath, MAIN], {
      cwd: box.target,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: join(box.root, 'home'), SALLYPORT_CACHE_DIR: box.cache, ...env },
    });

  it('says that it cannot write the report, ends with 5, and leaves the old report and nothing else', () => {
    const ran = run(
      'echo old > "$1/r.json"; "$2" "$3" scan . -q -o json="$1/r.json"; echo "code $?"; ls -A "$1"; cat "$1/r.json"',
    );

    expect(ran.stderr).toBe(
      `sallyport: cannot write ${disk}/r.json: the disk is full\n  Check that the folder exists, is writable and has room.\n`,
    );
    expect(ran.stdout).toBe('code 5\nr.json\nold\n');
  });

  it.each([
    ['a file', '"$1/r.json"'],
    ['a device', '/dev/full'],
  ])('says that standard output, %s, takes no more, and ends with 5', (_, place) => {
    const ran = run(`"$2" "$3" scan . -q --json > ${place}; echo "code $?"`);

    expect(ran.stderr).toBe(
      'sallyport: cannot write standard output: the disk is full\n  Check that the folder exists, is writable and has room.\n',
    );
    expect(ran.stdout).toBe('code 5\n');
  });

  it('scans all the same where only its cache has no room', () => {
    const ran = run('"$2" "$3" scan . -q -o json=../r.json > ../table; echo "code $?"; find "$1" -name "*.partial"', {
      SALLYPORT_CACHE_DIR: disk,
    });

    expect(ran.stderr).toBe('');
    expect(ran.stdout).toBe('code 1\n');
  });
});
