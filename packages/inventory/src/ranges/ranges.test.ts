import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ecosystems } from '../ecosystems.ts';
import { parseRange } from './parse-range.ts';
import { isPrerelease, satisfies } from './range.ts';

/** ecosystem, range, versions inside, versions outside: each just below, at and above a boundary. */
const CASES: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['npm', '^1.2.3', ['1.2.3', '1.9.0'], ['1.2.2', '2.0.0', '2.0.0-rc.1', '1.3.0-rc.1']],
  ['npm', '^0.2.3', ['0.2.3', '0.2.9'], ['0.2.2', '0.3.0']],
  ['npm', '^0.0.3', ['0.0.3'], ['0.0.4', '0.0.2']],
  ['npm', '^0.0', ['0.0.0', '0.0.9'], ['0.1.0']],
  ['npm', '~1.2', ['1.2.0', '1.2.9'], ['1.1.9', '1.3.0']],
  ['npm', '~1', ['1.0.0', '1.9.9'], ['0.9.9', '2.0.0']],
  ['npm', '1.x || >=2.5.0 <3', ['1.0.0', '1.9.9', '2.5.0', '2.9.9'], ['0.9.9', '2.0.0', '2.4.9', '3.0.0']],
  ['npm', '1.2.3 - 2.3', ['1.2.3', '2.3.9'], ['1.2.2', '2.4.0']],
  ['npm', '>1.2', ['1.3.0'], ['1.2.0', '1.2.9']],
  ['npm', '<=1.2', ['1.2.9', '0.1.0'], ['1.3.0']],
  ['npm', '<2', ['1.9.9'], ['2.0.0', '2.0.0-beta']],
  ['npm', '*', ['0.0.1', '9.9.9'], ['1.0.0-rc.1']],
  ['npm', '', ['1.0.0'], []],
  ['npm', '1.2.3', ['1.2.3'], ['1.2.4', '1.2.2']],
  ['npm', '>= 1.2.3-rc.1', ['1.2.3-rc.2', '1.2.3', '2.0.0'], ['1.2.3-rc.0', '1.2.4-rc.1']],
  ['crates.io', '1.2', ['1.2.0', '1.9.9'], ['1.1.9', '2.0.0']],
  ['crates.io', '=1.2.3', ['1.2.3'], ['1.2.4']],
  ['crates.io', '>=1.2, <1.5', ['1.2.0', '1.4.9'], ['1.1.9', '1.5.0']],
  ['Packagist', '~1.2', ['1.2.0', '1.9.9'], ['1.1.9', '2.0.0']],
  ['Packagist', '~1.2.3', ['1.2.3', '1.2.9'], ['1.2.2', '1.3.0']],
  ['Packagist', '^1.2|^2.0', ['1.2.0', '2.5.0'], ['1.1.0', '3.0.0']],
  ['Packagist', '1.2.*', ['1.2.0', '1.2.9'], ['1.3.0', '1.1.9']],
  ['PyPI', '>=1.4,<2', ['1.4', '1.9'], ['1.3.9', '2.0', '2.0rc1']],
  ['PyPI', '~=1.4.2', ['1.4.2', '1.4.9'], ['1.4.1', '1.5.0']],
  ['PyPI', '~=1.4', ['1.4', '1.9'], ['1.3', '2.0']],
  ['PyPI', '==1.4.*', ['1.4', '1.4.9'], ['1.3', '1.5']],
  ['PyPI', '!=1.4.*', ['1.3', '1.5'], ['1.4', '1.4.2']],
  ['PyPI', '==1.4', ['1.4', '1.4.0', '1.4+local'], ['1.4.1', '1.4.post1']],
  ['PyPI', '>1.4', ['1.4.1'], ['1.4', '1.4.post1', '1.4+local']],
  ['PyPI', '^2.9', ['2.9', '2.10.1', '2.11.3'], ['2.8', '3.0', '3.0rc1']],
  ['PyPI', '^0.2.3', ['0.2.3', '0.2.9'], ['0.2.2', '0.3.0']],
  ['PyPI', '^0.0.3', ['0.0.3'], ['0.0.2', '0.0.4']],
  ['PyPI', '^0.0', ['0.0.0', '0.0.9'], ['0.1']],
  ['PyPI', '^0', ['0.9'], ['1.0']],
  ['PyPI', '^1!2.0', ['1!2.1'], ['2.1', '1!3.0']],
  ['PyPI', '~3.2', ['3.2', '3.2.19'], ['3.1', '3.3']],
  ['PyPI', '~3', ['3.0', '3.9'], ['2.9', '4.0']],
  ['PyPI', '~ 1.2.3', ['1.2.3', '1.2.9'], ['1.2.2', '1.3']],
  ['PyPI', '^1.25 || ^2.0', ['1.25', '1.26.17', '2.5'], ['1.24', '3.0']],
  ['PyPI', '>=1.2 <2 | 3.*', ['1.2', '1.9', '3.4'], ['2.0', '4.0']],
  ['RubyGems', '~> 1.2', ['1.2', '1.9'], ['1.1', '2.0']],
  ['RubyGems', '~> 1.2.3', ['1.2.3', '1.2.9'], ['1.2.2', '1.3.0']],
  ['RubyGems', '>= 1, < 3, != 2.5', ['1', '2.4', '2.6'], ['0.9', '3', '2.5']],
  ['Hex', '~> 1.2 and != 1.5.0 or >= 3.0.0', ['1.2.0', '1.6.0', '3.0.0'], ['1.5.0', '2.0.0', '2.9.9']],
  ['Maven', '[1.0,2.0)', ['1.0', '1.9'], ['0.9', '2.0']],
  ['Maven', '(,1.0],[1.2,)', ['0.9', '1.0', '1.2', '5'], ['1.1']],
  ['Maven', '[1.5]', ['1.5', '1.5.0'], ['1.6']],
  ['Maven', '1.5', ['1.5'], ['1.6']],
  ['Maven', '>=2.9.0, <2.9.10.8', ['2.9.0', '2.9.10.7'], ['2.8.9', '2.9.10.8']],
  ['NuGet', '1.2', ['1.2.0', '9.0'], ['1.1.9']],
  ['NuGet', '[1.2, 2.0)', ['1.2.0', '1.9'], ['2.0', '1.1']],
  ['NuGet', '1.2.*', ['1.2.0', '1.2.9'], ['1.3']],
  ['Go', 'v1.2.3', ['v1.2.3', '1.2.3'], ['v1.2.4']],
  ['Go', '>=1.2.3 <1.3.0', ['v1.2.3', 'v1.2.9'], ['v1.2.2', 'v1.3.0']],
  ['Pub', '^1.2.0', ['1.2.0', '1.9.9'], ['1.1.9', '2.0.0']],
  ['Pub', 'any', ['1.0.0'], []],
  ['ConanCenter', '[>=1.0 <2.0]', ['1.0', '1.9'], ['0.9', '2.0']],
  ['Debian:12', '<1.2-3', ['1.2-2', '1.2-3~deb12u1'], ['1.2-3']],
  ['CRAN', '>= 1.2', ['1.2', '1.2-1'], ['1.1']],
];

