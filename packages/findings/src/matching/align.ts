import { candidateFinder } from './candidates.ts';
import { compareCell, type Cell } from './cell.ts';
import type { DriftModel } from './drift-model.ts';
import { evidence } from './evidence.ts';
import { logAdd } from './log-add.ts';
import type { FileItems, LineGroup, Prepared } from './prepare.ts';
import type { RunFacts } from './run-facts.ts';

/** A pair and the probability, over all order-preserving alignments of the two files, that it is right. */
interface AlignedPair {
  readonly previous: Prepared;
  readonly current: Prepared;
  readonly confidence: number;
}

export interface Alignment {
  /** Log of how much likelier the two files are as one file than as two strangers. */
  readonly logEvidence: number;
  /** Every pair with a confidence of at least 0.5, so one-to-one. */
  readonly pairs: readonly AlignedPair[];
  /** Current items with a fair chance of having some counterpart, of which none is likelier than not. */
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
const REACH = 8;
/** Chains so much less likely than the best (log) are dropped. */
const BEAM = 18;
/** Chains followed from each old line: the likeliest. */
const WIDTH = 6;
/** Chance of having some counterpart from which on its absence is worth a word. */
const UNCLEAR = 0.25;
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

/** Some nodes of one row with their weights divided by `exp(reference)`, so that they stay within the range of numbers. */
interface WeighedRow {
  readonly nodes: readonly Node[];
  readonly weights: readonly number[];
  readonly reference: number;
}

/** Sums the weights of the chains that end in each node; returns the nodes within the beam, row by row. */
function forward(rows: readonly (readonly Node[])[], model: DriftModel): Node[][] {
  const kept: WeighedRow[] = [];
  let best = 0;
  let older = Number.NEGATIVE_INFINITY;
  for (const nodes of rows) {
    const gone = kept[kept.length - REACH - 1];
    if (gone !== undefined) for (const node of gone.nodes) older = logAdd(older, node.forward);
    const near = kept.slice(-REACH);
    const scales = near.map(({ reference }) => Math.exp(reference - best));
    for (const node of nodes) {
      let sum = model.transition(0, node.shift, node.line) * Math.exp(-best) + Math.exp(older + FAR - best);
      for (let index = 0; index < near.length; index += 1)
        sum += arriving(near[index], node, model) * (scales[index] ?? 0);
      node.forward = best + Math.log(sum) + node.cell.logEvidence;
    }
    best = nodes.reduce((high, node) => Math.max(high, node.forward), best);
    const alive = nodes.filter((node) => node.forward > best - BEAM);
    if (alive.length > WIDTH) alive.sort((a, b) => b.forward - a.forward);
    kept.push(weighed(alive.slice(0, WIDTH), (node) => node.forward, best));
  }
  return kept.map(({ nodes }) => [...nodes]);
}

function weighed(nodes: readonly Node[], logWeight: (node: Node) => number, reference: number): WeighedRow {
  return { nodes, reference, weights: nodes.map((node) => Math.exp(logWeight(node) - reference)) };
}

function backward(rows: readonly (readonly Node[])[], model: DriftModel): void {
  const done: WeighedRow[] = [];
  const ahead = (node: Node): number => node.cell.logEvidence + node.backward;
  let best = 0;
  let later = Number.NEGATIVE_INFINITY;
  for (const nodes of rows.toReversed()) {
    for (const node of done[done.length - REACH - 1]?.nodes ?? []) later = logAdd(later, ahead(node));
    const near = done.slice(-REACH);
    const scales = near.map(({ reference }) => Math.exp(reference - best));
    for (const node of nodes) {
      let sum = Math.exp(-best) + Math.exp(later + FAR - best);
      for (let index = 0; index < near.length; index += 1)
        sum += leaving(node, near[index], model) * (scales[index] ?? 0);
      node.backward = best + Math.log(sum);
    }
    best = nodes.reduce((high, node) => Math.max(high, ahead(node)), best);
    done.push(weighed(nodes, ahead, best));
  }
}

function arriving(row: WeighedRow | undefined, to: Node, model: DriftModel): number {
  let sum = 0;
  if (row === undefined) return sum;
  for (let index = 0; index < row.nodes.length; index += 1) {
    const from = row.nodes[index];
    if (from !== undefined && from.column < to.column) sum += (row.weights[index] ?? 0) * step(from, to, model);
  }
  return sum;
}

function leaving(from: Node, row: WeighedRow | undefined, model: DriftModel): number {
  let sum = 0;
  if (row === undefined) return sum;
  for (let index = 0; index < row.nodes.length; index += 1) {
    const to = row.nodes[index];
    if (to !== undefined && from.column < to.column) sum += (row.weights[index] ?? 0) * step(from, to, model);
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
  const unclear = [...chances].filter(([, { sum, best }]) => sum > UNCLEAR && best <= 0.5).map(([item]) => item);
  return { logEvidence: total, pairs, unclear };
}
