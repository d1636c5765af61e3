import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeText } from './decode.ts';

function utf16(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
  const bytes = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('decodeText', () => {
  it('refuses malformed UTF-16', () => {
    const result = decodeText(Uint8Array.of(0xff, 0xfe, 0x61));

    expect(result).toMatchObject({ ok: false, error: { code: 'DOCUMENTS_ENCODING', line: 1, column: 1 } });
  });

  it('replaces bytes that are no UTF-8, and says so', () => {
    expect(decodeText(Buffer.from([0x61, 0xe9, 0x62]))).toMatchObject({ ok: true, text: 'a\uFFFDb', replaced: true });
  });

  it('drops the mark and reads UTF-16 of either order, with and without it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (tail) => {
        const text = `{"a"}${tail}`;

        expect(decodeText(Buffer.from(`\uFEFF${text}`))).toMatchObject({ text, encoding: 'utf-8' });
        for (const order of ['le', 'be'] as const) {
          for (const mark of [true, false]) {
            expect(decodeText(utf16(text, order, mark))).toMatchObject({ text, encoding: `utf-16${order}` });
          }
        }
      }),
    );
  });
});
