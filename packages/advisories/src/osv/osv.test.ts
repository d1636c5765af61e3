import fc from 'fast-check';
import { comparatorOf } from '@sallyport/inventory';
import { describe, expect, it } from 'vitest';

import { vectorScorer } from '../severity/cvss.ts';
import { osvRecord } from '../testing/osv-record.ts';
import { ecosystemKey, packageKey } from './ecosystem-key.ts';
import { intervalsOf, isAffected } from './intervals.ts';
import { parseOsv } from './parse-osv.ts';
import { sourceOfId } from './source-of-id.ts';

const range = (...events: Record<string, string>[]): object => ({ type: 'ECOSYSTEM', events });

describe('intervalsOf', () => {
  it.each([
    ['open', range({ introduced: '0' }), [{ from: '0' }]],
    ['fixed', range({ introduced: '1.0.0' }, { fixed: '2.0.0' }), [{ from: '1.0.0', to: '2.0.0' }]],
    [
      'last affected',
      range({ introduced: '0' }, { last_affected: '1.2.3' }),
      [{ from: '0', to: '1.2.3', toInclusive: true }],
    ],
    [
      'several branches, out of order',
      range({ fixed: '2.1.0' }, { introduced: '2.0.0' }, { introduced: '0' }, { fixed: '1.5.0' }),
      [
        { from: '0', to: '1.5.0' },
        { from: '2.0.0', to: '2.1.0' },
      ],
    ],
    ['never affected', range({ introduced: '0' }, { fixed: '0' }), []],
    ['no events', {}, []],
  ])('%s', (_, given, expected) => {
    expect(intervalsOf(given, 'semver')).toEqual(expected);
  });

  it('bounds an open end by what a source knows to be affected', () => {
    expect(intervalsOf(range({ introduced: '0' }), 'semver', '<= 1.2.3')).toEqual([
      { from: '0', to: '1.2.3', toInclusive: true },
    ]);
    expect(intervalsOf(range({ introduced: '0' }), 'semver', '< 2.0.0')).toEqual([{ from: '0', to: '2.0.0' }]);
  });

  it('says affected just below, at and above each boundary', () => {
    const intervals = intervalsOf(range({ introduced: '1.0.0' }, { fixed: '1.2.0' }), 'semver');
    const compare = comparatorOf('semver');
    const affected = ['0.9.9', '1.0.0', '1.1.9', '1.2.0-rc.1', '1.2.0'].map((each) =>
      isAffected(intervals, each, compare),
    );

    expect(affected).toEqual([false, true, true, true, false]);
  });
});

