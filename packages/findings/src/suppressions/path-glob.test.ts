import { describe, expect, it } from 'vitest';

import { matchesGlob, matchesName } from './path-glob.ts';

describe('matchesGlob', () => {
  it.each([
    ['test/*.ts', 'test/a.ts', true],
    ['test/*.ts', 'test/x/a.ts', false],
    ['test/**', 'test/x/a.ts', true],
    ['test/', 'test/x/a.ts', true],
    ['**/fixtures/**', 'a/b/fixtures/c/d', true],
    ['**/a.env', 'a.env', true],
    ['**/*.e?v', 'x/y/a.env', true],
    ['*.env', 'x/a.env', false],
    ['./a/b', 'a/b', true],
    ['a/**/z/**/z', 'a/z/b/z/c/z', true],
    ['[a]', 'a', false],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(matchesGlob(glob, path)).toBe(expected);
  });

  it('stays fast on what makes backtracking explode', () => {
    expect(matchesName(`${'*a'.repeat(200)}b`, 'a'.repeat(2_000))).toBe(false);
  });
});
