import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { hasProgram, runProgram } from '../../testing/programs.ts';
import { analyseDpkgList, analyseDpkgStatus } from './dpkg.ts';
import { analyseRelease } from './os-release.ts';

const FOLDER = '/var/lib/dpkg';
const isDebian = existsSync(join(FOLDER, 'status')) && hasProgram('dpkg-query');
const file = (path: string) => ({ path, bytes: readFileSync(`/${path}`) });

describe.skipIf(!isDebian)('the database of the system that runs this test (skipped without dpkg)', () => {
  it('is read as dpkg itself reads it', () => {
    const format = '${db:Status-Status}|${Package}|${Version}|${Architecture}|${source:Package}|${source:Version}\n';
    const theirs = runProgram('dpkg-query', ['-W', '-f', format], { cwd: '/' })
      .split('\n')
      .filter((line) => line.startsWith('installed|'))
      .map((line) => line.slice('installed|'.length));

    const { installed, problems } = analyseDpkgStatus(file('var/lib/dpkg/status'));

    const ours = installed?.packages.map(({ name, version, arch, source }) =>
      [name, version, arch, source?.name, source?.version].join('|'),
    );
    expect(problems).toBeUndefined();
    expect(ours?.toSorted()).toEqual(theirs.toSorted());
  });

  it('tells which package owns a program', () => {
    const lists = readdirSync(join(FOLDER, 'info')).filter((name) => /^dpkg(?::\w+)?\.list$/.test(name));

    const owned = lists.flatMap((name) => analyseDpkgList(file(`var/lib/dpkg/info/${name}`)).owned ?? []);

    expect(owned).toContain('usr/bin/dpkg');
  });

  it('belongs to a release that is told', () => {
    const release = analyseRelease(file('etc/os-release')).release;

    expect(release).toMatchObject({ id: expect.stringMatching(/^[a-z]+$/), rank: 2 });
  });
});
