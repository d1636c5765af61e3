import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { makePackage } from '@sallyport/inventory';
import type { PackageFacts } from '@sallyport/inventory';
import { afterEach, describe, expect, it } from 'vitest';

import type { AdvisoryDatabase } from '../store/database.ts';
import { databaseOf } from '../testing/database-of.ts';
import { osvRecord } from '../testing/osv-record.ts';
import type { OsvRecord } from '../testing/osv-record.ts';
import { updateDatabase } from '../update/update.ts';
import { joinByNames, shownId } from './join.ts';
import { matchPackages } from './match.ts';
import type { MatchResult } from './match.ts';
import { compareRematches, createRematcher } from './rematch.ts';
import { chooseSeverity } from './severity.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const each of cleanUps.splice(0)) each();
});

async function open(records: Readonly<Record<string, readonly OsvRecord[]>>): Promise<AdvisoryDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'match-'));
  const database = await databaseOf(folder, records);
  cleanUps.push(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}

async function match(
  records: Readonly<Record<string, readonly OsvRecord[]>>,
  ...facts: PackageFacts[]
): Promise<MatchResult> {
  return matchPackages(
    await open(records),
    facts.map((each) => makePackage(each)),
  );
}

const HIGH = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' };
const CRITICAL = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' };
const idsOf = ({ matches }: MatchResult): string[] => matches.map(({ id }) => id);

