/**
 * The right edge of a growing tree: the roots of its perfect subtrees, largest first. It is all
 * that an append needs, so a log of any size grows in constant memory.
 */
import { emptyRoot, nodeHash } from './hash.ts';

export interface Frontier {
  readonly size: number;
  /** One root for each set bit of `size`, from the largest subtree to the smallest. */
  readonly nodes: readonly Uint8Array[];
}

export interface FrontierBuilder {
  readonly size: number;
  /** Adds a leaf's hash. `onNode` hears of every subtree that this completes, the leaf (level 0) included. */
  append(leaf: Uint8Array, onNode?: (level: number, index: number, hash: Uint8Array) => void): void;
  root(): Uint8Array;
  snapshot(): Frontier;
}

export const EMPTY_FRONTIER: Frontier = Object.freeze({ size: 0, nodes: Object.freeze([]) });

export function frontierBuilder(from: Frontier = EMPTY_FRONTIER): FrontierBuilder {
  const nodes = [...from.nodes];
  let size = from.size;
  return {
    get size() {
      return size;
    },
    append(leaf, onNode) {
      let hash = leaf;
      let index = size;
      let level = 0;
      onNode?.(0, index, hash);
      while (index % 2 === 1) {
        const left = nodes.pop();
        if (left === undefined) throw new RangeError('a frontier has one node for each set bit of its size');
        hash = nodeHash(left, hash);
        index = (index - 1) / 2;
        level++;
        onNode?.(level, index, hash);
      }
      nodes.push(hash);
      size++;
    },
    root: () => frontierRoot({ size, nodes }),
    snapshot: () => ({ size, nodes: [...nodes] }),
  };
}

/** Root of the tree whose right edge this is. */
export function frontierRoot(frontier: Frontier): Uint8Array {
  const nodes = frontier.nodes;
  let root = nodes.at(-1);
  if (root === undefined) return emptyRoot();
  for (let i = nodes.length - 2; i >= 0; i--) root = nodeHash(nodes[i] ?? root, root);
  return root;
}
