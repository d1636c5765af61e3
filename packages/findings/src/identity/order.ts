import type { Confidence, Finding, Location, Novelty } from '../finding.ts';
import { severityRank } from '../severity.ts';

const CONFIDENCE: Record<Confidence, number> = { high: 0, medium: 1, low: 2 };
const NOVELTY: Record<Novelty, number> = { new: 0, unknown: 1, existing: 2 };

/**
 * Biggest risk first: what is suppressed comes last; then worst severity, then what is known to be exploited (tag `kev`) or a secret
 * that still works (tag `valid`), then surer before less sure, new before known, present files before history, then path and line.
 */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    rank(a.suppression !== undefined) - rank(b.suppression !== undefined) ||
    severityRank(a.severity) - severityRank(b.severity) ||
    rank(!isActive(a)) - rank(!isActive(b)) ||
    CONFIDENCE[a.confidence] - CONFIDENCE[b.confidence] ||
    NOVELTY[a.novelty] - NOVELTY[b.novelty] ||
    compareLocations(a.occurrences[0].location, b.occurrences[0].location) ||
    compareText(a.rule, b.rule) ||
    compareText(a.id, b.id)
  );
}

function isActive(finding: Finding): boolean {
  return finding.tags.includes('kev') || finding.tags.includes('valid');
}

/** Present files before history, commits by date, then path and place. */
export function compareLocations(a: Location, b: Location): number {
  return compareCommits(a, b) || compareText(a.path, b.path) || comparePlaces(a, b);
}

function compareCommits(a: Location, b: Location): number {
  const present = rank(a.commit !== undefined) - rank(b.commit !== undefined);
  if (present !== 0 || a.commit === undefined || b.commit === undefined) return present;
  return compareText(a.commit.date, b.commit.date) || compareText(a.commit.sha, b.commit.sha);
}

function comparePlaces(a: Location, b: Location): number {
  const [one, other] = [a.range?.start, b.range?.start];
  return (one?.line ?? 0) - (other?.line ?? 0) || (one?.column ?? 0) - (other?.column ?? 0);
}

function rank(later: boolean): number {
  return later ? 1 : 0;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
