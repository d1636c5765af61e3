import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { emitPattern } from './emit.ts';
import { matchLinear } from './linear.ts';
import { parsePattern } from './parse.ts';
import { compileProgram } from './program.ts';

const compile = (pattern: string) => compileProgram(parsePattern(pattern, 'js', false));
const run = (pattern: string, text: string, start = 0): readonly number[] | undefined => {
  const bytes = Buffer.from(text, 'latin1');
  const captures = matchLinear(compile(pattern), bytes, start, bytes.length);
  return captures === undefined ? undefined : [...captures];
};
/** How many steps an attempt took at the start of a text. */
const stepsOf = (pattern: string, text: string): number => {
  const bytes = Buffer.from(text, 'latin1');
  const meter = { left: 1e9 };
  matchLinear(compile(pattern), bytes, 0, bytes.length, meter);
  return 1e9 - meter.left;
};

describe('matchLinear', () => {
  it.each([
    ['nested repetitions', '(?:a+)+b', 'a'],
    ['repetitions that overlap', '[a-z]*[a-f]*[a-c]*!', 'a'],
    ['choices of the same', '(?:a|a|aa)*b', 'a'],
    ['optional ones in a row', '(?:a?){30}a{30}b', 'a'],
    ['empty repetitions', '(?:(?:a*)*)*b', 'a'],
    ['lazy ones', '(?:a+?)+?(?:.*?)*?b', 'a'],
    ['alternating bytes', '(?:[ab]+[bc]+)*d', 'ab'],
  ])('makes work that grows with the text and no faster: %s', (_, pattern, unit) => {
    const [small, large] = [stepsOf(pattern, unit.repeat(1000)), stepsOf(pattern, unit.repeat(4000))];

    expect(large).toBeGreaterThan(small);
    expect(large / small).toBeLessThan(4.1);
  });

  it('stops where its meter runs out, whatever it has seen', () => {
    const text = Buffer.from(`${'a'.repeat(1000)}b`);
    const meter = { left: 100 };

    expect(matchLinear(compile('a*b'), text, 0, text.length, meter)).toBeUndefined();
    expect(meter.left).toBeLessThanOrEqual(0);
    expect(matchLinear(compile('a*b'), text, 0, text.length)?.[1]).toBe(1001);
  });

  it('never goes past its end, nor starts elsewhere', () => {
    const text = Buffer.from('xxabab');

    expect(matchLinear(compile('(?:ab)+'), text, 2, 5)?.[1]).toBe(4);
    expect(matchLinear(compile('(?:ab)+'), text, 1, 6)).toBeUndefined();
  });

  it.each([
    ['^a', 'a', 0, true],
    ['^a', 'ba', 1, false],
    ['a$', 'ab', 0, false],
    ['\\ba', 'xa', 1, false],
    ['\\ba', '-a', 1, true],
    ['a\\b', 'a_', 0, false],
    ['a\\Bb', 'ab', 0, true],
  ])('looks at what stands around: %s in %s', (pattern, text, start, matches) => {
    expect(run(pattern, text, start) !== undefined).toBe(matches);
  });

  it('forgets the groups of ways that it gave up', () => {
    expect(run('(?:(a)x|(a)y)', 'ay')).toEqual([0, 2, -1, -1, 0, 1]);
    expect(run('(?:(a)|b)+c', 'abc')).toEqual([0, 3, 0, 1]);
  });

  it('finds the match that a backtracking engine finds', () => {
    const atom = fc.constantFrom('a', 'b', '[ab]', '.', '(a)', '(?:ab|a)', '(b|ab)', '\\b', '(?:c?)');
    const count = fc.constantFrom('', '?', '*', '+', '{1,2}', '*?', '+?', '{0,3}?');
    const piece = fc.tuple(atom, count).map(([one, times]) => (one === '\\b' ? one : one + times));
    const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ' ', '\n'), { maxLength: 10 }).map((bytes) => bytes.join(''));
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        // oxlint-disable-next-line house/no-dynamic-regexp -- small patterns on ten bytes, to hold our engine against V8
        const expected = new RegExp(emitPattern(parsePattern(source, 'js', false)), 'dy').exec(subject);

        const found = run(source, subject);

        expect(found?.slice(0, 2)).toEqual(expected?.indices?.[0]);
      }),
      { numRuns: 2000 },
    );
  });
});
