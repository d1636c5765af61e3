import { describe, expect, it } from 'vitest';

import { asText, isForeignObject, jsonList, jsonMember, jsonText, jsonTexts } from './foreign-json.ts';

describe('reading foreign JSON', () => {
  it('does not see what an object inherits', () => {
    expect(jsonMember({}, 'constructor')).toBeUndefined();
    expect(jsonMember(JSON.parse('{"__proto__":1}'), '__proto__')).toBe(1);
  });

  it('answers with neutral values where the shape is another', () => {
    for (const value of [undefined, null, 1, 'a', [], { a: 1 }]) {
      expect([jsonText(value, 'a'), jsonList(value, 'a'), jsonTexts(value, 'a')]).toEqual([undefined, [], []]);
    }
    expect([asText(''), isForeignObject([])]).toEqual([undefined, false]);
  });

  it('reads what is there', () => {
    const value = { a: 'x', b: ['y', 1] };

    expect([jsonText(value, 'a'), jsonList(value, 'b'), jsonTexts(value, 'b')]).toEqual(['x', ['y', 1], ['y']]);
  });
});
