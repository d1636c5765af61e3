/** Roots of perfect subtrees out of the stored rows. What is read of a full block of a row, and what is hashed at the edge, never changes and is kept. */
import { HASH_BYTES } from './hash.ts';
import { foldPerfect } from './proof.ts';
import type { NodeId } from './proof.ts';
import { ROW_FACTOR, ROW_HEIGHT } from './store.ts';
import type { LedgerStore } from './store.ts';

/** Hashes that are read together. */
const BLOCK = 256;
/** 2,048 blocks of 8 KiB: 16 MiB. */
const CACHED_BLOCKS = 2048;
const CACHED_NODES = 8192;

export interface TileReader {
  /** The root of a perfect subtree that lies within the first `size` leaves. */
  node(id: NodeId, size: number): Promise<Uint8Array>;
}

export function tileReader(store: LedgerStore): TileReader {
  const blocks = new Map<string, Promise<Uint8Array>>();
  const nodes = new Map<string, Promise<Uint8Array>>();
  return {
    async node(id, size) {
      const row = Math.floor(id.level / ROW_HEIGHT);
      const width = 2 ** (id.level % ROW_HEIGHT);
      const first = id.index * width;
      const block = Math.floor(first / BLOCK);
      const stored = Math.floor(size / ROW_FACTOR ** row);
      if ((block + 1) * BLOCK > stored) {
        return remember(nodes, CACHED_NODES, `${id.level}/${id.index}`, async () =>
          foldPerfect(await store.readHashes(row, first, width), width),
        );
      }
      const bytes = await remember(blocks, CACHED_BLOCKS, `${row}/${block}`, () =>
        store.readHashes(row, block * BLOCK, BLOCK),
      );
      const at = (first - block * BLOCK) * HASH_BYTES;
      return foldPerfect(bytes.subarray(at, at + width * HASH_BYTES), width);
    },
  };
}

/** Gets or makes a value; the one that was made longest ago goes when there are too many, and one that failed at once. */
function remember(
  cache: Map<string, Promise<Uint8Array>>,
  limit: number,
  key: string,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  const oldest = cache.size > limit ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  return made;
}
