import { comparatorOf } from '@sallyport/inventory';
import type { CompareVersions, VersionScheme } from '@sallyport/inventory';
import { jsonList, jsonText } from '@sallyport/kernel';

import type { Interval } from '../model.ts';

interface Event {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

const KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
const BEGINNING = '0';

function readEvents(range: unknown): Event[] {
  return jsonList(range, 'events').flatMap((event) => {
    const kind = KINDS.find((name) => jsonText(event, name) !== undefined);
    const version = kind && jsonText(event, kind);
    return kind === undefined || version === undefined ? [] : [{ kind, version }];
  });
}

/**
 * The intervals that a range's events mean (OSV schema, "affected[].ranges[].events"): events in the order of their
 * versions switch "affected" on and off. `lastKnown` bounds an open end where a source gives it beside the events.
 */
export function intervalsOf(range: unknown, scheme: VersionScheme, lastKnown?: string): Interval[] {
  const compare = comparatorOf(scheme);
  // At the same version the order of the source tells what ends before something begins.
  const events = readEvents(range).sort((a, b) => compareBound(a.version, b.version, compare));
  const intervals: Interval[] = [];
  let from: string | undefined;
  for (const { kind, version } of events) {
    if (kind === 'introduced') {
      from ??= version;
    } else if (from !== undefined && kind !== 'limit') {
      const interval = { from, to: version, ...(kind === 'last_affected' ? { toInclusive: true } : {}) };
      if (!isEmpty(interval, compare)) intervals.push(interval);
      from = undefined;
    }
  }
  if (from !== undefined) intervals.push({ from, ...lastKnownEnd(lastKnown) });
  return intervals;
}

/** GitHub writes `<= 1.2.3` or `< 2.0` where it knows the last affected version and no fix. */
function lastKnownEnd(text: string | undefined): Partial<Interval> {
  const match = /^(?<op><=?)\s*(?<version>\S+)$/.exec(text?.trim() ?? '')?.groups;
  const version = match?.['version'];
  if (version === undefined) return {};
  return { to: version, ...(match?.['op'] === '<=' ? { toInclusive: true } : {}) };
}

function compareBound(a: string, b: string, compare: CompareVersions): number {
  if (a === b) return 0;
  if (a === BEGINNING) return -1;
  return b === BEGINNING ? 1 : compare(a, b);
}

/** Alpine's "fixed in 0" says that a version was never affected. */
function isEmpty({ from, to, toInclusive }: Interval, compare: CompareVersions): boolean {
  if (to === undefined) return false;
  const order = compareBound(from, to, compare);
  return toInclusive === true ? order > 0 : order >= 0;
}

/** Whether the version lies in one of the intervals. */
export function isAffected(intervals: readonly Interval[], version: string, compare: CompareVersions): boolean {
  for (const { from, to, toInclusive } of intervals) {
    if (from !== BEGINNING && compare(version, from) < 0) continue;
    if (to === undefined) return true;
    const order = compare(version, to);
    if (order < 0 || (toInclusive === true && order === 0)) return true;
  }
  return false;
}
