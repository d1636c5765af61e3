import type { CaseResult } from './runner.ts';

/** Passed and counted cases of one group. */
interface Tally {
  readonly passed: number;
  readonly total: number;
}

/** Cases that are wrong in themselves, by id, with the reason. They leave the denominator. */
export type Exclusions = { readonly [id: string]: string };

/** Least share of passed cases by group; the group `all` is the whole corpus. */
export type Floors = { readonly [group: string]: number };

export interface Judged {
  readonly groups: ReadonlyMap<string, Tally>;
  readonly failures: readonly CaseResult[];
  /** Groups under their floor, excluded cases that were not met, exclusions without a reason. */
  readonly complaints: readonly string[];
}

/** Counts results by group (every case also counts in `all`) and holds them against the floors. */
export function judge(
  results: Iterable<CaseResult>,
  floors: Floors,
  exclusions: Exclusions,
  complain: { readonly staleExclusions: boolean } = { staleExclusions: true },
): Judged {
  const groups = new Map<string, { passed: number; total: number }>([['all', { passed: 0, total: 0 }]]);
  const failures: CaseResult[] = [];
  const met = new Set<string>();
  for (const result of results) {
    if (exclusions[result.id] !== undefined && exclusions[result.id] !== '') {
      met.add(result.id);
      continue;
    }
    for (const group of new Set(['all', result.group ?? 'all'])) {
      const tally = groups.get(group) ?? { passed: 0, total: 0 };
      tally.total += 1;
      if (result.passed) tally.passed += 1;
      groups.set(group, tally);
    }
    if (!result.passed) failures.push(result);
  }
  return {
    groups,
    failures,
    complaints: [...floorComplaints(groups, floors), ...exclusionComplaints(exclusions, met, complain.staleExclusions)],
  };
}

function floorComplaints(groups: ReadonlyMap<string, Tally>, floors: Floors): string[] {
  const found: string[] = [];
  for (const [group, floor] of Object.entries(floors)) {
    const tally = groups.get(group) ?? { passed: 0, total: 0 };
    const share = tally.total === 0 ? 0 : tally.passed / tally.total;
    if (share < floor) found.push(`${group}: ${percent(share)} is under its floor of ${percent(floor)}`);
  }
  if ((groups.get('all')?.total ?? 0) === 0) found.push('no case was counted');
  return found;
}

function exclusionComplaints(exclusions: Exclusions, met: ReadonlySet<string>, stale: boolean): string[] {
  const found: string[] = [];
  for (const [id, reason] of Object.entries(exclusions)) {
    if (reason.trim() === '') found.push(`exclusion ${id} gives no reason`);
    else if (stale && !met.has(id)) found.push(`exclusion ${id} names no case of this corpus`);
  }
  return found;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
