import fc from 'fast-check';
import { expect, test } from 'vitest';

import { indexOfText, lastIndexOfText, splitText } from './search.ts';

const text = fc
  .array(fc.constantFrom('a', 'b'), { minLength: 0, maxLength: 40 })
  .map((list) => list.join('').repeat(300));
const part = fc
  .tuple(fc.constantFrom('a', 'ab', 'aab', 'b'), fc.integer({ min: 1, max: 120 }))
  .map(([s, n]) => s.repeat(n));

test('long texts are searched with the results of short ones', () => {
  fc.assert(
    fc.property(text, part, fc.nat(12_000), (whole, wanted, from) => {
      expect(indexOfText(whole, wanted, from)).toBe(whole.indexOf(wanted, from));
      expect(lastIndexOfText(whole, wanted, from)).toBe(whole.lastIndexOf(wanted, from));
      expect(splitText(whole, wanted)).toEqual(whole.split(wanted));
    }),
    { numRuns: 200 },
  );
});