describe('matchPackages', () => {
  it('never calls a package clean of which nothing can be said', async () => {
    const result = await match(
      { npm: [], Debian: [] },
      { ecosystem: 'PyPI', name: 'a', version: '1' },
      { ecosystem: 'npm', name: 'a' },
      { ecosystem: '', name: 'a', version: '1' },
      { ecosystem: 'Debian', name: 'a', version: '1' },
      { ecosystem: '../../etc', name: 'a', version: '1' },
    );

    expect(result.notMatched.map(({ reason }) => reason)).toEqual([
      'no advisories',
      'no version',
      'no ecosystem',
      'no release',
      'no advisories',
    ]);
    expect(result.missing).toEqual(['../../etc', 'PyPI']);
    expect(result.matches).toEqual([]);
  });

  it('says affected just below a fix and not at it, and says which partitions it used', async () => {
    const records = { npm: [osvRecord({ id: 'GHSA-1', events: [{ introduced: '1.0.0' }, { fixed: '1.2.0' }] })] };
    const at = async (version: string) => idsOf(await match(records, { ecosystem: 'npm', name: 'left-pad', version }));

    expect([await at('0.9.9'), await at('1.0.0'), await at('1.1.9'), await at('1.2.0')]).toEqual([
      [],
      ['GHSA-1'],
      ['GHSA-1'],
      [],
    ]);
    const { used } = await match(records, { ecosystem: 'npm', name: 'left-pad', version: '2.0.0' });
    expect(used.map(({ name, count }) => [name, count])).toEqual([['npm', 1]]);
  });

  it('joins the records of one vulnerability over their aliases, and keeps what each says', async () => {
    const { matches } = await match(
      {
        npm: [
          osvRecord({ id: 'GHSA-1', more: { aliases: ['CVE-2026-1'], severity: [HIGH, CRITICAL] } }),
          osvRecord({
            id: 'NSWG-ECO-1',
            more: { aliases: ['CVE-2026-1'], severity: [HIGH] },
            events: [{ introduced: '0' }, { fixed: '1.3.2' }],
          }),
          osvRecord({ id: 'GHSA-2' }),
        ],
      },
      { ecosystem: 'npm', name: 'left-pad', version: '1.0.0', declared: { range: '~1.3.0' } },
    );

    expect(matches.map(({ id, aliases }) => [id, aliases])).toEqual([
      ['CVE-2026-1', ['GHSA-1', 'NSWG-ECO-1']],
      ['GHSA-2', []],
    ]);
    expect(matches[0]).toMatchObject({
      severity: { rating: 'critical', score: 9.3, source: 'GitHub', rule: 'CVSS 4.0 of GitHub' },
      fix: { version: '1.3.2', cleanVersion: '1.3.2', inDeclaredRange: true, all: ['1.3.1', '1.3.2'] },
      exploitation: { state: 'not enriched' },
      likelihood: { state: 'not enriched' },
    });
    expect(matches[0]?.severities.map(({ source }) => source)).toEqual(['GitHub', 'Node.js']);
  });

  it('does not offer a fix that is affected again, nor a prerelease where a release is there', async () => {
    const { matches } = await match(
      {
        npm: [
          osvRecord({
            id: 'GHSA-1',
            events: [{ introduced: '0' }, { fixed: '1.1.0-rc.1' }, { introduced: '1.1.0' }, { fixed: '1.1.2' }],
          }),
          osvRecord({ id: 'GHSA-2', events: [{ introduced: '1.1.0' }, { fixed: '1.2.0' }] }),
        ],
      },
      { ecosystem: 'npm', name: 'left-pad', version: '1.0.0' },
    );

    expect(matches.map(({ fix }) => [fix.version, fix.cleanVersion, fix.inDeclaredRange])).toEqual([
      ['1.1.2', '1.2.0', 'unknown'],
    ]);
  });

  it('does not offer a fix that another record of the same vulnerability speaks of, though not of this version', async () => {
    const aliases = { aliases: ['CVE-2026-1'] };
    const { matches } = await match(
      {
        npm: [
          osvRecord({ id: 'GHSA-1', events: [{ introduced: '0' }, { fixed: '4.17.21' }], more: aliases }),
          osvRecord({ id: 'GHSA-2', events: [{ introduced: '4.0.0' }, { fixed: '4.18.0' }], more: aliases }),
          osvRecord({ id: 'GHSA-3', events: [{ introduced: '4.0.0' }, { fixed: '5.0.0' }] }),
        ],
      },
      { ecosystem: 'npm', name: 'left-pad', version: '3.10.1' },
    );

    expect(matches.map(({ id, fix }) => [id, fix.version, fix.cleanVersion])).toEqual([
      ['CVE-2026-1', '4.18.0', '5.0.0'],
    ]);
  });

  it('does not say of an empty range that it allows the fix', async () => {
    const records = { npm: [osvRecord({ id: 'GHSA-1' })] };
    const rangeOf = async (range: string) =>
      (await match(records, { ecosystem: 'npm', name: 'left-pad', version: '1.0.0', declared: { range } })).matches[0]
        ?.fix.inDeclaredRange;

    expect([await rangeOf(''), await rangeOf('*'), await rangeOf('1.0.0')]).toEqual(['unknown', true, false]);
  });

  it('never shows withdrawn records, and knows malicious and informational ones', async () => {
    const result = await match(
      {
        npm: [
          osvRecord({ id: 'GHSA-1', more: { withdrawn: '2026-01-01T00:00:00Z' } }),
          osvRecord({ id: 'MAL-1', events: [{ introduced: '0' }] }),
        ],
      },
      { ecosystem: 'npm', name: 'left-pad', version: '1.0.0' },
    );

    expect(result.matches.map(({ id, kind, severity, fix }) => [id, kind, severity.rating, fix.version])).toEqual([
      ['MAL-1', 'malicious', 'critical', undefined],
    ]);
  });

  it('asks distributions by source package and release, and compares the source version', async () => {
    const events = [{ introduced: '0' }, { fixed: '2.36-9+deb12u4' }];
    const records = {
      Debian: [
        osvRecord({
          id: 'DEBIAN-CVE-2026-1',
          ecosystem: 'Debian:12',
          name: 'glibc',
          events,
          more: { upstream: ['CVE-2026-1'] },
        }),
        osvRecord({ id: 'DEBIAN-CVE-2026-2', ecosystem: 'Debian:11', name: 'glibc', events }),
      ],
    };
    const libc = (version: string): PackageFacts => ({
      ecosystem: 'Debian:12',
      name: 'libc6',
      version: `${version}+b1`,
      source: { name: 'glibc', version },
    });

    expect(idsOf(await match(records, libc('2.36-9+deb12u3')))).toEqual(['CVE-2026-1']);
    expect(idsOf(await match(records, libc('2.36-9+deb12u4')))).toEqual([]);
  });

  it('asks RPMs by both names, each with the package’s own version and epoch', async () => {
    const events = [{ introduced: '0' }, { fixed: '1:2.0-3.el9' }];
    const records = {
      'Rocky Linux': [osvRecord({ id: 'RLSA-1', ecosystem: 'Rocky Linux:9', name: 'openssl', events })],
    };
    const libs = (version: string): PackageFacts => ({
      ecosystem: 'Rocky Linux:9',
      name: 'openssl-libs',
      version,
      source: { name: 'openssl', version: version.replace(/^\d+:/, '') },
    });

    expect(idsOf(await match(records, libs('1:2.0-2.el9')))).toEqual(['RLSA-1']);
    expect(idsOf(await match(records, libs('1:2.0-3.el9')))).toEqual([]);
  });

  it('compares the package’s own version where the source’s is not known', async () => {
    const records = {
      Debian: [
        osvRecord({
          id: 'DSA-1',
          ecosystem: 'Debian:12',
          name: 'openssl',
          events: [{ introduced: '0' }, { fixed: '3.0' }],
        }),
      ],
    };
    const source = { name: 'openssl', version: '' };

    expect(idsOf(await match(records, { ecosystem: 'Debian:12', name: 'libssl3', version: '3.1', source }))).toEqual(
      [],
    );
  });

  it('does not hold the fix of an RPM module against a package outside it', async () => {
    const events = [{ introduced: '0' }, { fixed: '1:18.20-1.module_el9+1' }];
    const records = { AlmaLinux: [osvRecord({ id: 'ALSA-1', ecosystem: 'AlmaLinux:9', name: 'nodejs', events })] };
    const nodejs = (version: string): PackageFacts => ({ ecosystem: 'AlmaLinux:9', name: 'nodejs', version });

    expect(idsOf(await match(records, nodejs('1:16.1-1.el9')))).toEqual([]);
    expect(idsOf(await match(records, nodejs('1:18.1-1.module_el9+1')))).toEqual(['ALSA-1']);
  });

  it('keeps exploitation and likelihood apart from severity, each with its three states', async () => {
    const database = await open({
      npm: [
        osvRecord({ id: 'GHSA-1', more: { aliases: ['CVE-2021-44228', 'CVE-2021-1000'] } }),
        osvRecord({ id: 'GHSA-2' }),
      ],
    });
    const source = join(database.root, '..', 'signals');
    mkdirSync(source);
    const entry = { cveID: 'CVE-2021-44228', dateAdded: '2021-12-10' };
    writeFileSync(join(source, 'known_exploited_vulnerabilities.json'), JSON.stringify({ vulnerabilities: [entry] }));
    writeFileSync(
      join(source, 'epss_scores-current.csv'),
      'cve,epss,percentile\nCVE-2021-1000,0.1,0.5\nCVE-2021-44228,0.9,0.99\n',
    );
    const before = matchPackages(database, [makePackage({ ecosystem: 'npm', name: 'left-pad', version: '1.0.0' })]);
    for (const importer of ['kev', 'epss'] as const)
      await updateDatabase({ root: database.root, importer, source, names: 'all' });
    const { openDatabase } = await import('../store/database.ts');
    const fresh = openDatabase(database.root);
    const after = matchPackages(fresh, [makePackage({ ecosystem: 'npm', name: 'left-pad', version: '1.0.0' })]);
    fresh.close();

    expect(before.matches[0]?.exploitation).toEqual({ state: 'not enriched' });
    expect(after.matches.map(({ exploitation, likelihood }) => [exploitation.state, likelihood.state])).toEqual([
      ['exploited', 'scored'],
      ['not listed', 'not scored'],
    ]);
    expect(after.matches[0]?.likelihood).toMatchObject({ cve: 'CVE-2021-44228', score: { probability: 0.9 } });
  });
});

