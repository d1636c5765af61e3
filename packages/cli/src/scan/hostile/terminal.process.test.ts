import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { plant, whole } from '../../testing/planted.ts';
import { createSandbox } from '../../testing/run-cli.ts';
import type { Sandbox } from '../../testing/run-cli.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'main.ts');
const ESCAPE = '\u001b[';

function isWhole(report: string): boolean {
  return readFileSync(report, 'utf8').endsWith('\n}\n');
}

describe('sallyport scan, at its ends,', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
  });
  afterEach(() => box.remove());
  const writeMany = (count: number): string =>
    box.write(
      'many.env',
      plant(count, 71)
        .map((one) => `TOKEN=${whole(one)}\n`)
        .join(''),
    );

  it('leaves no half of a report at its name when it is killed while it writes it', async () => {
    writeMany(1500);
    const out = join(box.root, 'out');
    mkdirSync(out);

    const ran = await box.run(['scan', '.', '-q', '-o', `json=${out}/r.json`], {
      onStart: (child) => {
        const watcher = watch(out, () => child.kill('SIGKILL'));
        child.once('exit', () => watcher.close());
      },
    });

    const left = readdirSync(out);
    expect(ran.signal).toBe('SIGKILL');
    expect(left.filter((name) => !name.endsWith('.partial') && !isWhole(join(out, name)))).toEqual([]);
  });

  it('ends as it would have, without a word, when its reader goes away in the middle of a large report', () => {
    writeMany(400);

    const ran = spawnSync(
      'sh',
      ['-c', '{ "$1" "$2" scan . -q --format json; echo "$?" > ../code; } | head -n 1', 'sh', process.execPath, MAIN],
      {
        cwd: box.target,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: box.root, SALLYPORT_CACHE_DIR: box.cache },
      },
    );

    expect(ran.stderr).toBe('');
    expect(ran.stdout).toBe('{\n');
    expect(readFileSync(join(box.root, 'code'), 'utf8')).toBe('1\n');
  });

  it('waits for no end of standard input once it is interrupted', async () => {
    const child = spawn(process.execPath, [MAIN, 'scan', '-'], {
      cwd: box.target,
      env: { PATH: process.env['PATH'], HOME: box.root, SALLYPORT_CACHE_DIR: box.cache },
    });
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => {
      if (errors.length === 0) child.kill('SIGINT');
      errors.push(chunk);
    });
    child.stdin.write('some words, and no end\n');

    const code = await new Promise((resolve) => {
      child.on('close', resolve);
    });

    expect(code).toBe(130);
    expect(Buffer.concat(errors).toString()).toMatch(/interrupted; no report was left half-written\n$/);
  });

  it.each([
    ['a pipe alone', {}, [], false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, [], true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, [], false],
    ['NO_COLOR before FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, [], false],
    ['--color before NO_COLOR', { NO_COLOR: '1' }, ['--color', 'always'], true],
    ['CI', { CI: 'true' }, [], false],
  ])('colours its report as it is told: by %s', async (_, env, words, coloured) => {
    writeMany(1);

    const ran = await box.run(['scan', '.', ...words], { env });

    expect(ran.code).toBe(1);
    expect(ran.stdout.includes(ESCAPE)).toBe(coloured);
    expect(ran.stderr).toBe('Scanning .: a folder: its files\n');
  });

  it('puts no colour into a report that goes to a file', async () => {
    writeMany(1);

    await box.run(['scan', '.', '-q', '-o', 'table=../r.txt'], { env: { FORCE_COLOR: '1' } });

    expect(readFileSync(join(box.root, 'r.txt'), 'utf8')).not.toContain(ESCAPE);
  });
});