describe('parseOsv', () => {
  const score = vectorScorer();
  const parse = (record: unknown) => parseOsv(record, score);

  it('refuses what is no record and leaves out what is withdrawn or no vulnerability', () => {
    expect(parse([])).toMatchObject({ kind: 'malformed' });
    expect(parse({ id: '' })).toMatchObject({ kind: 'malformed' });
    expect(parse({ id: 'GHSA-1', affected: {} })).toMatchObject({ kind: 'malformed' });
    expect(parse(osvRecord({ id: 'GHSA-1', more: { withdrawn: '2026-01-01T00:00:00Z' } })).kind).toBe('skipped');
    expect(parse(osvRecord({ id: 'ALBA-2024:1' })).kind).toBe('skipped');
  });

  it('scores vectors of every version and reads ratings in words', () => {
    const parsed = parse(
      osvRecord({
        id: 'GHSA-1',
        more: {
          severity: [
            { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' },
            { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
            { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' },
            { type: 'CVSS_V3', score: 'CVSS:3.1/nonsense' },
            { type: 'Ubuntu', score: 'negligible' },
          ],
        },
      }),
    );

    expect(
      parsed.kind === 'advisory' && parsed.advisory.cvss.map(({ version, score: value }) => [version, value]),
    ).toEqual([
      ['2.0', 7.5],
      ['3.1', 9.8],
      ['4.0', 9.3],
    ]);
    expect(parsed).toMatchObject({ advisory: { rating: 'low', source: 'GitHub' } });
  });

  it('keeps of listed versions those that no range holds', () => {
    const affected = [
      {
        package: { ecosystem: 'PyPI', name: 'a' },
        ranges: [
          { type: 'GIT', events: [{ introduced: '0' }] },
          { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.1' }] },
        ],
        versions: ['1.0', '1.0.post1', '2.0'],
      },
    ];

    expect(parse({ ...osvRecord({ id: 'PYSEC-1' }), affected })).toMatchObject({
      advisory: { affected: [{ intervals: [{ from: '0', to: '1.1' }], versions: ['2.0'] }] },
    });
  });

  it('takes what a distribution’s record mends from either field', () => {
    const parsed = parse(
      osvRecord({ id: 'ALSA-2024:1', more: { related: ['CVE-2024-1', 'RHSA-1'], upstream: ['CVE-2024-2'] } }),
    );

    expect(parsed).toMatchObject({ advisory: { upstream: ['CVE-2024-2', 'CVE-2024-1'], source: 'AlmaLinux' } });
  });

  it('tells informational and malicious records', () => {
    const affected = (informational: string) => [
      {
        package: { ecosystem: 'crates.io', name: 'a' },
        ranges: [range({ introduced: '0' })],
        database_specific: { informational },
      },
    ];

    expect(parse({ ...osvRecord({ id: 'RUSTSEC-1' }), affected: affected('unmaintained') })).toMatchObject({
      advisory: { affected: [{ kind: 'unmaintained' }] },
    });
    expect(parse({ ...osvRecord({ id: 'RUSTSEC-1' }), affected: affected('strange') })).toMatchObject({
      advisory: { affected: [{ kind: 'notice' }] },
    });
    expect(parse(osvRecord({ id: 'MAL-2025-1' }))).toMatchObject({ advisory: { affected: [{ kind: 'malicious' }] } });
  });

  it('names the code that a flaw is in', () => {
    const affected = [
      {
        package: { ecosystem: 'Go', name: 'example.org/m' },
        ranges: [range({ introduced: '0' })],
        ecosystem_specific: {
          imports: [{ path: 'example.org/m/p', symbols: ['Get'] }],
          affects: { functions: ['a::b'] },
        },
      },
    ];

    expect(parse({ ...osvRecord({ id: 'GO-1' }), affected })).toMatchObject({
      advisory: {
        affected: [
          {
            code: [
              { path: 'example.org/m/p', symbols: ['Get'] },
              { path: '', symbols: ['a::b'] },
            ],
          },
        ],
      },
    });
  });

  it('never throws, whatever the JSON', () => {
    const members = fc.constantFrom(
      'id',
      'affected',
      'severity',
      'aliases',
      'references',
      'database_specific',
      'modified',
    );
    const record = fc.dictionary(members, fc.jsonValue());
    fc.assert(
      fc.property(record, fc.jsonValue(), (given, affected) => {
        const kinds = [given, { ...given, id: 'X-1', affected: [affected] }].map((each) => parse(each).kind);

        expect(kinds.every((kind) => ['advisory', 'skipped', 'malformed'].includes(kind))).toBe(true);
      }),
    );
  });
});

describe('keys', () => {
  it('brings releases and names into the form that packages carry', () => {
    expect(ecosystemKey('Ubuntu:22.04:LTS')).toBe('Ubuntu:22.04');
    expect(ecosystemKey('Ubuntu:Pro:18.04:LTS')).toBe('Ubuntu:Pro:18.04');
    expect(ecosystemKey('Red Hat:enterprise_linux:9::appstream')).toBe('Red Hat:9');
    expect(ecosystemKey('Red Hat:rhel_eus:9.2::appstream')).toBe('Red Hat:rhel_eus:9.2::appstream');
    expect(packageKey('PyPI', 'Foo_Bar')).toBe('PyPI\nfoo-bar');
  });

  it('tells publishers by the beginning of an id', () => {
    expect(['GHSA-x', 'DLA-1', 'XYZ-1'].map((id) => sourceOfId(id))).toEqual(['GitHub', 'Debian', 'XYZ']);
  });
});
