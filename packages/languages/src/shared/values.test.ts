import fc from 'fast-check';
import { expect, test } from 'vitest';

import { objectOf } from './containers.ts';
import { addNumbers, compareNumbers, divideNumbers, multiplyNumbers, numberText, parseNumber } from './decimal.ts';
import type { Numeric } from './decimal.ts';
import { parseJson } from './read-json.ts';
import { StructSet, compare, equal, hash } from './values.ts';
import type { Value } from './values.ts';

const number = (text: string): Numeric => parseNumber(text) ?? Number.NaN;

test.each([
  ['0.1', '0.2', '0.3'],
  ['9007199254740993', '1', '9007199254740994'],
  ['123456789012345678901234567890', '-1', '123456789012345678901234567889'],
  ['1.0000000000000000000001', '1', '2.0000000000000000000001'],
])('%s + %s is %s', (a, b, sum) => {
  expect(numberText(addNumbers(number(a), number(b)))).toBe(sum);
});

test.each(['', 'x', '1.', '.5', '1e', '--1', '1e999999', '9'.repeat(20_000)])('%.10s is no number', (text) => {
  expect(parseNumber(text)).toBeUndefined();
});

test('a quotient is exact where it is an integer', () => {
  expect(divideNumbers(number('100000000000000000000'), number('10'))).toBe(10_000_000_000_000_000_000n);
  expect(divideNumbers(1, 4)).toBe(0.25);
});

test('a product of too many digits is none', () => {
  expect(multiplyNumbers(number(`1${'0'.repeat(8_000)}`), number(`1${'0'.repeat(8_000)}`))).toBeUndefined();
});

test('numbers keep their digits through JSON', () => {
  const parsed = parseJson('[12345678901234567890, 0.1000000000000000000001, 1e2, 1.5]');

  const values = 'value' in parsed ? (parsed.value as readonly Numeric[]) : [];
  expect(values.map(numberText)).toEqual(['12345678901234567890', '0.1000000000000000000001', '100', '1.5']);
});

test('integers of any size add as bigints do', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
      expect(numberText(addNumbers(number(String(a)), number(String(b))))).toBe(String(a + b));
      expect(Math.sign(compareNumbers(number(String(a)), number(String(b))))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Value>(null, true, false, 0, 1, 1.5, 'a', 'b', 2n ** 70n),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => StructSet.of(items)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => objectOf(entries)),
  ),
})).value;

test('equality, order and hash agree', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(equal(a, a)).toBe(true);
      expect(equal(a, b)).toBe(compare(a, b) === 0);
      expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
      expect(!equal(a, b) || hash(a) === hash(b)).toBe(true);
    }),
  );
});

test('a set holds each value once, in any order of adding', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), (items) => {
      const set = StructSet.of([...items, ...items]);
      expect(items.every((item) => set.has(item))).toBe(true);
      expect(equal(set, StructSet.of(items.toReversed()))).toBe(true);
    }),
  );
});

test('texts are ordered by code point', () => {
  expect(compare('\uffff', '\u{10000}')).toBeLessThan(0);
  expect(compare('a', 'b')).toBeLessThan(0);
});