/** ecosystem, fixed version, just below, just above */
const BOUNDARIES: readonly (readonly [string, string, string, string])[] = [
  ['npm', '1.2.3', '1.2.3-rc.1', '1.2.4'],
  ['PyPI', '1.2', '1.2rc1', '1.2.post1'],
  ['Maven', '2.9.10.8', '2.9.10.8-rc1', '2.9.10.9'],
  ['Go', '1.6.4', 'v1.6.4-0.20200101000000-abcdefabcdef', 'v1.6.5'],
  ['crates.io', '0.23.0', '0.23.0-beta.1', '0.23.1'],
  ['RubyGems', '6.1.7', '6.1.7.rc1', '6.1.7.1'],
  ['Packagist', '5.4.0', '5.4.0-RC1', '5.4.1'],
  ['NuGet', '13.0.1', '13.0.1-beta1', '13.0.1.1'],
  ['Hex', '1.5.9', '1.5.9-dev', '1.5.10'],
  ['Pub', '0.13.3', '0.13.3-dev', '0.13.4'],
  ['CRAN', '1.0-2', '1.0-1', '1.0-2.1'],
  ['Bitnami', '1.10.13', '1.10.12-9', '1.10.13-1'],
  ['Debian:12', '3.0.11-1~deb12u2', '3.0.11-1~deb12u1', '3.0.11-1'],
  ['Ubuntu:22.04', '1:2.3-4ubuntu1.2', '1:2.3-4ubuntu1.1', '1:2.3-4ubuntu1.10'],
  ['Alpine:v3.20', '1.2.3-r1', '1.2.3-r0', '1.2.3-r10'],
  ['AlmaLinux:9', '1:3.0.7-18.el9_2', '1:3.0.7-18.el9_1', '1:3.0.7-18.el9_10'],
];