describe('ranges', () => {
  it.each(CASES)('%s %s', (ecosystem, text, inside, outside) => {
    const range = parseRange(ecosystem, text);
    if (range === undefined) throw new Error('not parsed');

    expect(inside.filter((version) => !satisfies(range, version))).toEqual([]);
    expect(outside.filter((version) => satisfies(range, version))).toEqual([]);
  });

  it('lets prereleases in between the bounds where asked to', () => {
    const range = parseRange('npm', '<1.2.3');

    expect(range && satisfies(range, '1.2.2-rc.1')).toBe(false);
    expect(range && satisfies(range, '1.2.2-rc.1', { prereleases: true })).toBe(true);
  });

  it('does not read tags, URLs and paths as ranges', () => {
    for (const text of ['git+ssh://git@example.test/a.git', 'file:../a', 'npm:other@1', 'workspace:*']) {
      expect([text, parseRange('npm', text)]).toEqual([text, undefined]);
    }
    expect(parseRange('Maven', '[1.0,2.0')).toBeUndefined();
    expect(parseRange('npm', '1'.repeat(9000))).toBeUndefined();
  });

  it('makes no range of what it cannot read', () => {
    for (const [ecosystem, text] of [
      ['PyPI', '^*'],
      ['PyPI', '^^2'],
      ['PyPI', '^2.*'],
      ['PyPI', '>=1.*'],
      ['PyPI', 'latest'],
      ['PyPI', '^2 || latest'],
      ['RubyGems', '^2.9'],
      ['Hex', '~1.2'],
      ['Go', '^1.2'],
    ] as const) {
      expect([ecosystem, text, parseRange(ecosystem, text)]).toEqual([ecosystem, text, undefined]);
    }
  });

  it('never throws and never hangs, whatever the text', () => {
    const names = ecosystems().map(({ name }) => name);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string(), fc.string(), (ecosystem, text, version) => {
        const range = parseRange(ecosystem, text);

        expect([true, false]).toContain(range !== undefined && satisfies(range, version));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('isPrerelease', () => {
  it.each([
    ['semver', '1.0.0-rc.1', '1.0.0+build-1'],
    ['pypi', '1.0rc1', '1.0.post1'],
    ['maven', '1.0-beta-2', '1.0-jre'],
    ['maven', '2.0.0.M1', '2.0.0.RELEASE'],
    ['packagist', '1.0-dev', '1.0'],
    ['rubygems', '1.0.rc1', '1.0.1'],
    ['debian', '1.0~rc1-1', '1.0-1'],
    ['alpine', '1.0_rc1', '1.0_p1'],
  ] as const)('%s: %s is one, %s is none', (scheme, yes, no) => {
    expect([isPrerelease(scheme, yes), isPrerelease(scheme, no)]).toEqual([true, false]);
  });
});
