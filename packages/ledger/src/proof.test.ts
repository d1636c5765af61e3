import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { frontierBuilder } from './frontier.ts';
import { emptyRoot, leafHash, nodeHash } from './hash.ts';
import {
  consistencyRanges,
  foldNodes,
  foldPerfect,
  inclusionRanges,
  nodesOfRange,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts';
import type { LeafRange } from './proof.ts';

/** RFC 6962 section 2.1, word for word: the definition that everything else is held against. */
function merkleTreeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot();
  const [first] = leaves;
  if (leaves.length === 1) return first!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(merkleTreeHash(leaves.slice(0, k)), merkleTreeHash(leaves.slice(k)));
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));

function rootsOf(leaves: readonly Uint8Array[], ranges: readonly LeafRange[]): Uint8Array[] {
  return ranges.map((range) => merkleTreeHash(leaves.slice(range.start, range.end)));
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the tree', () => {
  it('has the root that RFC 6962 defines, whichever way it grew', () => {
    for (let count = 0; count <= 70; count++) {
      const leaves = leavesOf(count);
      const tree = frontierBuilder();
      for (const leaf of leaves) tree.append(leaf);

      expect(hex(tree.root())).toBe(hex(merkleTreeHash(leaves)));
    }
  });

  it('has the published hashes of the empty tree and of one empty leaf', () => {
    expect(hex(emptyRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(leafHash(new Uint8Array()))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('makes a range from perfect subtrees', () => {
    const leaves = leavesOf(23);
    const nodes = nodesOfRange({ start: 0, end: 23 });

    expect(nodes).toEqual([
      { level: 4, index: 0 },
      { level: 2, index: 4 },
      { level: 1, index: 10 },
      { level: 0, index: 22 },
    ]);
    const roots = nodes.map(({ level, index }) =>
      foldPerfect(Buffer.concat(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)), 2 ** level),
    );
    expect(hex(foldNodes(roots))).toBe(hex(merkleTreeHash(leaves)));
  });

  it('refuses to fold a subtree that lacks hashes', () => {
    expect(() => foldPerfect(new Uint8Array(32), 2)).toThrow('all of its hashes');
  });
});

describe('inclusion proofs', () => {
  it('verify for every entry of every small tree, and for no other entry, size or root', () => {
    for (let size = 1; size <= 33; size++) {
      const leaves = leavesOf(size);
      const root = merkleTreeHash(leaves);
      for (let index = 0; index < size; index++) {
        const proof = rootsOf(leaves, inclusionRanges(index, size));
        const leaf = leaves[index]!;

        expect(verifyInclusion({ leaf, index, size, root }, proof)).toBe(true);
        expect(verifyInclusion({ leaf, index: index + 1, size, root }, proof)).toBe(false);
        expect(verifyInclusion({ leaf: leafHash(Buffer.from('other')), index, size, root }, proof)).toBe(false);
        expect(verifyInclusion({ leaf, index, size, root: emptyRoot() }, proof)).toBe(false);
        expect(verifyInclusion({ leaf, index, size, root }, [...proof, root])).toBe(false);
        expect(verifyInclusion({ leaf, index, size, root }, proof.slice(1))).toBe(size === 1);
      }
    }
  });

  it('fail when any bit of them is flipped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), fc.nat(255), (size, a, b, bit) => {
        const leaves = leavesOf(size);
        const index = a % size;
        const proof = rootsOf(leaves, inclusionRanges(index, size)).map((hash) => Uint8Array.from(hash));
        const target = proof[b % proof.length]!;
        target[bit >> 3]! ^= 1 << (bit & 7);

        const claim = { leaf: leaves[index]!, index, size, root: merkleTreeHash(leaves) };
        expect(verifyInclusion(claim, proof)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('refuse impossible claims', () => {
    const leaf = leafHash(Buffer.from('x'));

    for (const [index, size] of [
      [-1, 1],
      [1, 1],
      [0, 0],
      [0.5, 1],
      [0, Number.MAX_SAFE_INTEGER + 1],
    ] as const) {
      expect(verifyInclusion({ leaf, index, size, root: leaf }, [])).toBe(false);
    }
    expect(verifyInclusion({ leaf, index: 0, size: 1, root: leaf }, [])).toBe(true);
  });
});

describe('consistency proofs', () => {
  it('verify between every pair of small trees, and not for a tree that was rewritten', () => {
    for (let to = 0; to <= 20; to++) {
      const leaves = leavesOf(to);
      const newer = { size: to, root: merkleTreeHash(leaves) };
      for (let from = 0; from <= to; from++) {
        const older = { size: from, root: merkleTreeHash(leaves.slice(0, from)) };
        const proof = from === 0 || from === to ? [] : rootsOf(leaves, consistencyRanges(from, to));

        expect(verifyConsistency(older, newer, proof)).toBe(true);
        expect(verifyConsistency({ ...older, root: leafHash(Buffer.from('rewritten')) }, newer, proof)).toBe(false);
        expect(verifyConsistency(older, newer, [...proof, newer.root])).toBe(false);
        expect(verifyConsistency(newer, older, proof)).toBe(from === to);
        const other = { ...newer, root: leafHash(Buffer.from('other')) };
        expect(verifyConsistency(older, other, proof)).toBe(from === 0 && to > 0);
      }
    }
  });

  it('keep their sizes apart beyond 32 bits', () => {
    const size = 2 ** 40 + 12_345;

    expect(inclusionRanges(2 ** 40, size)[0]).toEqual({ start: 2 ** 40 + 1, end: 2 ** 40 + 2 });
    expect(consistencyRanges(2 ** 40, size)).toEqual([{ start: 2 ** 40, end: size }]);
  });
});
