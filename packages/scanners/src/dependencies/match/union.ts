import type { Exploitation, Likelihood, VulnerabilityMatch } from '@sallyport/advisories';

import { countedSeverity } from './severity.ts';

const RATINGS: readonly string[] = ['unknown', 'none', 'low', 'medium', 'high', 'critical'];
const KINDS: readonly string[] = ['notice', 'unmaintained', 'unsound', 'vulnerability', 'malicious'];

/**
 * What is said of one vulnerability over all places that have it: other versions may be hit by other records, and which
 * place was read first must not decide which names and which severity are shown. The package is the first one's.
 */
export function unionOf(first: VulnerabilityMatch, all: readonly VulnerabilityMatch[]): VulnerabilityMatch {
  const gravest = all.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a), first);
  const records = new Map(all.flatMap(({ advisories }) => advisories.map((each) => [each.advisory.id, each] as const)));
  const severities = new Map(
    all.flatMap((match) => match.severities.map((each) => [JSON.stringify(each), each] as const)),
  );
  return {
    ...first,
    kind: all.reduce((kind, each) => (KINDS.indexOf(each.kind) > KINDS.indexOf(kind) ? each.kind : kind), first.kind),
    aliases: [...new Set(all.flatMap(({ aliases }) => aliases))].sort(),
    severity: gravest.severity,
    severities: [...severities].sort(byKey).map(([, each]) => each),
    exploitation: all.map(({ exploitation }) => exploitation).reduce(graver),
    likelihood: all.map(({ likelihood }) => likelihood).reduce(likelier),
    advisories: [...records].sort(byKey).map(([, each]) => each),
  };
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** Of two that count alike, the one with the higher score, then the one whose source comes first by name. */
function rankOf(match: VulnerabilityMatch): number {
  const counted = RATINGS.indexOf(countedSeverity(match).severity);
  return counted * 1000 + RATINGS.indexOf(match.severity.rating) * 100 + (match.severity.score ?? 0);
}

function graver(a: Exploitation, b: Exploitation): Exploitation {
  return a.state !== 'exploited' && b.state === 'exploited' ? b : a;
}

function likelier(a: Likelihood, b: Likelihood): Likelihood {
  if (b.state !== 'scored') return a;
  return a.state !== 'scored' || b.score.probability > a.score.probability ? b : a;
}
