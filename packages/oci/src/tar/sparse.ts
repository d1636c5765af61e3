import { numberField } from './block.ts';

/** Where the stored content of a sparse file belongs: pieces in order, the rest is zeros. */
export interface SparseMap {
  /** Offset and size in turn. */
  readonly pieces: readonly number[];
  readonly realSizeBytes: number;
}

/** Adds the pieces that a GNU sparse header block (type `S`, or its extension) lists. */
export function addGnuPieces(pieces: number[], block: Buffer, at: number, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const start = at + i * 24;
    if (block[start] === 0) return true;
    const offset = numberField(block, start, 12);
    const size = numberField(block, start + 12, 12);
    if (offset === undefined || size === undefined) return false;
    pieces.push(offset, size);
  }
  return true;
}

/** Whether the pieces lie in order, within the file, and hold just what is stored. */
export function sparseMapHolds(map: SparseMap, storedBytes: number): boolean {
  let end = 0;
  let stored = 0;
  for (let i = 0; i < map.pieces.length; i += 2) {
    const offset = map.pieces[i] ?? -1;
    const size = map.pieces[i + 1] ?? -1;
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(size) || offset < end || size < 0) return false;
    end = offset + size;
    stored += size;
  }
  return end <= map.realSizeBytes && stored === storedBytes;
}

const ZEROS = Buffer.alloc(256 * 1024);

/** Puts the zeros back between the stored pieces. */
export async function* expandSparse(stored: AsyncIterable<Buffer>, map: SparseMap): AsyncGenerator<Buffer> {
  let at = 0;
  let piece = 0;
  let used = 0;
  for await (let bytes of stored) {
    while (bytes.length > 0) {
      const offset = map.pieces[piece] ?? map.realSizeBytes;
      const size = map.pieces[piece + 1] ?? 0;
      if (used === size) {
        piece += 2;
        used = 0;
        continue;
      }
      if (at < offset) yield* zeros(offset - at);
      const part = bytes.subarray(0, size - used);
      yield part;
      used += part.length;
      at = offset + used;
      bytes = bytes.subarray(part.length);
    }
  }
  yield* zeros(map.realSizeBytes - at);
}

function* zeros(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}
