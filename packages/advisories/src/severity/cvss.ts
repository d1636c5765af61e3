import cvss from 'ae-cvss-calculator';

import type { CvssScore, CvssVersion } from '../model.ts';

/** Scores CVSS vectors; a vector's score is worked out once, as many records share one. */
export type ScoreVector = (vector: string) => CvssScore | undefined;

const MAX_VECTOR = 512;
/** Far more than any source has; a hostile one must not fill the memory. */
const MAX_REMEMBERED = 50_000;

/** A scorer with a memory of its own, which lives as long as one build of a partition. */
export function vectorScorer(): ScoreVector {
  const known = new Map<string, CvssScore | undefined>();
  return (vector) => {
    if (known.has(vector)) return known.get(vector);
    const scored = vector.length > MAX_VECTOR ? undefined : scoreVector(vector);
    if (known.size < MAX_REMEMBERED) known.set(vector, scored);
    return scored;
  };
}

/** The base score of a vector of any version (threat and environment included where given); undefined where it is none. */
function scoreVector(vector: string): CvssScore | undefined {
  const version = versionOf(vector);
  if (version === undefined) return undefined;
  try {
    const parsed: unknown = cvss.fromVector(vector);
    const score = overallOf(parsed);
    return score === undefined ? undefined : { version, vector, score };
  } catch {
    return undefined;
  }
}

function overallOf(parsed: unknown): number | undefined {
  if (typeof parsed !== 'object' || parsed === null || !('calculateScores' in parsed)) return undefined;
  const { calculateScores } = parsed;
  if (typeof calculateScores !== 'function') return undefined;
  const scores: unknown = calculateScores.call(parsed);
  if (typeof scores !== 'object' || scores === null || !('overall' in scores)) return undefined;
  return typeof scores.overall === 'number' && scores.overall >= 0 && scores.overall <= 10 ? scores.overall : undefined;
}

function versionOf(vector: string): CvssVersion | undefined {
  const named = /^CVSS:(?<version>3\.0|3\.1|4\.0)\//.exec(vector)?.groups?.['version'];
  if (named === '3.0' || named === '3.1' || named === '4.0') return named;
  return /^\(?AV:[LAN]\/AC:[HML]\/Au:[MSN]\//.test(vector) ? '2.0' : undefined;
}
