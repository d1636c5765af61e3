import { seededRandom } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encodedPieces } from './encoded.ts';
import type { EncodedPiece } from './encoded.ts';

const UNKNOWN = { unicodeEscapes: true, percentSigns: true, runs: undefined };
const piecesIn = (text: string | Buffer, unicodeEscapes = true): EncodedPiece[] => [
  ...encodedPieces(Buffer.from(text), { ...UNKNOWN, unicodeEscapes }),
];
const decodedIn = (text: string | Buffer): string[] =>
  piecesIn(text).map((piece) => `${piece.encoding}: ${piece.decoded}`);

const SECRET = 'password = correct horse battery staple';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('encodedPieces', () => {
  it.each([
    ['plain words', 'no more than some words of English, and nothing else in here'],
    ['a run that is too short', `x = "${base64('password=1').slice(0, 20)}"`],
    [
      'base64 of no text',
      `x = "${Buffer.from(Array.from({ length: 90 }, (_, index) => 128 + index)).toString('base64')}"`,
    ],
    ['hex of no text', `x = "${'ff00'.repeat(20)}"`],
    ['a digest', `x = "${'9b74c9897bac770ffc029102a200c5de'.repeat(2)}"`],
    ['escapes of what is no ASCII', 'caf%E9%20'.slice(0, 6)],
    ['a percent sign that is none', '100%, 20%-30%zz and %'],
    ['an escape that is cut off', 'abcdefghijklm%4'],
    ['few decoded characters', 'a%20b'],
  ])('decodes nothing in %s', (_, text) => {
    expect(decodedIn(text)).toEqual([]);
  });

  it.each([
    ['base64', `key: "${base64(SECRET)}"\n`, `base64: ${SECRET}`],
    [
      'base64 for URLs, without padding',
      `k=${Buffer.from(`${SECRET}??>>`).toString('base64url')}`,
      `base64: ${SECRET}??>>`,
    ],
    ['hex', `0x ${hex(SECRET)} `, `hex: ${SECRET}`],
    ['hex in capitals', `x ${hex(SECRET).toUpperCase()}`, `hex: ${SECRET}`],
    ['percent escapes', 'url?q=password%3Dcorrect%20horse&x', 'percent: url?q=password=correct horse&x'],
    ['unicode escapes', '"password\\u003dcorrect\\u0020horse"', 'unicode escapes: password=correct horse'],
    [
      'wrapped base64',
      `data:\n  ${base64(SECRET.repeat(4)).replaceAll(/.{76}/g, '$&\n  ')}\n`,
      `base64: ${SECRET.repeat(4)}`,
    ],
  ])('decodes %s', (_, text, expected) => {
    expect(decodedIn(text)).toContain(expected);
  });

  it('looks for no unicode escapes where there are none to be', () => {
    expect(piecesIn('"password\\u003dcorrect\\u0020horse"', false)).toEqual([]);
  });

  it('decodes one layer at a time', () => {
    const inner = base64(SECRET);

    expect(decodedIn(base64(`x: "${inner}"`))).toEqual([`base64: x: "${inner}"`]);
  });

  it.each([
    ['base64', (text: string) => `a b ${base64(text)} c`],
    ['hex', (text: string) => `a b ${hex(text)} c`],
    ['percent', (text: string) => `a b ${encodeURIComponent(`${text} .`)} c`],
    ['unicode escapes', (text: string) => `a b ${`${text}=x`.replaceAll('=', '\\u003d')} c`],
  ])('says of each decoded byte of %s where it comes from: in order, inside of the piece', (_, encode) => {
    const random = seededRandom(3);
    const text = Array.from({ length: 60 }, () => String.fromCharCode(0x41 + random.below(26))).join('');
    const whole = Buffer.from(encode(`${text}=${text}`));

    const [piece] = piecesIn(whole);

    const origins = Array.from(
      { length: (piece?.decoded.length ?? 0) + 1 },
      (_, offset) => piece?.origin(offset) ?? -1,
    );
    expect(origins.length).toBeGreaterThan(100);
    expect(origins).toEqual(origins.toSorted((a, b) => a - b));
    expect(origins[0]).toBe(piece?.start);
    expect(origins.at(-1)).toBeLessThanOrEqual(whole.length);
    expect(origins.at(-1)).toBeGreaterThanOrEqual((piece?.end ?? 0) - 2);
  });

  it('finds what was encoded, wherever it stands and however its memory lies', () => {
    const letters = fc.stringMatching(/^[a-z ]{40,90}$/);
    const around = fc.stringMatching(/^[ "=:,\n]{1,20}$/);
    fc.assert(
      fc.property(letters, around, fc.nat({ max: 3 }), fc.boolean(), (text, before, shift, isHex) => {
        const encoded = isHex ? hex(text) : base64(text);
        const memory = Buffer.concat([Buffer.alloc(shift), Buffer.from(`${before}${encoded} `)]);

        const pieces = [...encodedPieces(memory.subarray(shift), UNKNOWN)];

        expect(pieces.map(({ decoded, start }) => [decoded.toString(), start])).toEqual([[text, before.length]]);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws, and stays inside of what it is given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('%', '\\u00', '41', '3d', 'QUJD', '\n', ' ', '"', '=', 'zz', '\u0000'), {
          maxLength: 80,
        }),
        (parts) => {
          const bytes = Buffer.from(parts.join(''));

          for (const piece of encodedPieces(bytes, UNKNOWN)) {
            expect(piece.start).toBeGreaterThanOrEqual(0);
            expect(piece.end).toBeLessThanOrEqual(bytes.length);
            expect(piece.decoded.length).toBeLessThanOrEqual(piece.end - piece.start);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('decodes no more than its bounds of what is one run, and goes on behind it', () => {
    const long = base64('abc'.repeat(600_000));

    const pieces = piecesIn(`${long} "${base64(SECRET)}"`);

    expect(Math.max(...pieces.map(({ start, end }) => end - start))).toBeLessThanOrEqual(1024 * 1024);
    expect(pieces.at(-1)?.decoded.toString()).toBe(SECRET);
  });
});
