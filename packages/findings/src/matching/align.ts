import { candidateFinder } from './candidates.ts';
import { compareCell, type Cell } from './cell.ts';
import type { DriftModel } from './drift-model.ts';
import { evidence } from './evidence.ts';
import { logAdd } from './log-add.ts';
import type { FileItems, LineGroup, Prepared } from './prepare.ts';
import type { RunFacts } from './run-facts.ts';

/** A pair and the probability, over all order-preserving alignments of the two files, that it is right. */
export interface AlignedPair {
  readonly previous: Prepared;
  readonly current: Prepared;
  readonly confidence: number;
}

export interface Alignment {
  /** Log of how much likelier the two files are as one file than as two strangers. */
  readonly logEvidence: number;
  /** Every pair with a confidence of at least 0.5, so one-to-one. */
  readonly pairs: readonly AlignedPair[];
  /** Current items whose chance of having some counterpart is above one half, but that of no single one is. */
  readonly unclear: readonly Prepared[];
}

/** The new line of an old line: one node of the chain that an alignment is. */
interface Node {
  readonly row: number;
  readonly column: number;
  readonly line: number;
  readonly shift: number;
  readonly cell: Cell;
  /** Log weight of all alignments that end here. */
  forward: number;
  /** Log weight of all continuations from here. */
  backward: number;
}

/** How many old lines may be skipped between two neighbours of a chain before the gap counts as unknown. */
const REACH = 12;
/** Chains so much less likely than the best (log) are dropped. */
const BEAM = 20;
/** Chains followed from each old line: the likeliest. */
const WIDTH = 8;
/** Log weight of a jump over more than `REACH` lines with results. */
const FAR = -9;

/**
 * Aligns the results of one old and one new file. Lines move together: an alignment is a chain of (old line, new line)
 * pairs in rising order, weighed by the drift model for each change of the shift and by the evidence of what stands on
 * the lines. Summing over all chains (forward and backward, as in a pair hidden Markov model) gives each pair's
 * probability, so that what is ambiguous shows as such.
 */
export function alignFiles(previous: FileItems, current: FileItems, model: DriftModel, facts: RunFacts): Alignment {
  const weigh = evidence({ previous, current, rates: model.rates, facts });
  const find = candidateFinder(previous, current);
  const rows = previous.groups.map((group, row) =>
    find(row).flatMap((column) => {
      const other = current.groups[column];
      return other === undefined ? [] : nodeOf(group, other, [row, column], compareCell(group, other, weigh));
    }),
  );
  const kept = forward(rows, model);
  backward(kept, model);
  return collect(kept);
}

function nodeOf(old: LineGroup, now: LineGroup, [row, column]: readonly [number, number], cell: Cell): Node[] {
  if (cell.pairs.length === 0) return [];
  return [{ row, column, line: old.line, shift: now.line - old.line, cell, forward: 0, backward: 0 }];
}

/** Sums the weights of the chains that end in each node; returns the nodes within the beam, row by row. */
function forward(rows: readonly (readonly Node[])[], model: DriftModel): Node[][] {
  const kept: Node[][] = [];
  let best = 0;
  let older = Number.NEGATIVE_INFINITY;
  for (const [row, nodes] of rows.entries()) {
    const gone = kept[row - REACH - 1];
    if (gone !== undefined) for (const node of gone) older = logAdd(older, node.forward);
    for (const node of nodes) {
      let sum = model.transition(0, node.shift, node.line);
      sum = logAdd(sum, older + FAR);
      for (let before = Math.max(0, row - REACH); before < row; before += 1) {
        sum = logAdd(sum, arriving(kept[before] ?? [], node, model));
      }
      node.forward = sum + node.cell.logEvidence;
      best = Math.max(best, node.forward);
    }
    const alive = nodes.filter((node) => node.forward > best - BEAM);
    if (alive.length > WIDTH) alive.sort((a, b) => b.forward - a.forward);
    kept.push(alive.slice(0, WIDTH));
  }
  return kept;
}

function backward(rows: readonly (readonly Node[])[], model: DriftModel): void {
  let later = Number.NEGATIVE_INFINITY;
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    for (const to of rows[row + REACH + 1] ?? []) later = logAdd(later, to.cell.logEvidence + to.backward);
    for (const node of rows[row] ?? []) {
      let sum = logAdd(0, later + FAR);
      for (let after = row + 1; after <= Math.min(rows.length - 1, row + REACH); after += 1) {
        sum = logAdd(sum, leaving(node, rows[after] ?? [], model));
      }
      node.backward = sum;
    }
  }
}

function arriving(froms: readonly Node[], to: Node, model: DriftModel): number {
  let sum = Number.NEGATIVE_INFINITY;
  for (const from of froms) {
    if (from.column < to.column) sum = logAdd(sum, from.forward + step(from, to, model));
  }
  return sum;
}

function leaving(from: Node, tos: readonly Node[], model: DriftModel): number {
  let sum = Number.NEGATIVE_INFINITY;
  for (const to of tos) {
    if (from.column < to.column) sum = logAdd(sum, step(from, to, model) + to.cell.logEvidence + to.backward);
  }
  return sum;
}

function step(from: Node, to: Node, model: DriftModel): number {
  return model.transition(from.shift, to.shift, to.line - from.line);
}

function collect(rows: readonly (readonly Node[])[]): Alignment {
  let total = 0;
  for (const node of rows.flat()) total = logAdd(total, node.forward);
  const pairs: AlignedPair[] = [];
  const chances = new Map<Prepared, { sum: number; best: number }>();
  for (const node of rows.flat()) {
    const weight = Math.exp(node.forward + node.backward - total);
    for (const { previous, current, confidence } of node.cell.pairs) {
      const chance = Math.min(1, weight * confidence);
      const entry = chances.get(current) ?? { sum: 0, best: 0 };
      chances.set(current, { sum: entry.sum + chance, best: Math.max(entry.best, chance) });
      if (chance > 0.5) pairs.push({ previous, current, confidence: chance });
    }
  }
  const unclear = [...chances].filter(([, { sum, best }]) => sum > 0.5 && best <= 0.5).map(([item]) => item);
  return { logEvidence: total, pairs, unclear };
}
