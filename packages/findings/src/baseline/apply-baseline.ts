import { sha256Hex } from '@sallyport/kernel';

import type { Finding } from '../finding.ts';
import { IDENTITY_VERSION } from '../identity/identify.ts';
import { findingItems } from '../matching/finding-items.ts';
import type { Match, MatchItem, MatchOptions } from '../matching/item.ts';
import { matchFindings } from '../matching/match-findings.ts';
import type { Baseline, BaselineFinding } from './read-baseline.ts';

export interface AppliedBaseline {
  /** In the order given; `novelty` set, ids of the baseline carried over. */
  readonly findings: readonly Finding[];
  /** What the baseline has and the current run does not: fixed, or removed with its code. */
  readonly gone: readonly BaselineFinding[];
  /** How many findings count as new because their counterpart was not clear. */
  readonly ambiguous: number;
}

/**
 * Compares findings with a baseline. What was there before is `existing` and keeps the id that it had, whatever moved; everything
 * else is `new`. Ids and hashes of another version of the identity say nothing: then the rest of the evidence decides. A finding that is new never has an id of the baseline, so that no triage is inherited by accident.
 */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  options: MatchOptions = {},
): AppliedBaseline {
  const previous = flatten(baseline.findings.map(({ items }) => items));
  const onlyLasting = baseline.identityVersion !== undefined && baseline.identityVersion !== IDENTITY_VERSION;
  const current = flatten(
    findings.map((finding) => findingItems(finding, { onlyLasting, hasHistory: baseline.hasHistory })),
  );
  const result = matchFindings(previous.items, current.items, options);
  const owners = settleOwners(result.pairs, previous, current);
  const taken = new Set(baseline.findings.flatMap(({ id }) => (id === undefined ? [] : [id])));
  const ambiguous = new Set(result.ambiguous.map((item) => current.owners[item]));
  let unclear = 0;
  const applied = findings.map((finding, index): Finding => {
    const owner = owners.get(index);
    if (owner !== undefined) return { ...finding, id: baseline.findings[owner]?.id ?? finding.id, novelty: 'existing' };
    if (ambiguous.has(index)) unclear += 1;
    return { ...finding, id: freeId(finding.id, taken), novelty: 'new' };
  });
  const kept = new Set(owners.values());
  return { findings: applied, gone: baseline.findings.filter((_, index) => !kept.has(index)), ambiguous: unclear };
}

interface Flat {
  readonly items: readonly MatchItem[];
  /** For each item the index of its finding. */
  readonly owners: readonly number[];
  /** For each item whether it is the primary one of its finding. */
  readonly primary: readonly boolean[];
}

function flatten(groups: readonly (readonly MatchItem[])[]): Flat {
  const items = groups.flat();
  const owners = groups.flatMap((group, index) => group.map(() => index));
  const primary = groups.flatMap((group) => group.map((_, index) => index === 0));
  return { items, owners, primary };
}

/** Current finding to baseline finding, one-to-one: pairs of primary places decide first, then the likelier ones. */
function settleOwners(pairs: readonly Match[], previous: Flat, current: Flat): Map<number, number> {
  const weight = (pair: Match): number =>
    Number(previous.primary[pair.previous]) + Number(current.primary[pair.current]) + pair.confidence / 2;
  const owners = new Map<number, number>();
  const used = new Set<number>();
  for (const pair of pairs.toSorted((a, b) => weight(b) - weight(a) || a.current - b.current)) {
    const [finding, owner] = [current.owners[pair.current], previous.owners[pair.previous]];
    if (finding === undefined || owner === undefined || owners.has(finding) || used.has(owner)) continue;
    owners.set(finding, owner);
    used.add(owner);
  }
  return owners;
}

/** The id itself, or where the baseline or another new finding has it, one derived from it. */
function freeId(id: string, taken: Set<string>): string {
  let free = id;
  for (let turn = 1; taken.has(free); turn += 1) free = `sp_${sha256Hex(`${id}+${turn}`).slice(0, 24)}`;
  taken.add(free);
  return free;
}
