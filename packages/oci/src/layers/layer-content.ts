import type { Layer } from '../image-source.ts';
import { ociErrors } from '../errors.ts';
import type { OciLimits } from '../limits.ts';
import { checked } from './checked.ts';
import { decompress } from './decompress.ts';

export interface LayerOptions {
  readonly limits: OciLimits;
  /** Also hash what comes out; without it, only what goes in. */
  readonly checkDiffId: boolean;
}

/**
 * The unpacked tar of a layer from what is kept of it. Fails where the kept bytes, or the unpacked ones, are not those that
 * the image names, where it breaks off, and where it unpacks to more than the limits allow. Pieces are only valid until the
 * next.
 */
export function layerContent(
  layer: Layer,
  kept: AsyncIterable<Uint8Array>,
  options: LayerOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const { descriptor, diffId } = layer;
  const { digest } = descriptor;
  const packed = checked(kept, { digest, size: descriptor.size, what: `layer ${digest}` });
  const unpacked = bounded(decompress(packed, digest, { isInPlace: true }), layer, options.limits);
  if (!options.checkDiffId || diffId === undefined || diffId === digest) return unpacked;
  return checked(unpacked, { digest: diffId, what: `the unpacked layer ${digest}` });
}

async function* bounded(
  stream: AsyncIterable<Uint8Array>,
  { descriptor }: Layer,
  limits: OciLimits,
): AsyncGenerator<Uint8Array, void, void> {
  const byRatio = Math.max(limits.layerFreeBytes, descriptor.size * limits.layerRatio);
  const limitBytes = Math.min(limits.layerBytes, byRatio);
  let unpacked = 0;
  for await (const piece of stream) {
    unpacked += piece.length;
    if (unpacked > limitBytes) {
      throw ociErrors.LAYER_BOMB({ digest: descriptor.digest, limitBytes, compressedBytes: descriptor.size });
    }
    yield piece;
  }
}
