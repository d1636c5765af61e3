import { describe, expect, it } from 'vitest';

import { exactInteger } from './integer.ts';

describe('exactInteger', () => {
  it('does not convert integers that are too long to be one', () => {
    expect(exactInteger('9'.repeat(10_000_000), true)).toBe(-Infinity);
  });

  it('gives a number where a double holds it, else a bigint', () => {
    expect(exactInteger('9007199254740991', false)).toBe(9007199254740991);
    expect(exactInteger('9007199254740993', true)).toBe(-9007199254740993n);
    expect(exactInteger('0xffffffffffffffff', false)).toBe(18446744073709551615n);
    expect(exactInteger('0', true)).toBe(-0);
  });
});
