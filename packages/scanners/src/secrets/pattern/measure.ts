import type { Node, Repeat } from './ast.ts';
import { addAll, ANY, emptySet } from './byte-set.ts';
import type { ByteSet } from './byte-set.ts';

export interface Width {
  readonly min: number;
  /** Infinity where unbounded. */
  readonly max: number;
}

/** The shortest and the longest match, in bytes. */
export function widthOf(node: Node): Width {
  switch (node.kind) {
    case 'set':
      return { min: 1, max: 1 };
    case 'assert':
      return { min: 0, max: 0 };
    case 'group':
      return widthOf(node.item);
    case 'repeat': {
      const item = widthOf(node.item);
      return { min: item.min * node.min, max: item.max === 0 ? 0 : item.max * node.max };
    }
    default: {
      const widths = (node.kind === 'seq' ? node.items : node.options).map(widthOf);
      const fold = node.kind === 'seq' ? sum : extremes;
      return widths.reduce(fold, node.kind === 'seq' ? { min: 0, max: 0 } : { min: Infinity, max: 0 });
    }
  }
}

function sum(a: Width, b: Width): Width {
  return { min: a.min + b.min, max: a.max + b.max };
}

function extremes(a: Width, b: Width): Width {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** The bytes that a match of the node may start with; every byte where it may be empty. */
function firstBytes(node: Node): ByteSet {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'assert':
      return ANY;
    case 'group':
      return firstBytes(node.item);
    case 'repeat':
      return node.min === 0 ? ANY : firstBytes(node.item);
    case 'alt':
      return union(node.options.map(firstBytes));
    case 'seq': {
      const first = node.items.find((item) => item.kind !== 'assert');
      return first === undefined ? ANY : firstBytes(first);
    }
  }
}

function union(sets: readonly ByteSet[]): ByteSet {
  const all = emptySet();
  for (const set of sets) addAll(all, set);
  return all;
}

/**
 * An upper bound on how many ways a backtracking engine may try at one place before it gives up, in a text of `length` bytes.
 * A repetition that cannot give back what its follower wants counts once. Infinity where nested repetitions multiply.
 */
export function backtrackingWays(node: Node, length: number): number {
  switch (node.kind) {
    case 'set':
    case 'assert':
      return 1;
    case 'group':
      return backtrackingWays(node.item, length);
    case 'alt':
      return node.options.reduce((total, option) => total + backtrackingWays(option, length), 0);
    case 'repeat':
      return repeatWays(node, length);
    case 'seq':
      return node.items.reduce((total, item, index) => {
        const next = node.items[index + 1];
        return total * (isDecided(item, next) ? 1 : backtrackingWays(item, length));
      }, 1);
  }
}

function repeatWays(node: Repeat, length: number): number {
  const most = Math.min(node.max, length);
  const each = backtrackingWays(node.item, length);
  if (each > 1 || widthOf(node.item).max !== widthOf(node.item).min) return most <= 1 ? each + 1 : (each + 1) ** most;
  return most - Math.min(node.min, most) + 1;
}

function isDecided(item: Node, next: Node | undefined): boolean {
  if (item.kind !== 'repeat' || item.item.kind !== 'set' || next === undefined || widthOf(next).min === 0) return false;
  const own = item.item.set;
  return firstBytes(next).every((word, index) => (word & (own[index] ?? 0)) === 0);
}
