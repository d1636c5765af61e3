import type { Node } from './ast.ts';
import { addAll, bytesOf, emptySet } from './byte-set.ts';
import type { ByteSet } from './byte-set.ts';

/** So many bytes in a row, all of a set. */
export interface Run {
  readonly length: number;
  readonly set: ByteSet;
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
      return { length: 1, set: node.set };
    case 'group':
      return runIn(node.item);
    case 'repeat': {
      if (node.min === 0) return undefined;
      const set = setOf(node.item);
      return set === undefined ? runIn(node.item) : { length: node.min, set };
    }
    case 'alt':
      return common(node.options.map(runIn));
    case 'seq': {
      const runs = node.items.map(runIn).filter((run) => run !== undefined);
      return runs.toSorted((a, b) => bitsOf(b) - bitsOf(a))[0];
    }
  }
}

/** The set of a node that is always one byte. */
function setOf(node: Node): ByteSet | undefined {
  if (node.kind === 'set') return node.set;
  return node.kind === 'group' ? setOf(node.item) : undefined;
}

function common(runs: readonly (Run | undefined)[]): Run | undefined {
  const set = emptySet();
  let length = Infinity;
  for (const run of runs) {
    if (run === undefined) return undefined;
    addAll(set, run.set);
    length = Math.min(length, run.length);
  }
  return Number.isFinite(length) ? { length, set } : undefined;
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
