import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { identify } from '@sallyport/findings';
import { seededRandom } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../../git/testing.ts';
import { filled } from '../rules/cases.ts';
import { makeScannedRepository } from '../testing/scanned-repository.ts';
import type { ScannedRepository } from '../testing/scanned-repository.ts';

const token = (seed: number): string => filled('ghp_{alnum*36}', seededRandom(seed));

describe.skipIf(!hasGit)('secrets of a history that stand in no plain file', () => {
  let repository: ScannedRepository;
  beforeEach(() => {
    repository = makeScannedRepository();
  });
  afterEach(() => repository.remove());
  const places = async (cached = true) =>
    (await repository.sightings({ cached })).map(({ rule, location }) => [
      rule,
      location.object,
      location.path,
      location.range?.start.line,
      location.commit?.sha,
    ]);

  it('are found in messages of commits and tags, and told again by the next scan', async () => {
    repository.write('a.txt', 'start');
    repository.commit('start');
    const guilty = repository.commit(`Deploy\n\nwith ${token(1)}`);
    repository.git('tag', '-a', 'v1', '-m', `Release\n\nuse ${token(2)}`);
    const tag = repository.git('rev-parse', 'v1');
    const expected = [
      ['github-personal-access-token', 'commit', 'commit message', 3, guilty],
      ['github-personal-access-token', 'tag', 'tag message', 3, tag],
    ];

    expect((await places()).toSorted()).toEqual(expected);
    expect((await places()).toSorted()).toEqual(expected);
    const later = repository.commit(`Again ${token(3)}`);
    expect((await places()).toSorted()).toEqual(
      [...expected, ['github-personal-access-token', 'commit', 'commit message', 1, later]].toSorted(),
    );
  });

  it('are found in the name and address of who wrote a commit, once for each commit that bears it', async () => {
    repository.write('a.txt', 'start');
    const author = `x <${token(4)}@team.example>`;
    repository.git('add', '-A');
    repository.git('commit', '--quiet', '--message', 'start', '--author', author);
    const guilty = repository.git('rev-parse', 'HEAD');

    expect(await places()).toEqual([['github-personal-access-token', 'commit', 'commit author', 1, guilty]]);
  });

  it('are shown nowhere: not beside other findings of their commit, and not in what is kept', async () => {
    repository.write('a.env', `TOKEN=${token(5)}\n`);
    repository.git('add', '-A');
    const author = `${token(7)} <a@team.example>`;
    repository.git('commit', '--quiet', '--message', `Use ${token(6)}`, '--author', author);

    const found = await repository.sightings({ cached: true });

    const kept = readdirSync(join(repository.cacheDir, 'history')).map((name) =>
      readFileSync(join(repository.cacheDir, 'history', name), 'latin1'),
    );
    const told = JSON.stringify(identify(found)) + kept.join('');
    expect(found.map(({ location }) => location.path).toSorted()).toEqual([
      'a.env',
      'a.env',
      'commit author',
      'commit message',
    ]);
    for (const value of [token(5), token(6), token(7)])
      for (let at = 4; at + 8 <= value.length; at++) expect(told).not.toContain(value.slice(at, at + 8));
    expect(found.find(({ location }) => location.path === 'commit message')?.location.commit).toMatchObject({
      author: 'withheld',
      email: 'withheld',
    });
  });

  it('are found in files of UTF-16, as in the work tree', async () => {
    repository.write('old.ini', Buffer.from(`\uFEFFtoken=${token(8)}\n`, 'utf16le'));
    const guilty = repository.commit('start');
    repository.write('old.ini', 'x');
    repository.commit('away');

    expect(await places()).toEqual([['github-personal-access-token', undefined, 'old.ini', 1, guilty]]);
  });
});
