import type { Node } from './ast.ts';
import { addAll, bytesOf, emptySet } from './byte-set.ts';
import type { ByteSet } from './byte-set.ts';

/** So many bytes in a row, all of a set. */
export interface Run {
  readonly length: number;
  readonly set: ByteSet;
  /** What may stand in a match before the run. */
  readonly before: ByteSet;
}

/** Shorter runs are everywhere. */
const LEAST_LENGTH = 6;

/**
 * A run that every match of a pattern holds, the one that says most; undefined where there is none worth looking for.
 * A single byte counts where only that one may stand there and it is no letter, digit or quote: `@` in an address.
 */
export function requiredRun(node: Node): Run | undefined {
  const run = runIn(node);
  return run !== undefined && (run.length >= LEAST_LENGTH || isTelling(run)) ? run : undefined;
}

function runIn(node: Node): Run | undefined {
  switch (node.kind) {
    case 'assert':
      return undefined;
    case 'set':
      return { length: 1, set: node.set, before: emptySet() };
    case 'group':
      return runIn(node.item);
    case 'repeat': {
      if (node.min === 0) return undefined;
      const set = setOf(node.item);
      return set === undefined ? runInRepeated(node.item) : { length: node.min, set, before: emptySet() };
    }
    case 'alt':
      return common(node.options.map(runIn));
    case 'seq':
      return bestOf(node.items);
  }
}

function bestOf(items: readonly Node[]): Run | undefined {
  const before = emptySet();
  let best: Run | undefined;
  for (const item of items) {
    const run = runIn(item);
    if (run !== undefined && (best === undefined || bitsOf(run) > bitsOf(best)))
      best = { ...run, before: union([before, run.before]) };
    addAll(before, bytesIn(item));
  }
  return best;
}

/** Before the run of one time round, others may have gone. */
function runInRepeated(item: Node): Run | undefined {
  const run = runIn(item);
  return run === undefined ? undefined : { ...run, before: union([run.before, bytesIn(item)]) };
}

/** Every byte that may stand in a match of the node. */
function bytesIn(node: Node): ByteSet {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'assert':
      return emptySet();
    case 'group':
    case 'repeat':
      return bytesIn(node.item);
    case 'alt':
      return union(node.options.map(bytesIn));
    case 'seq':
      return union(node.items.map(bytesIn));
  }
}

function union(sets: readonly ByteSet[]): ByteSet {
  const all = emptySet();
  for (const set of sets) addAll(all, set);
  return all;
}

/** The set of a node that is always one byte. */
function setOf(node: Node): ByteSet | undefined {
  if (node.kind === 'set') return node.set;
  return node.kind === 'group' ? setOf(node.item) : undefined;
}

function common(runs: readonly (Run | undefined)[]): Run | undefined {
  const set = emptySet();
  const before = emptySet();
  let length = Infinity;
  for (const run of runs) {
    if (run === undefined) return undefined;
    addAll(set, run.set);
    addAll(before, run.before);
    length = Math.min(length, run.length);
  }
  return Number.isFinite(length) ? { length, set, before } : undefined;
}

/** How much a run says. What is shorter than is looked for counts only where it is telling. */
function bitsOf(run: Run): number {
  if (run.length < LEAST_LENGTH && !isTelling(run)) return 0;
  return run.length * (8 - Math.log2(Math.max(1, bytesOf(run.set).length)));
}

const TELLING = new Set(Buffer.from('@!#$%^&*~|'));

function isTelling({ set }: Run): boolean {
  const [only, ...others] = bytesOf(set);
  return only !== undefined && others.length === 0 && TELLING.has(only);
}
