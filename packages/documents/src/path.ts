import type { DocumentNode, DocumentPath, ObjectEntry, PathStep } from './node.ts';
import type { Range } from './position.ts';

/** The node at a path, or undefined. A numeric step also finds an object's key, and a string of digits an array's index. */
export function nodeAt(root: DocumentNode, path: DocumentPath): DocumentNode | undefined {
  let node: DocumentNode | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    node = child(node, step)?.node;
  }
  return node;
}

/** What stands at a path, or, where the text has less of it, at its longest part that exists. */
export interface Located {
  readonly node: DocumentNode;
  /** The key under which the node stands, where it stands in an object. */
  readonly entry: ObjectEntry | undefined;
  /** How much of the path was found. */
  readonly found: DocumentPath;
  readonly exact: boolean;
  /** From the key (where there is one) to the end of the node. */
  readonly range: Range;
}

/** Finds the place that speaks of a path: a policy names `spec.replicas`, which the text may have left out. */
export function locate(root: DocumentNode, path: DocumentPath): Located {
  let node = root;
  let entry: ObjectEntry | undefined;
  let depth = 0;
  for (const step of path) {
    const next = child(node, step);
    if (next === undefined) break;
    ({ node, entry } = next);
    depth += 1;
  }
  const range =
    entry === undefined || entry.source !== node.source || entry.start > node.start
      ? node.range
      : entry.source.rangeOf(entry.start, Math.max(entry.end, node.end));
  return { node, entry, found: path.slice(0, depth), exact: depth === path.length, range };
}

/**
 * The path of the innermost node at a line and column (from 1); a place on a key belongs to that key's value.
 * Undefined outside of the root. What an alias repeats is found at its anchor.
 */
export function pathAt(root: DocumentNode, line: number, column: number): PathStep[] | undefined {
  const offset = root.source.offsetAt(line, column);
  return holds(root, offset) ? innermost(root, offset, []).path : undefined;
}

interface Hit {
  readonly path: PathStep[];
  /** How many characters it spans: the smallest hit is the innermost. */
  readonly span: number;
}

/** Ranges of TOML's tables overlap when their parts are scattered, so that every child that holds the place is tried. */
function innermost(node: DocumentNode, offset: number, path: PathStep[]): Hit {
  let best: Hit = { path, span: node.end - node.start };
  const consider = (hit: Hit) => {
    if (hit.span <= best.span) best = hit;
  };
  if (node.kind === 'array') {
    for (const [index, item] of node.items.entries()) {
      if (inside(node, item) && holds(item, offset)) consider(innermost(item, offset, [...path, index]));
    }
  } else if (node.kind === 'object') {
    for (const entry of node.entries) {
      if (!inside(node, entry)) continue;
      if (offset >= entry.start && offset < entry.end) consider({ path: [...path, entry.key], span: 0 });
      else if (inside(node, entry.value) && holds(entry.value, offset)) {
        consider(innermost(entry.value, offset, [...path, entry.key]));
      }
    }
  }
  return best;
}

function child(node: DocumentNode, step: PathStep): { node: DocumentNode; entry: ObjectEntry | undefined } | undefined {
  if (node.kind === 'object') {
    const entry = node.entry(String(step));
    return entry === undefined ? undefined : { node: entry.value, entry };
  }
  if (node.kind === 'scalar') return undefined;
  const index = typeof step === 'number' ? step : /^(?:0|[1-9][0-9]*)$/.test(step) ? Number(step) : -1;
  const item = node.items[index];
  return item === undefined ? undefined : { node: item, entry: undefined };
}

function holds(node: DocumentNode, offset: number): boolean {
  return offset >= node.start && (offset < node.end || (node.start === node.end && offset === node.start));
}

/** Whether a child is written within its parent, and not elsewhere, at an anchor. */
function inside(parent: DocumentNode, child: { readonly start: number }): boolean {
  return child.start >= parent.start && child.start <= parent.end;
}
