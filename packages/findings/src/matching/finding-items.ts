import type { Finding, Occurrence } from '../finding.ts';
import { ANCHOR_KEY, GLOBAL_ANCHOR_KEY, LINE_HASH_KEY } from '../identity/identify.ts';
import type { MatchItem } from './item.ts';

/** Sightings in the history that take part in matching; work tree ones all do. */
const MOST_HISTORY = 3;

/** A finding's occurrences as match items, the primary one first. */
export function findingItems(finding: Finding): MatchItem[] {
  const history = finding.occurrences.filter(({ location }) => location.commit !== undefined);
  const shown = finding.occurrences.filter(({ location }) => location.commit === undefined);
  return [...shown, ...history.slice(0, MOST_HISTORY)].map((occurrence) => occurrenceItem(finding, occurrence));
}

function occurrenceItem(finding: Finding, { location, fingerprints }: Occurrence): MatchItem {
  const { range, commit, layer } = location;
  return {
    rule: `${finding.scanner}/${finding.rule}`,
    path: sidedPath(location.path, commit?.sha ?? layer),
    message: finding.message,
    ...(range === undefined
      ? {}
      : { startLine: range.start.line, endLine: range.end.line, startColumn: range.start.column }),
    ...hashItems(fingerprints),
  };
}

/** Places in different commits or layers are different files, though their paths are the same. */
export function sidedPath(path: string, version: string | undefined): string {
  return version === undefined ? path : `${version}:${path}`;
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
