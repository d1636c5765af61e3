import type { FileItems, LineGroup } from './prepare.ts';

/** Files with at most this many (old line, new line) pairs are compared in full. */
const SMALL = 400;
/** Old lines that share a guess of where they went. */
const BLOCK = 32;
/** New lines that an old line votes for, nearest first. */
const VOTES = 32;
/** Shifts that are followed in a block. */
const SHIFTS = 4;
/** New lines looked at around each guess. */
const NEAREST = 2;
/** What a result that is unique in both files weighs against one that is near. */
const ANCHOR_WEIGHT = 8;

/** For an old line, by its index: the indexes of the new lines that it may have become, rising. */
export interface CandidateFinder {
  (row: number): readonly number[];
}

/**
 * Bounds the comparisons in large files: an old line is compared with the new lines of the same rule nearest
 * to where the results around it seem to have gone.
 */
export function candidateFinder(previous: FileItems, current: FileItems): CandidateFinder {
  const columns = columnsByRule(current);
  if (previous.groups.length * current.groups.length <= SMALL) {
    return (row) => rising(rulesOf(previous.groups[row]).flatMap((rule) => columns.get(rule) ?? []));
  }
  const lines = current.groups.map((group) => group.line);
  const shifts = commonShifts(previous, current, columns);
  return (row) => {
    const group = previous.groups[row];
    const block = Math.floor(row / BLOCK);
    const around = [block - 1, block + 1].flatMap((index) => shifts[index]?.slice(0, 2) ?? []);
    const guesses = new Set([0, ...(shifts[block] ?? []), ...around]);
    const found: number[] = [];
    for (const rule of rulesOf(group)) {
      const own = columns.get(rule) ?? [];
      for (const shift of guesses) found.push(...nearest(own, lines, (group?.line ?? 0) + shift, NEAREST));
    }
    return rising(found);
  };
}

function rulesOf(group: LineGroup | undefined): number[] {
  return [...new Set((group?.items ?? []).map((item) => item.rule))];
}

function rising(columns: readonly number[]): number[] {
  return [...new Set(columns)].toSorted((a, b) => a - b);
}

function columnsByRule(file: FileItems): Map<number, number[]> {
  const columns = new Map<number, number[]>();
  for (const [column, group] of file.groups.entries()) {
    for (const rule of rulesOf(group)) {
      const list = columns.get(rule);
      if (list === undefined) columns.set(rule, [column]);
      else list.push(column);
    }
  }
  return columns;
}

/** The `count` entries of `columns` whose lines are nearest to `line`. */
function nearest(columns: readonly number[], lines: readonly number[], line: number, count: number): number[] {
  const distance = (index: number): number => {
    const at = lines[columns[index] ?? -1];
    return at === undefined ? Number.POSITIVE_INFINITY : Math.abs(at - line);
  };
  let [low, high] = [0, columns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[columns[middle] ?? 0] ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  let [before, after] = [low - 1, low];
  const found: number[] = [];
  while (found.length < count && (before >= 0 || after < columns.length)) {
    const index = distance(before) <= distance(after) ? before-- : after++;
    const column = columns[index];
    if (column !== undefined) found.push(column);
  }
  return found;
}

/** The shifts that most results of each block of old lines agree on. */
function commonShifts(
  previous: FileItems,
  current: FileItems,
  columns: ReadonlyMap<number, readonly number[]>,
): number[][] {
  const lines = current.groups.map((group) => group.line);
  const anchors = anchorShifts(previous, current);
  const blocks: number[][] = [];
  for (let start = 0; start < previous.groups.length; start += BLOCK) {
    const votes = new Map<number, number>();
    const vote = (shift: number, weight: number): void => {
      votes.set(shift, (votes.get(shift) ?? 0) + weight);
    };
    for (const group of previous.groups.slice(start, start + BLOCK)) {
      const anchor = anchors.get(group.line);
      if (anchor !== undefined) vote(anchor, ANCHOR_WEIGHT);
      for (const rule of rulesOf(group)) {
        for (const column of nearest(columns.get(rule) ?? [], lines, group.line + (anchor ?? 0), VOTES)) {
          vote((lines[column] ?? 0) - group.line, 1);
        }
      }
    }
    const best = [...votes].toSorted((a, b) => b[1] - a[1] || Math.abs(a[0]) - Math.abs(b[0]) || a[0] - b[0]);
    blocks.push(best.slice(0, SHIFTS).map(([shift]) => shift));
  }
  return blocks;
}

/** By old line: the shift of a result whose rule, message and hash are unique in both files. */
function anchorShifts(previous: FileItems, current: FileItems): Map<number, number> {
  const now = uniqueLines(current);
  const shifts = new Map<number, number>();
  for (const [key, line] of uniqueLines(previous)) {
    const other = now.get(key);
    if (other !== undefined && line >= 0 && other >= 0) shifts.set(line, other - line);
  }
  return shifts;
}

/** Lines by what stands there; -1 where the same stands on several lines. */
function uniqueLines(file: FileItems): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { rule, message, line, item } of file.items) {
    const key = `${rule}|${message}|${item.contextHash ?? item.lineHash ?? ''}`;
    lines.set(key, lines.has(key) ? -1 : line);
  }
  return lines;
}
