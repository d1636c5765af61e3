import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { sampleOf } from '../testing/sample.ts';
import { endingsOf } from './endings.ts';
import { parsePattern } from './parse.ts';

describe('endingsOf', () => {
  it.each([
    ['an end that is open', String.raw`\.key`, []],
    ['an end of any letters', '[a-z]+$', []],
    ['one alternative without an end', String.raw`\.key$|secret`, []],
    ['an ending that may be missing', '(?:key)?$', []],
    ['an extension', String.raw`(?:^|/)[^/]+\.key$`, ['.key']],
    ['one of several', String.raw`\.(?:p12|pfx)$`, ['.p12', '.pfx']],
    ['a name', String.raw`(?:^|/)\.pgpass$`, ['.pgpass']],
    ['letter case ignored', '(?i)1a$', ['1A', '1a']],
  ])('says of %s', (_, pattern, endings) => {
    expect(endingsOf(parsePattern(pattern, 're2').root)).toEqual(endings);
  });

  it('holds for whatever the pattern matches', () => {
    const random = seededRandom(3);
    for (const source of [String.raw`a[bc]?(?:de|f\.g)x$`, '(?:one|two|(?:th|f)ree)$', 'x*[yY]z$']) {
      const { root } = parsePattern(source);
      const endings = endingsOf(root);
      expect(endings).not.toEqual([]);
      for (let n = 0; n < 50; n++) {
        const text = sampleOf(root, random);
        expect(endings.some((ending) => text.endsWith(ending))).toBe(true);
      }
    }
  });
});
