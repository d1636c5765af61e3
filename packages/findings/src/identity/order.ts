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

/** Present files before history, then path, place, and commit by date. */
export function compareLocations(a: Location, b: Location): number {
  return (
    rank(a.commit !== undefined) - rank(b.commit !== undefined) ||
    compareText(a.commit?.date ?? '', b.commit?.date ?? '') ||
    compareText(a.path, b.path) ||
    (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0) ||
    (a.range?.start.column ?? 0) - (b.range?.start.column ?? 0) ||
    compareText(a.commit?.sha ?? '', b.commit?.sha ?? '')
  );
}

function rank(later: boolean): number {
  return later ? 1 : 0;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
