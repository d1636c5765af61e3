import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../testing/has-git.ts';
import { plant, whole } from '../testing/planted.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

describe.skipIf(!hasGit)('the pre-commit hook', () => {
  let box: Sandbox;
  const [first = '', second = ''] = plant(2, 11).map(whole);
  beforeEach(async () => {
    box = createSandbox();
    box.git('init', '-q');
    box.write('a.env', 'TOKEN=none\n');
    box.write('b.txt', 'b');
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'begin');
    await box.run(['hook', 'install']);
    const bin = join(box.root, 'bin');
    mkdirSync(bin);
    const main = join(import.meta.dirname, '..', 'main.ts');
    writeFileSync(join(bin, 'sallyport'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(join(bin, 'sallyport'), 0o755);
  });
  afterEach(() => box.remove());

  const commit = (...words: string[]) => {
    const env = {
      ...process.env,
      PATH: [join(box.root, 'bin'), process.env['PATH']].join(delimiter),
      SALLYPORT_CACHE_DIR: box.cache,
    };
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@team.example'];
    return spawnSync('git', [...who, 'commit', '-q', '-m', 'change', ...words], {
      cwd: box.target,
      env,
      encoding: 'utf8',
    });
  };

  it('stops a commit that brings a secret, and says why', () => {
    box.write('a.env', `TOKEN=${first}\n`);
    box.git('add', '-A');

    const ran = commit();

    expect(ran.status).not.toBe(0);
    expect(ran.stderr).toContain('a.env:1');
    expect(ran.stderr).not.toContain(first);
  });

  it.each([
    ['all of it', ['-a']],
    ['a named file', ['a.env']],
  ])('stops one that stages %s by itself', (_, words) => {
    box.write('a.env', `TOKEN=${second}\n`);

    expect(commit(...words).status).not.toBe(0);
  });

  it.each([
    ['a FIFO', (path: string) => spawnSync('mkfifo', [path])],
    ['a link to nowhere', (path: string) => symlinkSync('/nowhere/hook', path)],
    ['a folder', (path: string) => mkdirSync(path)],
    ['the hook of another tool', (path: string) => writeFileSync(path, '#!/bin/sh\n')],
  ])('leaves %s where it is', async (_, make) => {
    const path = join(box.target, '.git', 'hooks', 'pre-commit');
    rmSync(path);
    make(path);

    const ran = await box.run(['hook', 'install']);

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/^sallyport: there is already a hook at .+\n {2}Add the line .+\n$/);
  });

  it('says with the line for the hook of another tool what lets a commit through that only removes files', async () => {
    const path = join(box.target, '.git', 'hooks', 'pre-commit');
    writeFileSync(path, '#!/bin/sh\n');
    const { stderr } = await box.run(['hook', 'install']);
    const line = /`(?<line>[^`]+)`/.exec(stderr)?.groups?.['line'] ?? '';
    writeFileSync(path, `#!/bin/sh\n${line.replace('npx --no-install ', '')}\n`);

    rmSync(join(box.target, 'b.txt'));
    const removing = commit('-a');
    box.write('a.env', `TOKEN=${first}\n`);
    const bringing = commit('-a');

    expect([removing.status, bringing.status]).toEqual([0, 1]);
  });

  it("replaces another tool's hook only by force, and a link without touching what it leads to", async () => {
    const path = join(box.target, '.git', 'hooks', 'pre-commit');
    const theirs = box.write('../theirs', 'theirs');
    rmSync(path);
    symlinkSync(theirs, path);

    const ran = await box.run(['hook', 'install', '--force']);

    expect([ran.code, readFileSync(theirs, 'utf8')]).toEqual([0, 'theirs']);
    expect(readFileSync(path, 'utf8')).toContain('sallyport scan --staged');
  });

  it('names the file that husky runs, since husky writes its own anew', async () => {
    box.git('config', 'core.hooksPath', '.husky/_');

    const ran = await box.run(['hook', 'install']);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/Add the line .+ to \.husky\/pre-commit/);
  });

  it('lets a clean commit through, and one that only removes a file', () => {
    box.write('b.txt', 'c');
    const clean = commit('-a');
    rmSync(join(box.target, 'b.txt'));
    const removing = commit('-a');

    expect([clean.status, removing.status]).toEqual([0, 0]);
    expect([clean.stderr, removing.stderr]).toEqual(['', '']);
  });
});
