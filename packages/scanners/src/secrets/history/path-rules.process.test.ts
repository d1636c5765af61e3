import { identify } from '@sallyport/findings';
import { seededRandom } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../../git/testing.ts';
import { makeScannedRepository } from '../testing/scanned-repository.ts';
import type { ScannedRepository } from '../testing/scanned-repository.ts';

describe.skipIf(!hasGit)('files of a history that their path alone gives away', () => {
  let repository: ScannedRepository;
  beforeEach(() => {
    repository = makeScannedRepository();
  });
  afterEach(() => repository.remove());
  /** Every path of every commit that ends so, as git tells it, with the first commit that has it. */
  const byGit = (endings: RegExp): Map<string, string> => {
    const found = new Map<string, string>();
    for (const commit of repository.git('rev-list', '--all', '--reverse', '--topo-order').split('\n'))
      for (const path of repository.git('ls-tree', '-r', '--name-only', commit).split('\n'))
        if (endings.test(path) && !found.has(path)) found.set(path, commit);
    return found;
  };
  const byScan = async (rule: string, options: { readonly cached?: boolean }) =>
    new Map(
      (await repository.sightings(options))
        .filter((sighting) => sighting.rule === rule && sighting.location.commit !== undefined)
        .map(({ location }) => [location.path, location.commit?.sha]),
    );

  it('are found where they were, with the commit that brought them, renamed and deleted ones too', async () => {
    repository.write('keys/deploy.p10', 'content that stays the same\n');
    for (let n = 0; n < 30; n++) repository.write(`keys/other-${n}.txt`, `${n}`);
    repository.commit('start');
    repository.git('mv', 'keys/deploy.p10', 'keys/deploy.p12');
    const guilty = repository.commit('rename');
    repository.git('rm', '-q', '-r', 'keys');
    repository.write('a.txt', 'x');
    repository.commit('away');
    repository.git('gc', '--quiet', '--aggressive');

    const found = await repository.sightings({ cached: true });

    expect(found).toMatchObject([
      { rule: 'pkcs12-file', location: { path: 'keys/deploy.p12', commit: { sha: guilty } } },
    ]);
    expect(await repository.sightings({ cached: true })).toEqual(found);
  });

  it('and their file in the work tree are one finding', async () => {
    repository.write('keys/deploy.p12', 'x\n');
    repository.commit('start');

    const findings = identify(await repository.sightings());

    expect(findings.map(({ rule, occurrences }) => [rule, occurrences.length])).toEqual([['pkcs12-file', 2]]);
  });

  it.each([1, 2, 3])('are those that git lists, at a first scan and over many (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const pick = (list: readonly string[]): string => list[random.below(list.length)] ?? '';
    for (let n = 0; n < 12; n++) {
      for (let change = 0; change < 3; change++)
        repository.write(
          `${pick(['', 'a/', 'a/b/', 'c/'])}${pick(['x', 'y.p', 'z.p1'])}${pick(['.p12', '.pfx', '.p1', '.txt', '2'])}`,
          `${random.below(4)}\n`,
        );
      if (random.below(3) === 0) repository.git('rm', '-q', '-r', '--ignore-unmatch', pick(['a', 'c', 'x.p12']));
      repository.commit(`commit ${n}`);
      if (random.below(4) === 0) repository.git('gc', '--quiet', '--aggressive');
      if (random.below(2) === 0) await repository.sightings({ cached: true });
    }
    const expected = byGit(/[^/]\.(?:p12|pfx)$/);

    expect(await byScan('pkcs12-file', {})).toEqual(expected);
    expect(await byScan('pkcs12-file', { cached: true })).toEqual(expected);
  });

  it('are found by rules whose paths have no fixed end too', async () => {
    repository.write('vault/of/keys', 'x');
    repository.write('.gitleaks.toml', `[[rules]]\nid = "place"\npath = '''^vault/'''\n`);
    const guilty = repository.commit('start');
    repository.git('rm', '-q', '-r', 'vault');
    repository.commit('away');

    expect(await byScan('place', {})).toEqual(new Map([['vault/of/keys', guilty]]));
  });
});
