import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { visibleLines, visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it('writes out line ends, terminal escapes, direction overrides and lone surrogates', () => {
    const shown = visibleText('a\nb\r\u001b[31m\u202e\ud800\u0000\u009b');

    expect(shown).toBe(String.raw`a\nb\r\x1b[31m\u{202e}\u{d800}\x00\x9b`);
  });

  it('leaves ordinary text of any language as it is', () => {
    expect(visibleText('日本語 café ✓ 👍🏽')).toBe('日本語 café ✓ 👍🏽');
  });

  it('never lets a character through that acts on a terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        // oxlint-disable-next-line no-control-regex -- control characters are what this is about
        expect(visibleText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
      }),
    );
  });
});

describe('visibleLines', () => {
  it('keeps line ends only', () => {
    expect(visibleLines('a\r\nb\tc\u0007')).toBe('a\nb  c\\x07');
  });
});
