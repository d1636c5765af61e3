import type { Confidence, Finding, Verification } from './finding.ts';
import { compareLocations, compareText } from './identity/location-order.ts';
import { severityRank } from './severity.ts';

/** What a tag says about the risk, gravest first. `explain` shows the sentence. */
export const SIGNALS: readonly { readonly tag: string; readonly meaning: string }[] = Object.freeze([
  { tag: 'kev', meaning: 'listed as exploited in the wild (KEV)' },
  { tag: 'exploited', meaning: 'exploited in the wild' },
  { tag: 'reachable', meaning: 'reached from the code' },
  { tag: 'exposed', meaning: 'exposed to the internet' },
]);

const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low'];
/** A secret that works is the surest of findings; one that its provider refuses is still a finding, and the last of its severity. */
const VERIFIED: Readonly<Record<Verification['state'], { readonly rank: number; readonly meaning: string }>> = {
  valid: { rank: 0, meaning: 'its provider takes it' },
  'not-verified': { rank: 1, meaning: 'not verified with a provider' },
  invalid: { rank: 2, meaning: 'its provider refuses it' },
};
const NOVELTIES: readonly Finding['novelty'][] = ['new', 'unknown', 'existing'];

/** One criterion of the order: less comes first. */
interface Criterion {
  rank(finding: Finding): number;
  describe(finding: Finding): string;
}

/** The criteria in the order in which they decide. */
const CRITERIA: readonly Criterion[] = [
  {
    rank: (finding) => (finding.suppression === undefined ? 0 : 1),
    describe: (finding) => (finding.suppression === undefined ? 'not suppressed' : 'suppressed'),
  },
  {
    rank: (finding) => severityRank(finding.severity),
    describe: (finding) => `severity ${finding.severity}`,
  },
  {
    rank: ({ verification }) => VERIFIED[verification?.state ?? 'not-verified'].rank,
    describe: ({ verification }) => VERIFIED[verification?.state ?? 'not-verified'].meaning,
  },
  {
    rank: (finding) => CONFIDENCES.indexOf(finding.confidence),
    describe: (finding) => `confidence ${finding.confidence}`,
  },
  {
    rank: (finding) => NOVELTIES.indexOf(finding.novelty),
    describe: ({ novelty }) =>
      ({ new: 'new since the baseline', existing: 'already in the baseline', unknown: 'not compared with a baseline' })[
        novelty
      ],
  },
  {
    rank: signalRank,
    describe: (finding) => SIGNALS[signalRank(finding)]?.meaning ?? 'no sign of exploitation',
  },
];

function signalRank(finding: Finding): number {
  const rank = SIGNALS.findIndex(({ tag }) => finding.tags.includes(tag));
  return rank === -1 ? SIGNALS.length : rank;
}

/**
 * Biggest risk first: what counts before what is suppressed; then by severity, verification (secrets that work
 * before those that nobody knows about, refused ones last), confidence, novelty (new before existing),
 * the gravest signal among the tags, and at last by place, rule and id, so that the order is total.
 */
export function compareFindings(a: Finding, b: Finding): number {
  for (const { rank } of CRITERIA) {
    const difference = rank(a) - rank(b);
    if (difference !== 0) return difference;
  }
  return compareLocations(a.occurrences[0].location, b.occurrences[0].location) || compareText(nameOf(a), nameOf(b));
}

function nameOf({ scanner, rule, id }: Finding): string {
  return `${scanner}/${rule}/${id}`;
}

/** Why a finding stands where it does: one phrase a criterion, in the order in which they decide. */
export function riskReasons(finding: Finding): string[] {
  return CRITERIA.map(({ describe }) => describe(finding));
}

/** Why `a` comes before `b`: the first criterion that tells them apart; undefined where only their places do, or `b` comes first. */
export function whyBefore(a: Finding, b: Finding): string | undefined {
  for (const { rank, describe } of CRITERIA) {
    const difference = rank(a) - rank(b);
    if (difference > 0) return undefined;
    if (difference < 0) return `${describe(a)} comes before ${describe(b)}`;
  }
  return undefined;
}
