import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { displayWidth, truncate, wrap } from './columns.ts';

describe('displayWidth', () => {
  it('counts wide characters twice, combining marks and colours not at all', () => {
    expect(displayWidth('ab')).toBe(2);
    expect(displayWidth('日本')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('\u001b[31mred\u001b[0m')).toBe(3);
  });
});

describe('truncate', () => {
  it('cuts the end, or the start of a path, and shows that it did', () => {
    expect(truncate('abcdefgh', 5)).toBe('abcd…');
    expect(truncate('src/deep/file.ts', 9, true)).toBe('…/file.ts');
    expect(truncate('short', 5)).toBe('short');
  });
});

describe('wrap', () => {
  it('never writes a line wider than asked, and loses no character but spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 8, max: 60 }), (text, width) => {
        const lines = wrap(text, width);

        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
