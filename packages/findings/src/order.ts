import type { Confidence, Finding, Verification } from './finding.ts';
import { compareLocations, compareText } from './identity/location-order.ts';
import { severityRank } from './severity.ts';

/** What a tag says about the risk, gravest first. `explain` shows the sentence. */
export const SIGNALS: readonly { readonly tag: string; readonly meaning: string }[] = Object.freeze([
  { tag: 'malicious', meaning: 'made to do harm' },
  { tag: 'kev', meaning: 'listed as exploited in the wild (KEV)' },
  { tag: 'exploited', meaning: 'exploited in the wild' },
  { tag: 'reachable', meaning: 'reached from the code' },
  { tag: 'exposed', meaning: 'exposed to the internet' },
  { tag: 'likely', meaning: 'likely to be attacked soon (EPSS)' },
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
  /** Whether it says nothing of this finding: then `riskReasons` leaves it out. */
  isSilent?(finding: Finding): boolean;
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
    isSilent: ({ verification }) => verification === undefined,
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
  byTags([['fixable', 'a version mends it'], undefined, ['no-fix', 'no version mends it']], 'nothing known of a fix'),
  byTags(
    [['direct', 'asked for by the project itself'], undefined, ['transitive', 'brought by another package']],
    'not known who brings it',
  ),
  byTags(
    [['imported', 'imported by the sources'], undefined, ['not-imported', 'not imported by the sources']],
    'not known whether it is imported',
  ),
  byTags([undefined, ['dev', 'for development only']], 'not for development only'),
];

/** A criterion made of tags, the gravest first; `undefined` stands where none of them is set. */
function byTags(tags: readonly (readonly [tag: string, meaning: string] | undefined)[], none: string): Criterion {
  const rank = (finding: Finding): number => {
    const found = tags.findIndex((each) => each !== undefined && finding.tags.includes(each[0]));
    return found === -1 ? tags.indexOf(undefined) : found;
  };
  return {
    rank,
    describe: (finding) => tags[rank(finding)]?.[1] ?? none,
    isSilent: (finding) => tags[rank(finding)] === undefined,
  };
}

function signalRank(finding: Finding): number {
  const rank = SIGNALS.findIndex(({ tag }) => finding.tags.includes(tag));
  return rank === -1 ? SIGNALS.length : rank;
}

/** More than any criterion has ranks. */
const RANKS = 16;

/**
 * The order of findings. Biggest risk first: what counts before what is suppressed; then by severity, verification
 * (secrets that work before those that nobody knows about, refused ones last), confidence, novelty (new before existing),
 * the gravest signal among the tags, and of packages by whether a version mends them, whether the project asks for them
 * itself, imports them, and ships them; at last by place, rule and id, so that the order is total.
 */
export function sortByRisk(findings: readonly Finding[]): Finding[] {
  // Each finding is ranked once, not at each of the many times that a sort compares it.
  return findings
    .map((finding) => ({ finding, risk: riskOf(finding), name: nameOf(finding) }))
    .sort(
      (a, b) =>
        a.risk - b.risk ||
        compareLocations(a.finding.occurrences[0].location, b.finding.occurrences[0].location) ||
        compareText(a.name, b.name),
    )
    .map(({ finding }) => finding);
}

/** One number for all ranks, the first criterion in front. */
function riskOf(finding: Finding): number {
  let risk = 0;
  for (const { rank } of CRITERIA) risk = risk * RANKS + rank(finding);
  return risk;
}

function nameOf({ scanner, rule, id }: Finding): string {
  return `${scanner}/${rule}/${id}`;
}

/** Why a finding stands where it does: one phrase a criterion, in the order in which they decide. */
export function riskReasons(finding: Finding): string[] {
  return CRITERIA.filter(({ isSilent }) => isSilent?.(finding) !== true).map(({ describe }) => describe(finding));
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
