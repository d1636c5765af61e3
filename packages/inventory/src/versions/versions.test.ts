import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { comparatorOf, compareVersions } from './compare.ts';
import { normaliseGoVersion } from './go.ts';
import type { VersionScheme } from './scheme.ts';

/** Each row is in ascending order. */
const ASCENDING: readonly (readonly [VersionScheme, readonly string[]])[] = [
  ['debian', ['1.0~rc1-1', '1.0', '1.0-1', '1.0-1+b1', '1.0a-1', '1.0+dfsg-1', '1.1', '1:0.1']],
  ['rpm', ['1.0~rc1-1', '1.0-1', '1.0-1.el9', '1.0^git1-1', '1.0.1-1', '1:0.1-1']],
  [
    'alpine',
    ['1.2_alpha', '1.2_rc1', '1.2', '1.2-r1', '1.2-r10', '1.2_git20200101', '1.2_p1', '1.2a', '1.2.1', '1.10'],
  ],
  ['semver', ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.10.0']],
  [
    'pypi',
    ['1.0-zzz', '1.0.dev1', '1.0a1.dev1', '1.0a1', '1.0b2', '1.0rc1', '1.0', '1.0+x', '1.0.post1', '1.1', '1!0.1'],
  ],
  ['maven', ['1-alpha-1', '1-beta', '1-m3', '1-rc', '1-SNAPSHOT', '1', '1-sp', '1-xyz', '1-1', '1.1', '1.10']],
  ['rubygems', ['1.0.a1', '1.0.b1', '1.0.rc1', '1.0', '1.0.1', '1.10']],
  ['packagist', ['dev-main', '1.0-dev', '1.0-alpha1', '1.0-beta1', '1.0-RC1', '1.0', '1.0-pl1', '1.1', '1.10']],
  ['nuget', ['1.0.0-alpha', '1.0.0-beta', '1.0.0', '1.0.0.1', '1.0.1', '1.10']],
  ['go', ['v0.0.0-20200101000000-abcdefabcdef', 'go1.21rc2', '1.21.0', 'go1.21.1', 'v2.0.0+incompatible']],
  ['cran', ['0.9', '0.75', '1.0', '1.0-1', '1.0.2']],
  ['bitnami', ['1.2.3-rc.1', '1.2.3', '1.2.3-1', '1.2.3-10', '1.2.4']],
  ['numeric', ['1.2', '1.2.0', '1.10']],
];

describe('version orders', () => {
  it.each(ASCENDING)('%s orders just below, at and above', (scheme, versions) => {
    const compare = comparatorOf(scheme);
    for (const [i, a] of versions.entries()) {
      for (const [j, b] of versions.entries()) {
        expect([a, b, Math.sign(compare(a, b))]).toEqual([a, b, Math.sign(i - j)]);
      }
    }
  });

  it('is a total order that never throws, whatever the text', () => {
    const version = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.stringMatching(/^[0-9a-z.~^_+-]{0,12}$/),
      fc.constantFrom('1', '1.0', '1.0.0', '1-1', '1.a', '1.0-rc1', 'v1'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...ASCENDING.map(([scheme]) => scheme)), version, version, (scheme, a, b) => {
        const compare = comparatorOf(scheme);

        expect(compare(a, a)).toBe(0);
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) || 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('chooses by OSV ecosystem, and SemVer where that is unknown', () => {
    expect(compareVersions('Debian:12', '1.0~rc1', '1.0')).toBeLessThan(0);
    expect(compareVersions('Nowhere', '1.0.0-rc.1', '1.0.0')).toBeLessThan(0);
  });
});

describe('normaliseGoVersion', () => {
  it('writes toolchain versions as SemVer and leaves others', () => {
    expect(normaliseGoVersion('go1.21rc2')).toBe('1.21.0-rc.2');
    expect(normaliseGoVersion('go1.20.3 X:boringcrypto')).toBe('1.20.3');
    expect(normaliseGoVersion('v1.2.3')).toBe('v1.2.3');
  });
});
