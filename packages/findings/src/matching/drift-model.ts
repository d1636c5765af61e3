/**
 * How results change from one run to the next, as probabilities. The shift of a result (its new line less its old)
 * is the same as that of the result above it, unless lines were inserted or deleted between the two: the
 * more lines lie between, the likelier a change, and small changes are likelier than large ones.
 */
export interface DriftRates {
  /** Share of the previous results that are gone. */
  readonly removed: number;
  /** New results for each previous one. */
  readonly added: number;
  /** Lines between two edits, on average. */
  readonly linesPerEdit: number;
  /** Size of a typical edit, in lines. */
  readonly editSize: number;
  /** Share of edits that insert lines rather than delete them. */
  readonly insertions: number;
}

/** Rates before anything was seen of this pair of runs. */
export const DEFAULT_RATES: DriftRates = Object.freeze({
  removed: 0.1,
  added: 0.1,
  linesPerEdit: 80,
  editSize: 6,
  insertions: 0.6,
});

export interface DriftModel {
  readonly rates: DriftRates;
  /** Probability that the shift goes from `from` to `to` over `gap` lines. */
  transition(from: number, to: number, gap: number): number;
}

const TABLE = 2_048;
const TAIL = 2.2;
/** An edit can hide even between two results on one line, and be of any size. */
const LEAST_EDIT = 1e-4;
const LEAST_SIZE = 1e-7;

export function driftModel(rates: DriftRates): DriftModel {
  const sizes = sizeTable(rates.editSize);
  const edited = Float64Array.from({ length: TABLE }, (_, gap) =>
    Math.max(LEAST_EDIT, 1 - Math.exp(-gap / rates.linesPerEdit)),
  );
  // However long the gap, the shift may come out the same.
  const still = Float64Array.from({ length: TABLE }, (_, gap) => Math.exp(-Math.min(gap / rates.linesPerEdit, 3)));
  const transition = (from: number, to: number, gap: number): number => {
    const change = to - from;
    const lines = gap < TABLE ? gap : TABLE - 1;
    if (change === 0) return still[lines] ?? 0;
    const size = Math.min(change > 0 ? change : -change, TABLE - 1);
    return (edited[lines] ?? 0) * (change > 0 ? rates.insertions : 1 - rates.insertions) * (sizes[size] ?? 0);
  };
  return { rates, transition };
}

/** Probabilities of an edit's size in lines: a power law beyond the typical size. */
function sizeTable(editSize: number): Float64Array {
  const weights = new Float64Array(TABLE);
  let sum = 0;
  for (let size = 1; size < TABLE; size += 1) {
    weights[size] = (1 + (size - 1) / editSize) ** -TAIL;
    sum += weights[size] ?? 0;
  }
  return weights.map((weight) => weight / sum + LEAST_SIZE);
}

/** What likely pairs show of the drift, added up over all files. */
export interface DriftObservations {
  previous: number;
  current: number;
  pairs: number;
  /** Lines between neighbouring pairs. */
  lines: number;
  insertions: number;
  deletions: number;
  /** Sum of the logarithms of the edits' sizes. */
  logSizes: number;
}

export function noObservations(): DriftObservations {
  return { previous: 0, current: 0, pairs: 0, lines: 0, insertions: 0, deletions: 0, logSizes: 0 };
}

/** A pair as the drift model sees it. */
export interface ObservedPair {
  readonly line: number;
  readonly shift: number;
  /** How likely the pair is right: what it weighs. */
  readonly weight: number;
}

/** Adds the pairs of one file, from top to bottom. */
export function observe(seen: DriftObservations, pairs: readonly ObservedPair[]): void {
  let [line, shift] = [0, 0];
  for (const pair of pairs) {
    const change = pair.shift - shift;
    seen.pairs += pair.weight;
    seen.lines += pair.weight * (pair.line - line);
    if (change > 0) seen.insertions += pair.weight;
    if (change < 0) seen.deletions += pair.weight;
    if (change !== 0) seen.logSizes += pair.weight * Math.log(Math.abs(change));
    ({ line, shift } = pair);
  }
}

/** How many observations the default rates weigh. */
const WEIGHT = 4;

/** The rates that the observations suggest, drawn towards the default ones where there are few. */
export function learnRates(seen: DriftObservations): DriftRates {
  const base = DEFAULT_RATES;
  const edits = seen.insertions + seen.deletions;
  const share = (count: number, of: number, prior: number): number => (count + WEIGHT * prior) / (of + WEIGHT);
  const bound = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
  return {
    removed: bound(share(seen.previous - seen.pairs, seen.previous, base.removed), 0.02, 0.5),
    added: bound(share(seen.current - seen.pairs, seen.previous, base.added), 0.02, 0.5),
    linesPerEdit: bound((seen.lines + WEIGHT * base.linesPerEdit) / (edits + WEIGHT), 5, 5_000),
    editSize: bound(
      1.5 * Math.exp((seen.logSizes + WEIGHT * Math.log(base.editSize / 1.5)) / (edits + WEIGHT)),
      1,
      200,
    ),
    insertions: bound(share(seen.insertions, edits, base.insertions), 0.03, 0.97),
  };
}
