import type { Finding, Occurrence } from '../finding.ts';
import { ANCHOR_KEY, GLOBAL_ANCHOR_KEY, LINE_HASH_KEY } from '../identity/identify.ts';
import type { MatchItem } from './item.ts';

/** Sightings in the history that take part in matching; work tree ones all do. */
const MOST_HISTORY = 3;

/** Fingerprints that mean the same in every version of the identity: GitHub's, and what a scanner anchors a finding with. */
const LASTING: ReadonlySet<string> = new Set([LINE_HASH_KEY, ANCHOR_KEY, GLOBAL_ANCHOR_KEY]);

export interface ItemOptions {
  /** Leaves out the hashes that belong to one version of the identity, for a comparison with another one. */
  readonly onlyLasting?: boolean;
  /**
   * Whether the other side has places in the history. Where it has none, the old place of what has moved would be as good a
   * counterpart as its new place, and neither clear.
   */
  readonly hasHistory?: boolean;
}

/** A finding's occurrences as match items, the primary one first. */
export function findingItems(
  finding: Finding,
  { onlyLasting = false, hasHistory = true }: ItemOptions = {},
): MatchItem[] {
  const history = finding.occurrences.filter(({ location }) => location.commit !== undefined);
  const shown = finding.occurrences.filter(({ location }) => location.commit === undefined);
  const past = hasHistory || shown.length === 0 ? history.slice(0, MOST_HISTORY) : [];
  return [...shown, ...past].map((occurrence) => occurrenceItem(finding, occurrence, onlyLasting));
}

function occurrenceItem(finding: Finding, { location, fingerprints }: Occurrence, onlyLasting: boolean): MatchItem {
  const { range, commit, layer } = location;
  return {
    rule: `${finding.scanner}/${finding.rule}`,
    path: sidedPath(location.path, commit?.sha ?? layer),
    message: finding.message,
    ...(range === undefined
      ? {}
      : { startLine: range.start.line, endLine: range.end.line, startColumn: range.start.column }),
    ...hashItems(onlyLasting ? lastingOf(fingerprints) : fingerprints),
  };
}

/** Places in different commits or layers are different files, though their paths are the same. */
export function sidedPath(path: string, version: string | undefined): string {
  return version === undefined ? path : `${version}:${path}`;
}

export function lastingOf<T>(fingerprints: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(fingerprints).filter(([key]) => LASTING.has(key)));
}

/** The hashes of a match item from fingerprints by algorithm. */
export function hashItems(
  fingerprints: Readonly<Record<string, string | undefined>>,
): Pick<MatchItem, 'contextHash' | 'beforeHash' | 'afterHash' | 'lineHash' | 'fingerprint'> {
  // GitHub's hash without its count: the count changes when an equal line comes before.
  const github = fingerprints[LINE_HASH_KEY]?.replace(/:\d+$/, '');
  const contextHash = fingerprints[ANCHOR_KEY] ?? fingerprints['contextHash/v1'] ?? github;
  const [before, after, line, fingerprint] = ['beforeHash/v1', 'afterHash/v1', 'lineHash/v1', GLOBAL_ANCHOR_KEY].map(
    (key) => fingerprints[key],
  );
  return {
    ...(contextHash === undefined ? {} : { contextHash }),
    ...(before === undefined ? {} : { beforeHash: before }),
    ...(after === undefined ? {} : { afterHash: after }),
    ...(line === undefined ? {} : { lineHash: line }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}
