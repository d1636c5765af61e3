import { KIND } from './pack.ts';
import type { Pack } from './pack.ts';

/** The entries of a pack as trees of deltas: each whole object is a root, each delta hangs below its base. */
export interface DeltaForest {
  /** Numbers of the entries in order of their offsets. */
  readonly offsets: Float64Array;
  /** By entry: the object's number in the pack's index. */
  readonly objects: Uint32Array;
  /** By entry: its inflated size, -1 where its head is damaged, and where its zlib stream starts. */
  readonly sizes: Float64Array;
  readonly dataAt: Float64Array;
  /** By entry: its kind with deltas resolved, 0 where a base is missing. */
  readonly kinds: Uint8Array;
  /** By entry: its first child, then by child: the next one; -1 ends. */
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Entries that are whole objects, in order of their offsets. */
  readonly roots: readonly number[];
}

/** Reads the head of every entry. The damaged ones have no head, and what hangs below them kind 0. */
export function buildForest(pack: Pack): DeltaForest {
  const { count } = pack.index;
  const order = entriesByOffset(pack);
  const offsets = Float64Array.from(order, (n) => pack.index.offset(n));
  const { sizes, dataAt, ownKinds, bases } = headsOf(pack, offsets);
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  const kinds = new Uint8Array(count);
  const roots: number[] = [];
  // From the back, so that children stand in order of their offsets.
  for (let entry = count - 1; entry >= 0; entry -= 1) {
    if (sizes[entry] === -1) continue;
    const kind = ownKinds[entry] ?? 0;
    if (kind < KIND.ofsDelta) {
      kinds[entry] = kind;
      roots.push(entry);
      continue;
    }
    const base = entryAt(offsets, bases[entry] ?? -1, entry);
    if (base === -1) continue;
    nextSibling[entry] = firstChild[base] ?? -1;
    firstChild[base] = entry;
  }
  roots.reverse();
  const forest: DeltaForest = { offsets, objects: order, sizes, dataAt, kinds, firstChild, nextSibling, roots };
  spreadKinds(forest);
  return forest;
}

function entriesByOffset(pack: Pack): Uint32Array {
  const { count } = pack.index;
  // Offset and number in one float: sorting numbers needs no comparator, which is several times faster.
  if (pack.sizeBytes * count < Number.MAX_SAFE_INTEGER) {
    const keys = new Float64Array(count);
    for (let n = 0; n < count; n += 1) keys[n] = pack.index.offset(n) * count + n;
    return Uint32Array.from(keys.sort(), (key) => key % count);
  }
  const offsets = Float64Array.from({ length: count }, (_, n) => pack.index.offset(n));
  return Uint32Array.from({ length: count }, (_, n) => n).sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
}

interface Heads {
  readonly sizes: Float64Array;
  readonly dataAt: Float64Array;
  readonly ownKinds: Uint8Array;
  readonly bases: Float64Array;
}

function headsOf(pack: Pack, offsets: Float64Array): Heads {
  const { length } = offsets;
  const sizes = new Float64Array(length).fill(-1);
  const dataAt = new Float64Array(length);
  const ownKinds = new Uint8Array(length);
  const bases = new Float64Array(length);
  for (let entry = 0; entry < length; entry += 1) {
    const head = pack.head(offsets[entry] ?? -1);
    if (head === undefined) continue;
    sizes[entry] = head.size;
    dataAt[entry] = head.dataAt;
    ownKinds[entry] = head.kind;
    bases[entry] = head.base;
  }
  return { sizes, dataAt, ownKinds, bases };
}

/** The entry at an offset, or -1. Bases mostly lie a little before what is made from them, so the search starts there. */
function entryAt(offsets: Float64Array, offset: number, near: number): number {
  let high = near;
  let low = near;
  for (let step = 8; low > 0 && (offsets[low] ?? 0) > offset; step *= 4) {
    high = low;
    low = Math.max(0, low - step);
  }
  if ((offsets[low] ?? 0) < offset && low === near) high = offsets.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = offsets[middle] ?? 0;
    if (value === offset) return middle;
    if (value < offset) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function spreadKinds(forest: DeltaForest): void {
  const stack: number[] = [];
  for (const root of forest.roots) {
    const kind = forest.kinds[root] ?? 0;
    stack.push(root);
    for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
      forest.kinds[entry] = kind;
      for (let child = forest.firstChild[entry] ?? -1; child !== -1; child = forest.nextSibling[child] ?? -1)
        stack.push(child);
    }
  }
}
