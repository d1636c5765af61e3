import type { MatchResult, Pointer } from '@sallyport/advisories';
import type { CoveragePart } from '@sallyport/findings';

import type { DependencyOptions } from '../options.ts';

export interface AdvisoryFacts {
  readonly options: DependencyOptions;
  readonly offline: boolean;
  readonly now: number;
  readonly failures: ReadonlyMap<string, string>;
}

/** Whether the advisories were enough for the packages: the state of the part, why, and what mends it. */
export function advisoryState(
  { missing }: Pick<MatchResult, 'missing'>,
  { options, offline, failures }: AdvisoryFacts,
): Pick<CoveragePart, 'state' | 'reason' | 'mend'> {
  if (missing.length === 0) return { state: 'ran' };
  const names = missing.join(', ');
  const mend = `sallyport db update ${missing.map((name) => (/\s/.test(name) ? `"${name}"` : name)).join(' ')}`;
  if (options.advisories === undefined)
    return {
      state: 'missing',
      reason: `There is no folder to keep advisories for ${names} in.`,
      mend: 'SALLYPORT_CACHE_DIR=FOLDER sallyport scan',
    };
  const [failure] = failures.values();
  const because = failure === undefined ? (offline ? ', and nothing may be fetched (--offline)' : '') : `: ${failure}`;
  return { state: 'missing', reason: `There are no advisories for ${names}${because}.`, mend };
}

/** Date, count and source of each partition that was used, and a word on those that are old. */
export function partitionNotes(used: readonly Pointer[], { options, now }: AdvisoryFacts): string[] {
  return used.map((pointer) => {
    const { name, count, source, checkedAt, newest } = pointer;
    const ageMs = Math.max(0, now - Date.parse(checkedAt));
    const day = checkedAt.slice(0, 10);
    const upTo = newest === '' || newest.startsWith('0001') ? '' : `, the newest of ${newest.slice(0, 10)}`;
    const known = `${grouped(count)} advisories for ${name} from ${source}${upTo}`;
    if (ageMs <= options.oldAfterMs) return `${known}, checked ${day}.`;
    const days = Math.floor(ageMs / 86_400_000);
    return `${known}, are OLD: last checked ${day}, ${days} days ago. To renew them: sallyport db update ${name}`;
  });
}

/** What keeps KEV and EPSS from being told. */
export function signalNotes(has: { readonly kev: boolean; readonly epss: boolean }, matches: number): string[] {
  const lacking = [...(has.kev ? [] : ['exploitation (KEV)']), ...(has.epss ? [] : ['likelihood (EPSS)'])];
  if (lacking.length === 0 || matches === 0) return [];
  const names = [...(has.kev ? [] : ['kev']), ...(has.epss ? [] : ['epss'])].join(' ');
  return [`Nothing is known of ${lacking.join(' and ')}, which is no "no". To know: sallyport db update ${names}`];
}

/** How many vulnerabilities nobody rates: they are shown as medium, which is our word and no source's. */
export function unratedNotes(matches: MatchResult['matches']): string[] {
  const unrated = new Set(matches.filter(({ severity }) => severity.rating === 'unknown').map(({ id }) => id));
  if (unrated.size === 0) return [];
  if (unrated.size === 1) return ['1 vulnerability has no rating by any source, and counts as medium.'];
  return [`${unrated.size} vulnerabilities have no rating by any source, and count as medium.`];
}

/** `250,000`; the language data that a locale needs costs more to load than all else here. */
function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
