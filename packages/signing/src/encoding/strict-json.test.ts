import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseStrictJson, parseStrictJsonBytes } from './strict-json.ts';

describe('strict JSON', () => {
  it('refuses a member that stands twice, however it is written', () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"a":1,"\\u0061":2}',
      '{"x":{"b":1,"b":2}}',
      '{"__proto__":1,"__proto__":2}',
    ]) {
      expect(() => parseStrictJson(text)).toThrow(/stands twice/);
    }
  });

  it('refuses what JSON.parse refuses', () => {
    const broken = [
      '',
      '{',
      '[1,]',
      '{"a"}',
      '{"a":}',
      '{a:1}',
      "{'a':1}",
      '01',
      '1.',
      '+1',
      '-',
      'tru',
      'nul',
      '"a',
      '"\\x"',
      '"\u0001"',
      '[1 2]',
      '1 2',
      '{"a":1,}',
      'NaN',
      '\ufeff{}',
      '"\\',
    ];

    for (const text of broken) {
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
      expect(() => parseStrictJson(text)).toThrow(/at character|longer/);
    }
  });

  it('is bounded in depth and length', () => {
    expect(() => parseStrictJson('['.repeat(100_000))).toThrow(/deeper than 64/);
    expect(() => parseStrictJson('{"a":'.repeat(65) + '1' + '}'.repeat(65))).toThrow(/deeper than 64/);
    expect(() => parseStrictJson(' '.repeat(11), { characters: 10, depth: 4 })).toThrow(/longer than 10/);
    expect(() => parseStrictJsonBytes(new Uint8Array(100), { characters: 10, depth: 4 })).toThrow(/longer than 10/);
  });

  it('refuses bytes that are no UTF-8', () => {
    expect(() => parseStrictJsonBytes(Buffer.from([0x22, 0xff, 0x22]))).toThrow(/no UTF-8/);
    expect(() => parseStrictJsonBytes(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toThrow(/no value/);
  });

  it('keeps a member named __proto__ a member', () => {
    const value = parseStrictJson('{"__proto__":{"polluted":true}}') as Record<string, unknown>;

    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value['polluted']).toBeUndefined();
  });

  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);

        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
