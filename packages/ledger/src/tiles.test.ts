import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { entryOf, referenceIn } from './entry.ts';
import {
  MAX_ENTRY_BYTES,
  decodeEntries,
  decodeTile,
  encodeEntries,
  parseTilePath,
  tilePath,
  tilesOf,
} from './tiles.ts';

describe('tile paths', () => {
  it('refuse any spelling but the canonical one', () => {
    const wrong = [
      'tile/0/1',
      'tile/00/001',
      'tile/64/001',
      'tile/0/x000/001',
      'tile/0/001.p/0',
      'tile/0/001.p/256',
      'tile/0/001.p/257',
      'tile/0/001.p/07',
      'tile/0/x12/345',
      'tile/-1/001',
      '../tile/0/001',
      'tile/0/001/',
      'tile/data/001',
    ];

    expect(wrong.filter((path) => parseTilePath(path) !== undefined)).toEqual([]);
  });

  it('round trip', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
        fc.integer({ min: 0, max: 10 ** 12 }),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
        },
      ),
    );
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
  });

  it('list every tile of a log', () => {
    expect([...tilesOf(513)].map(tilePath)).toEqual([
      'tile/0/000',
      'tile/entries/000',
      'tile/0/001',
      'tile/entries/001',
      'tile/0/002.p/1',
      'tile/entries/002.p/1',
      'tile/1/000.p/2',
    ]);
  });
});

describe('entry bundles', () => {
  it('round trip, and refuse a wrong count, a cut and trailing bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { minLength: 1, maxLength: 20 }), (entries) => {
        const bundle = encodeEntries(entries);

        expect(decodeEntries(bundle, entries.length)?.map((e) => [...e])).toEqual(entries.map((e) => [...e]));
        expect(decodeEntries(bundle, entries.length + 1)).toBeUndefined();
        expect(decodeEntries(bundle, entries.length - 1)).toBeUndefined();
        expect(decodeEntries(bundle.subarray(0, -1), entries.length)).toBeUndefined();
      }),
    );
  });

  it('and tiles hold exactly what they should', () => {
    expect(decodeTile(new Uint8Array(64), 2)).toHaveLength(2);
    expect(decodeTile(new Uint8Array(63), 2)).toBeUndefined();
  });
});

describe('entries', () => {
  it('stand for themselves up to the limit and by digest beyond', () => {
    const small = new Uint8Array(MAX_ENTRY_BYTES);
    const large = new Uint8Array(MAX_ENTRY_BYTES + 1);

    expect(entryOf(small)).toEqual({ kind: 'inline', leaf: small });
    expect(referenceIn(entryOf(large).leaf)).toMatchObject({ sizeBytes: MAX_ENTRY_BYTES + 1 });
  });

  it('never pass for a reference: a body that reads as one is logged by digest', () => {
    const forged = entryOf(new Uint8Array(MAX_ENTRY_BYTES + 1)).leaf;

    expect(entryOf(forged).kind).toBe('reference');
    expect(referenceIn(entryOf(forged).leaf)?.sizeBytes).toBe(forged.length);
    expect(referenceIn(Buffer.from('sallyport.ledger/body-reference/v1\nsha256:12\n5\n'))).toBeUndefined();
  });
});
