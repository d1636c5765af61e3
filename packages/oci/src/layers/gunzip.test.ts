import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { inPieces } from '../testing/tar.ts';
import { decompress } from './decompress.ts';

/** The bytes, or the code of the error that ended them. */
async function unpacked(bytes: Uint8Array, piece: number, isInPlace: boolean): Promise<Buffer | string> {
  const pieces: Buffer[] = [];
  try {
    for await (const each of decompress(inPieces(bytes, piece), 'it', { isInPlace })) pieces.push(Buffer.from(each));
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return Buffer.concat(pieces);
}

const large = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * at) % 251));

describe('unpacking in place', () => {
  it.each([
    ['nothing in it', gzipSync('')],
    ['more than one piece', gzipSync(large)],
    ['several members', Buffer.concat([gzipSync(large), gzipSync('and more')])],
    ['zeros behind it', Buffer.concat([gzipSync(large), Buffer.alloc(600)])],
    ['something else behind it', Buffer.concat([gzipSync('x'), Buffer.from('else')])],
    ['its end missing', gzipSync(large).subarray(0, -9)],
    ['a wrong sum', Buffer.concat([gzipSync(large).subarray(0, -8), Buffer.alloc(8)])],
  ])('gives what the streams of Node.js give: gzip with %s', async (_what, bytes) => {
    for (const piece of [1000, 65_536, bytes.length])
      expect(await unpacked(bytes, piece, true)).toEqual(await unpacked(bytes, piece, false));
  });

  it('gives the same of damaged content, in whatever pieces it comes', async () => {
    const packed = gzipSync(large.subarray(0, 3000));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.nat(packed.length - 1), async (piece, at) => {
        const bytes = Buffer.from(packed);
        bytes[at] = (bytes[at] ?? 0) ^ 0x24;

        const [ours, theirs] = [await unpacked(bytes, piece, true), await unpacked(bytes, piece, false)];

        expect(ours).toEqual(theirs);
      }),
      { numRuns: 100 },
    );
  });
});
