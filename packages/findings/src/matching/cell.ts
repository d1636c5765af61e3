import type { Evidence } from './evidence.ts';
import type { LineGroup, Prepared } from './prepare.ts';

/** A pair inside a cell and its probability, given that the two lines are the same line. */
interface CellPair {
  readonly previous: Prepared;
  readonly current: Prepared;
  readonly confidence: number;
}

/** The results on one old line beside those on one new line, taken to be the same line. */
export interface Cell {
  /** Log of how much likelier the results are when the lines are the same than when they are not. */
  readonly logEvidence: number;
  readonly pairs: readonly CellPair[];
}

/** Comparisons in one cell; beyond, only results that nothing tells apart are paired. */
const MOST_COMPARISONS = 40_000;
/** Largest side of a cell whose every assignment is weighed; beyond, an approximation is. */
const MOST_EXACT = 5;

export function compareCell(previous: LineGroup, current: LineGroup, evidence: Evidence): Cell {
  const [only, onlyOther] = [previous.items[0], current.items[0]];
  if (previous.items.length === 1 && current.items.length === 1 && only !== undefined && onlyOther !== undefined) {
    return compareTwo(only, onlyOther, evidence);
  }
  const pairs: CellPair[] = [];
  let logEvidence = 0;
  const take = (a: Prepared, b: Prepared, ratio: number, confidence: number): void => {
    pairs.push({ previous: a, current: b, confidence });
    logEvidence += Math.log1p(ratio);
  };
  for (const [olds, news] of sharedRules(previous.items, current.items)) {
    const rest = pairEqual(olds, news, (a, b) => {
      const ratio = evidence(a, b);
      take(a, b, ratio, ratio / (1 + ratio));
    });
    if (rest.olds.length === 0 || rest.news.length === 0) continue;
    if (rest.olds.length * rest.news.length > MOST_COMPARISONS) continue;
    for (const { a, b, ratio, confidence } of assign(rest.olds, rest.news, evidence)) take(a, b, ratio, confidence);
  }
  return { logEvidence, pairs };
}

function compareTwo(previous: Prepared, current: Prepared, evidence: Evidence): Cell {
  if (previous.rule !== current.rule) return { logEvidence: 0, pairs: [] };
  const ratio = evidence(previous, current);
  return { logEvidence: Math.log1p(ratio), pairs: [{ previous, current, confidence: ratio / (1 + ratio) }] };
}

/** The items of each rule that stands on both lines. */
function* sharedRules(
  previous: readonly Prepared[],
  current: readonly Prepared[],
): Generator<[readonly Prepared[], readonly Prepared[]]> {
  const news = Map.groupBy(current, (item) => item.rule);
  for (const [rule, olds] of Map.groupBy(previous, (item) => item.rule)) {
    const same = news.get(rule);
    if (same !== undefined) yield [olds, same];
  }
}

/** Where several stand on a line, pairs first those that nothing visible tells apart, the line aside. */
function pairEqual(
  olds: readonly Prepared[],
  news: readonly Prepared[],
  take: (a: Prepared, b: Prepared) => void,
): { olds: readonly Prepared[]; news: readonly Prepared[] } {
  if (olds.length === 1 && news.length === 1) return { olds, news };
  const look = ({ message, item, line }: Prepared): string =>
    `${message}:${item.startColumn}:${item.endLine === undefined ? '' : item.endLine - line}:${item.lineHash}`;
  const waiting = Map.groupBy(olds, look);
  const restOfNews = news.filter((current) => {
    const previous = waiting.get(look(current))?.shift();
    if (previous === undefined) return true;
    take(previous, current);
    return false;
  });
  return { olds: [...waiting.values()].flat(), news: restOfNews };
}

interface Assigned {
  readonly a: Prepared;
  readonly b: Prepared;
  readonly ratio: number;
  readonly confidence: number;
}

function assign(olds: readonly Prepared[], news: readonly Prepared[], evidence: Evidence): Assigned[] {
  const ratios = olds.map((a) => news.map((b) => evidence(a, b)));
  const exact = Math.max(olds.length, news.length) <= MOST_EXACT;
  const shares = exact ? exactShares(ratios, news.length) : softShares(ratios, news.length);
  const result: Assigned[] = [];
  for (const [i, a] of olds.entries()) {
    for (const [j, b] of news.entries()) {
      const confidence = shares[i]?.[j] ?? 0;
      if (confidence > 0.5) result.push({ a, b, ratio: ratios[i]?.[j] ?? 0, confidence });
    }
  }
  return result;
}

/** The probability of each pair over all one-to-one assignments, where each may also stay alone. */
function exactShares(ratios: readonly (readonly number[])[], width: number): number[][] {
  const sums = ratios.map(() => Array.from({ length: width }, () => 0));
  const chosen: number[] = [];
  let total = 0;
  const visit = (row: number, used: number, product: number): void => {
    if (row === ratios.length) {
      total += product;
      for (const [i, j] of chosen.entries()) {
        const sum = sums[i];
        if (j >= 0 && sum !== undefined) sum[j] = (sum[j] ?? 0) + product;
      }
      return;
    }
    chosen[row] = -1;
    visit(row + 1, used, product);
    for (let column = 0; column < width; column += 1) {
      if ((used & (1 << column)) !== 0) continue;
      chosen[row] = column;
      visit(row + 1, used | (1 << column), product * (ratios[row]?.[column] ?? 0));
    }
  };
  visit(0, 0, 1);
  return sums.map((row) => row.map((sum) => sum / total));
}

/** An approximation of the same: each pair against its row and its column. */
function softShares(ratios: readonly (readonly number[])[], width: number): number[][] {
  const columns = Array.from({ length: width }, (_, j) => ratios.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  return ratios.map((row) => {
    const sum = row.reduce((total, ratio) => total + ratio, 0);
    return row.map((ratio, j) => ratio / (1 + sum + (columns[j] ?? 0) - ratio));
  });
}
