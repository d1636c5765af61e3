import fc from 'fast-check';
import { expect, test } from 'vitest';

import { RegexCache, compileRegex, findAll } from './regex.ts';
import type { Regex } from './regex.ts';
import { simpleTest } from './simple-regex.ts';

function compiled(source: string): Regex {
  const regex = compileRegex(source);
  if ('error' in regex) throw new Error(regex.error);
  return regex;
}

test.each(['[', '(', 'a**', '(?=a)', String.raw`\1`, 'a{2000}', 'x'.repeat(20_000)])(
  '%.20s is no pattern',
  (source) => {
    expect(compileRegex(source)).toHaveProperty('error');
  },
);

test('matches are leftmost, the first alternative wins, groups that took no part are told', () => {
  expect(findAll(compiled('a|ab'), 'ab', -1)).toEqual([[0, 1]]);
  expect(findAll(compiled('(a)|(b)'), 'xb', -1)).toEqual([[1, 2, -1, -1, 1, 2]]);
  expect(findAll(compiled('(?i)É'), 'éÉ', -1)).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

test('an empty match right behind a match does not count, the limit holds', () => {
  expect(findAll(compiled('a*'), 'baac', -1)).toEqual([
    [0, 0],
    [1, 3],
    [4, 4],
  ]);
  expect(findAll(compiled('a'), 'aaa', 2)).toHaveLength(2);
});

test('the work of a search is told, so that a budget can end it', () => {
  let steps = 0;
  findAll(compiled('(a*)*b'), 'a'.repeat(20_000), -1, (more) => (steps += more));

  expect(steps).toBeGreaterThan(20_000);
});

test('it finds what JavaScript finds, where both have the same meaning', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '[ab]',
    '[^a]',
    '.',
    '(a)',
    '(?:ab)',
    String.raw`\w`,
    '^',
    '$',
    String.raw`\b`,
  );
  const piece = fc
    .tuple(atom, fc.constantFrom('', '', '?', '*', '+', '{1,2}', '*?'))
    .map(([one, repeat]) => (/^[\^$]$|^\\b$/.test(one) ? one : one + repeat));
  const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
  const alternatives = fc.array(pattern, { minLength: 1, maxLength: 2 }).map((list) => list.join('|'));

  fc.assert(
    fc.property(alternatives, fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 10 }), (source, text) => {
      const found = compiled(source).find(text, 0);
      const wanted = new RegExp(source).exec(text);
      expect(found?.[0]).toBe(wanted?.index);
      expect(found === undefined ? undefined : text.slice(found[0], found[1])).toBe(wanted?.[0]);
      expect(compiled(source).test(text)).toBe(wanted !== null);
    }),
  );
});

test('a simple pattern means to the fast matcher what it means to the machine', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '[a-c.]',
    String.raw`\.`,
    String.raw`\d`,
    String.raw`\w`,
    '-',
    ' ',
  );
  const bounded = fc.tuple(atom, fc.constantFrom('', '', '?', '{1,2}', '{2}')).map((parts) => parts.join(''));
  const one = fc.tuple(atom, fc.constantFrom('*', '+', '{1,}', '')).map((parts) => parts.join(''));
  const sequence = fc.array(bounded, { maxLength: 3 }).map((parts) => parts.join(''));
  const source = fc
    .tuple(fc.boolean(), sequence, one, sequence, fc.boolean())
    .map(([start, a, b, c, end]) => `${start ? '^' : ''}${a}${start ? b : ''}${c}${end ? '$' : ''}`);

  fc.assert(
    fc.property(
      source,
      fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', '-', ' ', '\n', '\u2028', '\u{1f600}'), maxLength: 8 }),
      (pattern, text) => {
        expect(simpleTest(pattern)).toBeDefined();
        expect(compiled(pattern).test(text)).toBe(compiled(pattern).find(text, 0) !== undefined);
      },
    ),
  );
});

test.each(['(a+)+', 'a*b*', '^a*b*', 'a|b', String.raw`\s`, String.raw`\bx`, '(?i)a', 'x+', '^a+b+$'])(
  '%s is left to the automaton',
  (source) => {
    expect(simpleTest(source)).toBeUndefined();
  },
);

test('a cache keeps no more than it may', () => {
  const cache = new RegexCache(2);
  const first = cache.get('a');
  cache.get('b');
  cache.get('c');

  expect(cache.get('c')).toBe(cache.get('c'));
  expect(cache.get('a')).not.toBe(first);
});

test.each([
  ['.$', '\u{1f600}'],
  ['[^a]$', 'x\u{1f600}'],
])('%s matches the character beyond the BMP that ends %j', (source, text) => {
  expect(compiled(source).test(text)).toBe(true);
});
