import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LineHasher, lineHashes } from './line-hash.ts';

/** The definition, straight: for each line the window of 100 characters from its start, in big integers. */
function slowLineHashes(text: string): string[] {
  const characters: number[] = [];
  const starts: number[] = [0];
  for (const character of text.replaceAll(/\r\n?/g, '\n').replaceAll(/[ \t]/g, '')) {
    characters.push(character.charCodeAt(0));
    if (character === '\n') starts.push(characters.length);
  }
  characters.push(65_535);
  const counts = new Map<string, number>();
  return starts.map((start) => {
    const window = Array.from({ length: 100 }, (_, index) => BigInt(characters[start + index] ?? 0));
    const hash = window.reduce((sum, next) => (sum * 37n + next) % 2n ** 64n, 0n).toString(16);
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
    return `${hash}:${counts.get(hash)}`;
  });
}

describe('lineHashes', () => {
  it.each([
    ['', ['c129715d7a2bc9a3:1']],
    [
      ' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End',
      [
        '8b7cf3e952e7aeb2:1',
        'b1ae1287ec4718d9:1',
        'bff680108adb0fcc:1',
        'c6805c5e1288b612:1',
        'b86d3392aea1be30:1',
        'e6ceba753e1a442:1',
      ],
    ],
  ])('agrees with the published vector of %j', (text, expected) => {
    expect(lineHashes(text)).toEqual(expected);
  });

  it('agrees with the definition on any text, in pieces of any size', () => {
    const character = fc.constantFrom('a', 'b', '\uFFFE', 'é', ' ', '\t', '\n', '\r', '\r\n');
    const text = fc.array(character, { maxLength: 400 }).map((list) => list.join(''));

    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (whole, size) => {
        const hashes: string[] = [];
        const lines: number[] = [];
        const hasher = new LineHasher((line, hash) => {
          lines.push(line);
          hashes.push(hash);
        });
        for (let start = 0; start < whole.length; start += size) hasher.write(whole.slice(start, start + size));
        hasher.end();

        expect(hashes).toEqual(slowLineHashes(whole));
        expect(lines).toEqual(hashes.map((_, index) => index + 1));
      }),
    );
  });
});