describe('boundaries', () => {
  it.each(BOUNDARIES)('%s: fixed in %s', async (ecosystem, fixed, below, above) => {
    const base = ecosystem.split(':', 1)[0] ?? '';
    const events = [{ introduced: '0' }, { fixed }];
    const records = { [base]: [osvRecord({ id: 'X-1', ecosystem, name: 'some-name', events })] };
    const at = async (version: string) => idsOf(await match(records, { ecosystem, name: 'some-name', version }));

    expect([await at(below), await at(fixed), await at(above)]).toEqual([['X-1'], [], []]);
  });
});

describe('chooseSeverity', () => {
  const github = {
    source: 'GitHub',
    cvss: [{ version: '3.1' as const, vector: 'v', score: 7.5 }],
    rating: 'high' as const,
  };
  const debian = { source: 'Debian', cvss: [], rating: 'low' as const };

  it.each([
    ['nothing is known', [], {}, 'unknown'],
    ['the most trusted source has a score', [debian, github], {}, 'high'],
    ['the package is the distribution’s own', [github, debian], { distribution: 'Debian' }, 'low'],
    ['another source is preferred', [github, debian], { prefer: ['Debian'] }, 'low'],
    ['the preferred source says nothing', [github], { prefer: ['Ubuntu'] }, 'high'],
  ])('when %s', (_, sources, options, rating) => {
    expect(chooseSeverity('vulnerability', sources, options).rating).toBe(rating);
  });
});

describe('names', () => {
  it('joins over chains of names and keeps the order', () => {
    const items = [['a', 'b'], ['x'], ['c', 'd'], ['b', 'c']];

    expect(joinByNames(items, (names) => names)).toEqual([
      [
        ['a', 'b'],
        ['c', 'd'],
        ['b', 'c'],
      ],
      [['x']],
    ]);
  });

  it('shows CVE before GHSA before others, and malicious before all', () => {
    expect(shownId(['PYSEC-1', 'GHSA-1', 'CVE-2026-2', 'CVE-2026-1'])).toBe('CVE-2026-1');
    expect(shownId(['MAL-1', 'CVE-2026-1'])).toBe('MAL-1');
  });
});

describe('createRematcher', () => {
  it('finds what matchPackages finds, and tells what came and went', async () => {
    const database = await open({ npm: [osvRecord({ id: 'GHSA-1' }), osvRecord({ id: 'GHSA-2', name: 'right-pad' })] });
    const left = makePackage({ ecosystem: 'npm', name: 'left-pad', version: '1.0.0' });
    const right = makePackage({ ecosystem: 'npm', name: 'right-pad', version: '1.0.0' });
    const rematch = createRematcher(database);

    expect(rematch([left, right, left])).toEqual([
      { package: left, advisoryIds: ['GHSA-1'] },
      { package: right, advisoryIds: ['GHSA-2'] },
      { package: left, advisoryIds: ['GHSA-1'] },
    ]);
    expect(compareRematches(rematch([left]), rematch([right]))).toEqual({
      added: ['npm/right-pad@1.0.0 GHSA-2'],
      removed: ['npm/left-pad@1.0.0 GHSA-1'],
    });
  });
});
