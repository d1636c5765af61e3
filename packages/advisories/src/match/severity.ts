import type { AdvisoryKind, CvssScore, Rating } from '../model.ts';
import { ratingOfScore } from '../severity/rating.ts';

/** What one source says of a vulnerability's severity. */
export interface SourceSeverity {
  readonly source: string;
  readonly cvss: readonly CvssScore[];
  readonly rating?: Rating;
}

/** The severity to show, and the rule that picked it. */
export interface ShownSeverity {
  readonly rating: Rating | 'unknown';
  readonly score?: number;
  readonly vector?: string;
  /** Empty where no source says anything. */
  readonly source: string;
  /** In words, for `explain`. */
  readonly rule: string;
}

/** Sources whose scores are looked at by people before those that collect others'. */
const TRUST: readonly string[] = ['GitHub', 'Go', 'RustSec', 'PyPA', 'Bitnami', 'CVE'];

export interface SeverityOptions {
  /** Sources to take before all others, in this order. */
  readonly prefer?: readonly string[];
  /** The distribution that the package is of: it knows how it built it. */
  readonly distribution?: string | undefined;
}

/**
 * Picks in this order: what is malicious is critical; a preferred source; the distribution's own word; the newest CVSS
 * of the most trusted source; a source's word. Nothing known is `unknown`, which is not `none`.
 */
export function chooseSeverity(
  kind: AdvisoryKind,
  sources: readonly SourceSeverity[],
  options: SeverityOptions = {},
): ShownSeverity {
  if (kind === 'malicious') return { rating: 'critical', source: '', rule: 'a malicious package is critical' };
  for (const name of options.prefer ?? []) {
    const chosen = fromSources(sources.filter(({ source }) => source === name));
    if (chosen !== undefined) return { ...chosen, rule: `${chosen.rule}, the preferred source` };
  }
  const own = sources.find(({ source, rating }) => source === options.distribution && rating !== undefined);
  if (own?.rating !== undefined) {
    return { rating: own.rating, source: own.source, rule: `the word of ${own.source}, whose package it is` };
  }
  const chosen = fromSources(sources.toSorted((a, b) => trustOf(a) - trustOf(b)));
  if (chosen !== undefined) return chosen;
  if (kind !== 'vulnerability')
    return { rating: 'low', source: '', rule: `a record of kind "${kind}" without a score is low` };
  return { rating: 'unknown', source: '', rule: 'no source gives a severity' };
}

function trustOf({ source }: SourceSeverity): number {
  const at = TRUST.indexOf(source);
  return at < 0 ? TRUST.length : at;
}

function fromSources(sources: readonly SourceSeverity[]): ShownSeverity | undefined {
  for (const { source, cvss } of sources) {
    const best = cvss.toSorted((a, b) => (a.version < b.version ? 1 : -1))[0];
    if (best === undefined) continue;
    const { score, vector, version } = best;
    return { rating: ratingOfScore(score), score, vector, source, rule: `CVSS ${version} of ${source}` };
  }
  const worded = sources.find(({ rating }) => rating !== undefined);
  if (worded?.rating === undefined) return undefined;
  return { rating: worded.rating, source: worded.source, rule: `the word of ${worded.source}` };
}
