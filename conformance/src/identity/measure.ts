import type { MatchItem } from '@sallyport/findings';
import { matchFindings } from '@sallyport/findings';

/** How a matcher did on one drifted pair of runs. */
export interface Score {
  /** Results that were there before and still are. */
  readonly survivors: number;
  /** Those that kept their identity. */
  readonly right: number;
  readonly current: number;
  /** Results, new or surviving, that got the identity of another. */
  readonly wrong: number;
}

/** @param assigned For each current result the index of the previous result whose identity it was given, or -1. */
export function score(truth: readonly number[], assigned: readonly number[]): Score {
  let [survivors, right, wrong] = [0, 0, 0];
  for (const [index, origin] of truth.entries()) {
    const given = assigned[index] ?? -1;
    if (origin >= 0) survivors += 1;
    if (origin >= 0 && given === origin) right += 1;
    if (given >= 0 && given !== origin) wrong += 1;
  }
  return { survivors, right, current: truth.length, wrong };
}

export function addScores(scores: readonly Score[]): Score {
  const sum = (pick: (one: Score) => number): number => scores.reduce((total, one) => total + pick(one), 0);
  return {
    survivors: sum((s) => s.survivors),
    right: sum((s) => s.right),
    current: sum((s) => s.current),
    wrong: sum((s) => s.wrong),
  };
}

export function rightPercent({ right, survivors }: Score): number {
  return survivors === 0 ? 100 : (100 * right) / survivors;
}

export function wrongPercent({ wrong, current }: Score): number {
  return current === 0 ? 0 : (100 * wrong) / current;
}

/** Runs our own matching and returns its assignment. */
export function assignOurs(previous: readonly MatchItem[], current: readonly MatchItem[]): number[] {
  const assigned = current.map(() => -1);
  for (const pair of matchFindings(previous, current).pairs) assigned[pair.current] = pair.previous;
  return assigned;
}
