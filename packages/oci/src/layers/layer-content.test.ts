import { gzipSync, zstdCompressSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';

import { OCI_LIMITS } from '../limits.ts';
import type { OciLimits } from '../limits.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { inPieces, makeTar } from '../testing/tar.ts';
import { gather } from './checked.ts';
import { layerContent } from './layer-content.ts';

const tar = makeTar([{ path: 'file', content: 'x'.repeat(5000) }]);

interface Kept {
  readonly bytes: Uint8Array;
  /** What the manifest says of it, where that is not the truth. */
  readonly digest?: `sha256:${string}`;
  readonly size?: number;
  readonly diffId?: `sha256:${string}`;
  readonly limits?: Partial<OciLimits>;
  readonly checkDiffId?: boolean;
}

function unpack(kept: Kept, piece = 1000): Promise<Buffer> {
  const { bytes } = kept;
  const descriptor = {
    mediaType: MEDIA_TYPES.ociLayerGzip,
    digest: kept.digest ?? digestOf(bytes),
    size: kept.size ?? bytes.length,
  };
  const layer = { index: 0, descriptor, diffId: kept.diffId ?? digestOf(tar) };
  const options = { limits: { ...OCI_LIMITS, ...kept.limits }, checkDiffId: kept.checkDiffId ?? true };
  return gather(copied(layerContent(layer, inPieces(bytes, piece), options)), 1e9, 'it');
}

describe('a layer', () => {
  it.each([
    ['is not what the manifest names', { bytes: gzipSync(tar), digest: digestOf('other') }, 'OCI_DIGEST_MISMATCH'],
    ['unpacks to something else', { bytes: gzipSync(tar), diffId: digestOf('other') }, 'OCI_DIGEST_MISMATCH'],
    ['is cut short', { bytes: gzipSync(tar).subarray(0, 50), size: gzipSync(tar).length }, 'OCI_SIZE_MISMATCH'],
    ['is longer than it says', { bytes: gzipSync(tar), size: 10 }, 'OCI_SIZE_MISMATCH'],
    ['was cut short before it was named (gzip)', { bytes: gzipSync(tar).subarray(0, -10) }, 'OCI_LAYER_MALFORMED'],
    [
      'was cut short before it was named (zstd)',
      { bytes: zstdCompressSync(tar).subarray(0, -10) },
      'OCI_LAYER_MALFORMED',
    ],
    ['is damaged', { bytes: damaged(gzipSync(tar)) }, 'OCI_LAYER_MALFORMED'],
    ['is packed with bzip2', { bytes: Buffer.from('BZh91AY&SY') }, 'OCI_LAYER_MALFORMED'],
    ['is packed with xz', { bytes: Buffer.from('fd377a585a0000', 'hex') }, 'OCI_LAYER_MALFORMED'],
    [
      'is a bomb in gzip',
      { bytes: gzipSync(Buffer.alloc(30_000_000)), limits: { layerFreeBytes: 1_000_000 } },
      'OCI_LAYER_BOMB',
    ],
    [
      'is a bomb in zstd',
      { bytes: zstdCompressSync(Buffer.alloc(30_000_000)), limits: { layerFreeBytes: 1_000_000 } },
      'OCI_LAYER_BOMB',
    ],
    ['is larger than any layer may be', { bytes: tar, limits: { layerBytes: 1000 } }, 'OCI_LAYER_BOMB'],
  ] satisfies [string, Kept, string][])('that %s fails', async (_what, kept, code) => {
    await expect(unpack(kept)).rejects.toMatchObject({ code });
  });

  it.each([
    ['plain', tar],
    ['gzip', gzipSync(tar)],
    ['gzip in two members', Buffer.concat([gzipSync(tar.subarray(0, 600)), gzipSync(tar.subarray(600))])],
    ['zstd', zstdCompressSync(tar)],
    [
      'zstd in two frames',
      Buffer.concat([zstdCompressSync(tar.subarray(0, 600)), zstdCompressSync(tar.subarray(600))]),
    ],
    [
      'zstd behind a frame that is skipped',
      Buffer.concat([Buffer.from('502a4d1804000000736b6970', 'hex'), zstdCompressSync(tar)]),
    ],
  ])('in %s is unpacked', async (_how, bytes) => {
    expect(await unpack({ bytes })).toEqual(tar);
  });

  it('may leave out the digest of what it unpacks to, and no other', async () => {
    const wrong = { bytes: gzipSync(tar), diffId: digestOf('other'), checkDiffId: false };

    expect(await unpack(wrong)).toEqual(tar);
    await expect(unpack({ ...wrong, digest: digestOf('other') })).rejects.toMatchObject({
      code: 'OCI_DIGEST_MISMATCH',
    });
  });

  it('is the same in whatever pieces it comes, and never whole with a byte changed', async () => {
    const packed = gzipSync(tar);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.nat(packed.length - 1), async (piece, at) => {
        const changed = Buffer.from(packed);
        changed[at] = (changed[at] ?? 0) ^ 0x55;

        expect(await unpack({ bytes: packed }, piece)).toEqual(tar);
        await expect(unpack({ bytes: changed, digest: digestOf(packed) }, piece)).rejects.toMatchObject({
          code: expect.stringMatching(/^OCI_/),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('closes what it reads from when nobody reads on', async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield gzipSync(Buffer.alloc(1_000_000));
      } finally {
        isClosed = true;
      }
    }
    const layer = { index: 0, descriptor: { mediaType: MEDIA_TYPES.ociLayerGzip, digest: digestOf('x'), size: 1e12 } };
    for await (const piece of layerContent(layer, source(), { limits: OCI_LIMITS, checkDiffId: true }))
      if (piece.length > 0) break;
    await new Promise((resolve) => setImmediate(resolve));

    expect(isClosed).toBe(true);
  });
});

/** Pieces are only valid until the next. */
async function* copied(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[30] = (copy[30] ?? 0) ^ 0xff;
  return copy;
}
