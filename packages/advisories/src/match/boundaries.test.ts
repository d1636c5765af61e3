import { ecosystems, makePackage } from '@sallyport/inventory';
import type { Ecosystem, VersionScheme } from '@sallyport/inventory';
import { afterEach, describe, expect, it } from 'vitest';

import { databaseOf } from '../testing/database-of.ts';
import { osvRecord } from '../testing/osv-record.ts';
import { temporaries } from '../testing/temporaries.ts';
import { matchPackages } from './match.ts';

/** Per order of versions: just below and at where a flaw begins, just below and at where it ends, just above. */
const VERSIONS: Readonly<Record<VersionScheme, readonly [string, string, string, string, string]>> = {
  semver: ['1.2.3-rc.1', '1.2.3', '1.3.0-beta', '1.3.0', '1.3.1'],
  pypi: ['1.2rc1', '1.2', '1.3rc1', '1.3', '1.3.post1'],
  maven: ['2.9-rc1', '2.9', '2.10-rc1', '2.10', '2.10.1'],
  go: ['v1.6.4-0.20200101000000-abcdefabcdef', '1.6.4', 'v1.7.0-rc.1', '1.7.0', 'v1.7.1'],
  rubygems: ['6.1.rc1', '6.1', '6.2.rc1', '6.2', '6.2.1'],
  packagist: ['5.4.0-RC1', '5.4.0', '5.5.0-RC1', '5.5.0', '5.5.1'],
  nuget: ['13.0.1-beta1', '13.0.1', '13.0.2-beta1', '13.0.2', '13.0.2.1'],
  cran: ['1.0-1', '1.0-2', '1.0-3', '1.0-4', '1.0-4.1'],
  numeric: ['1.0.9', '1.1', '1.1.9', '1.2', '1.2.0.1'],
  bitnami: ['1.10.12-9', '1.10.13', '1.10.13-9', '1.10.14', '1.10.14-1'],
  debian: ['1.0-1~rc1', '1.0-1', '1.0-2~rc1', '1.0-2', '1.0-2.1'],
  alpine: ['1.2_rc1-r0', '1.2-r0', '1.2-r1', '1.2-r2', '1.2-r10'],
  rpm: ['1.0-1.el9_1', '1.0-1.el9_2', '1.0-2.el9_1', '1.0-2.el9_2', '1.0-2.el9_10'],
};

const NAMES: Readonly<Record<string, string>> = {
  Maven: 'group.example:name',
  Packagist: 'vendor/name',
  Go: 'x.example/name',
  SwiftURL: 'git.example/owner/name',
  'GitHub Actions': 'owner/name',
};

/** Distributions that roll on have no release. */
const ROLLING: ReadonlySet<string> = new Set(['Wolfi', 'Chainguard', 'MinimOS']);

function nameOf({ name, released }: Ecosystem): string {
  return released && !ROLLING.has(name) ? `${name}:9` : name;
}

describe('the boundaries of a range', () => {
  const made = temporaries();
  afterEach(() => made.cleanUp());

  it.each(ecosystems().map((each) => [each.name, each] as const))('hold in %s', async (base, found) => {
    const ecosystem = nameOf(found);
    const name = NAMES[base] ?? 'name';
    const versions = VERSIONS[found.scheme];
    const [, from, , to] = versions;
    const range = (id: string, end: Record<string, string>) =>
      osvRecord({ id, ecosystem, name, events: [{ introduced: from }, end] });
    const records = { [base]: [range('X-1', { fixed: to }), range('X-2', { last_affected: to })] };
    const database = await databaseOf(made.folder(), records);

    const { matches } = matchPackages(
      database,
      versions.map((version) => makePackage({ ecosystem, name, version })),
    );
    database.close();

    const hit = (wanted: string): boolean[] =>
      versions.map((version) => matches.some(({ id, package: each }) => id === wanted && each.version === version));
    expect(hit('X-1')).toEqual([false, true, true, false, false]);
    expect(hit('X-2')).toEqual([false, true, true, true, false]);
  });
});
