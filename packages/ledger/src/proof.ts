/** Inclusion and consistency proofs of RFC 6962 (sections 2.1.1 and 2.1.2), made from ranges of leaves and checked as RFC 9162 does. */
import { HASH_BYTES, emptyRoot, nodeHash, sameHash } from './hash.ts';

const TWO_32 = 2 ** 32;

/** A perfect subtree: 2^level leaves, the `index`-th of its size. */
export interface NodeId {
  readonly level: number;
  readonly index: number;
}

/** Leaves [start, end). */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** The leaf ranges whose roots are the inclusion proof of `index` in a tree of `size` leaves, in the proof's order. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** The leaf ranges whose roots are the consistency proof between the trees of `from` and `to` leaves, 0 < from < to. */
export function consistencyRanges(from: number, to: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = to;
  while (from < end) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // The subtree that is left is the old tree itself where nothing was to its left: its root is known to whoever checks.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

/** The perfect subtrees that make up a range, left to right. The range starts where a subtree of its largest power of two may start. */
export function nodesOfRange(range: LeafRange): NodeId[] {
  const nodes: NodeId[] = [];
  let start = range.start;
  while (start < range.end) {
    const width = largestPower(range.end - start);
    nodes.push({ level: Math.log2(width), index: start / width });
    start += width;
  }
  return nodes;
}

/** Root of a range from the roots of its `nodesOfRange`. */
export function foldNodes(hashes: readonly Uint8Array[]): Uint8Array {
  let root = hashes.at(-1);
  if (root === undefined) return emptyRoot();
  for (let i = hashes.length - 2; i >= 0; i--) root = nodeHash(hashes[i] ?? root, root);
  return root;
}

/** Root of a perfect subtree from the `count` hashes (a power of two) of one of its levels, 32 bytes each. */
export function foldPerfect(bytes: Uint8Array, count: number): Uint8Array {
  if (bytes.length !== count * HASH_BYTES) throw new RangeError('a perfect subtree has all of its hashes');
  let layer = Array.from({ length: count }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
  while (layer.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < layer.length; i += 2) above.push(foldNodes(layer.slice(i, i + 2)));
    layer = above;
  }
  return layer[0] ?? emptyRoot();
}

export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
}

/** True if the proof shows that `leaf` is entry `index` of the tree (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Uint8Array[]): boolean {
  if (!isCount(claim.index) || !isCount(claim.size) || claim.index >= claim.size) return false;
  const root = rootFromInclusion(claim, proof);
  return root !== undefined && sameHash(root, claim.root);
}

function rootFromInclusion(claim: InclusionClaim, proof: readonly Uint8Array[]): Uint8Array | undefined {
  let node = claim.index;
  let last = claim.size - 1;
  let hash = claim.leaf;
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== HASH_BYTES) return undefined;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 ? hash : undefined;
}

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** True if the proof shows that `to` is `from` with entries added at the end (RFC 9162 section 2.1.4.2). */
export function verifyConsistency(from: TreeHead, to: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isCount(from.size) || !isCount(to.size) || from.size > to.size) return false;
  if (from.size === to.size) return proof.length === 0 && sameHash(from.root, to.root);
  if (from.size === 0) return proof.length === 0 && sameHash(from.root, emptyRoot());
  const roots = rootsFromConsistency(from, to.size, proof);
  return roots !== undefined && sameHash(roots.from, from.root) && sameHash(roots.to, to.root);
}

function rootsFromConsistency(
  from: TreeHead,
  toSize: number,
  proof: readonly Uint8Array[],
): { from: Uint8Array; to: Uint8Array } | undefined {
  const path = isPowerOfTwo(from.size) ? [from.root, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined || proof.some((hash) => hash.length !== HASH_BYTES)) return undefined;
  let node = from.size - 1;
  let last = toSize - 1;
  while (node % 2 === 1) {
    node = half(node);
    last = half(last);
  }
  let older = first;
  let newer = first;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = half(last);
      }
    } else {
      newer = nodeHash(newer, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 ? { from: older, to: newer } : undefined;
}

/** The largest power of two smaller than `count` (> 1). */
function splitOf(count: number): number {
  const power = largestPower(count);
  return power === count ? power / 2 : power;
}

/** The largest power of two up to `value` (>= 1), in whole numbers: a logarithm would round near 2^48. */
function largestPower(value: number): number {
  return value < TWO_32 ? 2 ** (31 - Math.clz32(value)) : TWO_32 * largestPower(Math.floor(value / TWO_32));
}

/** Sizes may pass 2^32, so no bit operators. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && largestPower(value) === value;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
