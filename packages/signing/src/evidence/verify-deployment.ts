/**
 * May this digest be deployed to this environment? A pure function of what was found for it, the keys that are trusted
 * and the time. It needs at least one verdict that a trusted gate signed for exactly this digest, repository and
 * environment, that says PASSED, is fresh, and is followed by no FAILED one. Whatever does not count says why.
 */
import type { Clock, Digest } from '@sallyport/kernel';

import type { Statement } from '../intoto/statement.ts';
import { PREDICATE } from '../intoto/predicate-types.ts';
import { attempt, refuse } from '../refusal.ts';
import type { RefusalReason } from '../refusal.ts';
import type { TrustRoot } from '../sigstore/trusted-root.ts';
import {
  CLOCK_RESOLUTION_MS,
  explained,
  explanationOf,
  isSigner,
  judgeCandidate,
  splitViewAmong,
} from './candidates.ts';
import type {
  Candidate,
  CandidateContext,
  Explanation,
  JudgedStatement,
  LogView,
  TrustedSigner,
} from './candidates.ts';
import { verifyEvidence } from './verify-evidence.ts';
import type { EvidenceRule } from './verify-evidence.ts';
import { hasLevel, readVerdict } from './verdict.ts';
import type { Verdict } from './verdict.ts';

export interface DeploymentQuery {
  readonly digest: Digest;
  /** Registry and repository that it is deployed from, without tag. */
  readonly repository: string;
  readonly environment: string;
}

/** Who may sign verdicts, and for which gates and environments; `undefined` is any that the verdict names. */
export interface VerdictSigner {
  readonly signer: TrustedSigner;
  readonly gates?: readonly string[];
  readonly environments?: readonly string[];
}

export interface DeploymentPolicy {
  readonly verdictSigners: readonly VerdictSigner[];
  /** Logs and authorities whose clocks count. Without it the time that the pinned gate itself signed has to do. */
  readonly trustRoot?: TrustRoot;
  readonly logViews?: readonly LogView[];
  /** How many different signers must have passed it (default 1). */
  readonly threshold?: number;
  /** Oldest verdict that counts (default 24 hours). */
  readonly maxAgeMs?: number;
  /** Policies that a verdict may rest on; any where absent. */
  readonly policyDigests?: readonly Digest[];
  readonly requiredLevels?: readonly string[];
  /** Evidence that the verdict must name among its inputs and that must be there, signed and fresh. */
  readonly evidence?: readonly EvidenceRule[];
  /** More candidates than this are refused unread (default 1000). */
  readonly maxCandidates?: number;
}

export interface CountedVerdict {
  readonly source: string;
  readonly verdict: Verdict;
  readonly bundleDigest: Digest;
  readonly signerId: string;
  /** When it existed for certain, or what the gate says where no log counts; milliseconds since the Unix epoch. */
  readonly timeMs: number;
  readonly timeSource: 'log' | 'signer';
}

export type DeploymentVerdict =
  | {
      readonly ok: true;
      readonly verdicts: readonly CountedVerdict[];
      /** Until when this answer may be kept. */
      readonly validUntilMs: number;
      readonly explanations: readonly Explanation[];
    }
  | {
      readonly ok: false;
      readonly reason: RefusalReason;
      readonly detail: string;
      readonly explanations: readonly Explanation[];
    };

export const DEFAULT_MAX_AGE_MS = 24 * 60 * 60 * 1000;
const DEFAULT_MAX_CANDIDATES = 1000;
/** Two hosts' clocks may differ by so much. */
export const CLOCK_SKEW_MS = 5 * 60 * 1000;

interface JudgedVerdict extends JudgedStatement {
  readonly verdict: Verdict;
}

export function verifyDeployment(
  query: DeploymentQuery,
  policy: DeploymentPolicy,
  candidates: readonly Candidate[],
  clock: Clock,
): DeploymentVerdict {
  const limit = policy.maxCandidates ?? DEFAULT_MAX_CANDIDATES;
  if (candidates.length > limit) {
    const detail = `${candidates.length} attestations were found; more than ${limit} are not looked at`;
    return { ok: false, reason: 'TOO_MANY_CANDIDATES', detail, explanations: [] };
  }
  const nowMs = clock.now();
  const judged = candidates.map((candidate) => ({
    candidate,
    ...explained(candidate, (statement) => judgeVerdict(candidate, statement, { query, policy })),
  }));
  const authentic = judged.flatMap(({ candidate, value }) =>
    value === undefined ? [] : [{ candidate, judged: value }],
  );
  const split = splitViewAmong(authentic.map((one) => one.judged));
  const counted = split === undefined ? countVerdicts(authentic, policy, nowMs) : undefined;
  const explanations = judged.map(({ candidate, explanation }) => counted?.explanations.get(candidate) ?? explanation);
  if (split !== undefined || counted === undefined) {
    return { ok: false, reason: 'LOG_SPLIT_VIEW', detail: split ?? '', explanations };
  }
  return conclude(counted, explanations, { query, policy, candidates, nowMs });
}

/** Everything about a verdict that does not depend on the others: signer, purpose, content. */
function judgeVerdict(
  candidate: Candidate,
  statement: Statement,
  { query, policy }: { readonly query: DeploymentQuery; readonly policy: DeploymentPolicy },
): JudgedVerdict {
  if (statement.predicateType !== PREDICATE.verificationSummary) {
    return refuse('WRONG_PREDICATE', `${statement.predicateType.slice(0, 200)} is evidence at best, no verdict`);
  }
  const context: CandidateContext = {
    digest: query.digest,
    signers: policy.verdictSigners.map(({ signer }) => signer),
    trustRoot: policy.trustRoot,
    logViews: policy.logViews ?? [],
  };
  const judged = judgeCandidate(candidate, context);
  const verdict = readVerdict(judged.statement);
  if (verdict.environment !== query.environment) {
    refuse('WRONG_ENVIRONMENT', `the verdict is for ${verdict.environment}, not for ${query.environment}`);
  }
  if (verdict.repository !== query.repository) {
    refuse('WRONG_REPOSITORY', `the verdict is for ${verdict.repository}, not for ${query.repository}`);
  }
  requireRole(judged, verdict, policy);
  return { ...judged, verdict };
}

function requireRole(judged: JudgedStatement, verdict: Verdict, policy: DeploymentPolicy): void {
  const roles = policy.verdictSigners.filter(({ signer }) => isSigner(judged.verified.signer, signer));
  const forGate = roles.filter(({ gates }) => gates === undefined || gates.includes(verdict.gate));
  if (forGate.length === 0) refuse('WRONG_GATE', `the signer does not speak for the gate ${verdict.gate}`);
  const inRole = forGate.some(
    ({ environments }) => environments === undefined || environments.includes(verdict.environment),
  );
  if (!inRole) refuse('WRONG_ROLE', `the signer does not decide for ${verdict.environment}`);
}

interface Authentic {
  readonly candidate: Candidate;
  readonly judged: JudgedVerdict;
}

interface Counted {
  readonly verdicts: readonly CountedVerdict[];
  readonly explanations: ReadonlyMap<Candidate, Explanation>;
  /** What became of the newest of them, which says how things stand. */
  readonly newest: Explanation | undefined;
}

/** Which of the authentic verdicts count, given all of them. */
function countVerdicts(authentic: readonly Authentic[], policy: DeploymentPolicy, nowMs: number): Counted {
  const explanations = new Map<Candidate, Explanation>();
  const verdicts: CountedVerdict[] = [];
  const signers = new Set<string>();
  const failed = authentic.filter(({ judged }) => judged.verdict.result === 'FAILED').map(({ judged }) => judged);
  for (const { candidate, judged } of authentic) {
    const outcome = attempt(() => {
      requireUsable(judged, failed, policy, nowMs);
      if (signers.has(judged.signerId)) refuse('DUPLICATE_SIGNER', 'this signer has been counted already');
      signers.add(judged.signerId);
      return { ok: true } as const;
    });
    explanations.set(candidate, explanationOf(candidate, PREDICATE.verificationSummary, outcome));
    if (outcome.ok) verdicts.push(countedVerdict(candidate, judged));
  }
  const newest = authentic.toSorted((a, b) => orderOf(b.judged) - orderOf(a.judged) || failedFirst(a, b))[0];
  return { verdicts, explanations, newest: newest && explanations.get(newest.candidate) };
}

function orderOf(judged: JudgedVerdict): number {
  return judged.verdict.result === 'PASSED' ? ageFrom(judged) : latestOf(judged);
}

/** Of two verdicts of one moment the refusal is the later: in doubt it came after. */
function failedFirst(a: Authentic, b: Authentic): number {
  return Number(a.judged.verdict.result === 'PASSED') - Number(b.judged.verdict.result === 'PASSED');
}

function countedVerdict(candidate: Candidate, judged: JudgedVerdict): CountedVerdict {
  const { verdict, bundleDigest, signerId, provedMs } = judged;
  const timeSource = provedMs === undefined ? 'signer' : 'log';
  return { source: candidate.source, verdict, bundleDigest, signerId, timeMs: ageFrom(judged), timeSource };
}

function requireUsable(
  judged: JudgedVerdict,
  failed: readonly JudgedVerdict[],
  policy: DeploymentPolicy,
  nowMs: number,
): void {
  const { verdict } = judged;
  if (verdict.result !== 'PASSED') {
    refuse(
      'NOT_PASSED',
      `the gate ${verdict.gate} failed it${verdict.reasons.length > 0 ? `: ${verdict.reasons[0]}` : ''}`,
    );
  }
  if (policy.policyDigests !== undefined && !policy.policyDigests.includes(verdict.policyDigest)) {
    refuse('WRONG_POLICY', `the verdict rests on the policy ${verdict.policyDigest}, which is not accepted`);
  }
  const missing = (policy.requiredLevels ?? []).find((level) => !hasLevel(verdict.levels, level));
  if (missing !== undefined) refuse('LEVEL_MISSING', `the verdict does not attest ${missing}`);
  requireFresh(judged, verdict.decidedMs, { maxAgeMs: policy.maxAgeMs ?? DEFAULT_MAX_AGE_MS, nowMs });
  const later = failed.find((other) => other.verdict.gate === verdict.gate && latestOf(other) >= ageFrom(judged));
  if (later !== undefined) {
    refuse(
      'SUPERSEDED',
      `the gate ${verdict.gate} failed it later, on ${new Date(later.verdict.decidedMs).toISOString()}`,
    );
  }
}

/**
 * The time that age and order are counted from: what the signer says, and never later than a log shows that it existed.
 * So neither a statement dated ahead nor an old one that was logged anew is younger than it is.
 */
function ageFrom(judged: JudgedVerdict): number {
  return Math.min(judged.verdict.decidedMs, judged.provedMs ?? Infinity);
}

/** A failure is as late as anything says: in doubt it came after. */
function latestOf(judged: JudgedVerdict): number {
  return judged.provedMs === undefined
    ? judged.verdict.decidedMs
    : Math.max(judged.verdict.decidedMs, judged.provedMs - CLOCK_RESOLUTION_MS);
}

/** Refuses what is older than its limit by the log's time and by its own, what claims to be from the future, and what was dated other than it was logged. */
export function requireFresh(
  judged: JudgedStatement,
  statedMs: number,
  limits: { readonly maxAgeMs: number; readonly nowMs: number },
): void {
  const { provedMs } = judged;
  const { maxAgeMs, nowMs } = limits;
  if (
    statedMs > nowMs + CLOCK_SKEW_MS ||
    (provedMs !== undefined && provedMs - CLOCK_RESOLUTION_MS > nowMs + CLOCK_SKEW_MS)
  ) {
    refuse('NOT_YET_VALID', 'it is dated in the future');
  }
  if (provedMs !== undefined && statedMs > provedMs + CLOCK_SKEW_MS) {
    refuse('NOT_YET_VALID', 'it is dated after it was logged');
  }
  const oldest = Math.min(statedMs, provedMs ?? Infinity);
  if (nowMs - oldest > maxAgeMs) {
    const hours = Math.round((nowMs - oldest) / 360_000) / 10;
    refuse('STALE', `it is ${hours} hours old; at most ${Math.round(maxAgeMs / 360_000) / 10} are accepted`);
  }
}

interface Conclusion {
  readonly query: DeploymentQuery;
  readonly policy: DeploymentPolicy;
  readonly candidates: readonly Candidate[];
  readonly nowMs: number;
}

function conclude(
  { verdicts, newest }: Counted,
  explanations: readonly Explanation[],
  { query, policy, candidates, nowMs }: Conclusion,
): DeploymentVerdict {
  if (verdicts.length === 0) return { ok: false, ...noVerdict(newest, explanations), explanations };
  const threshold = policy.threshold ?? 1;
  if (verdicts.length < threshold) {
    const detail = `${verdicts.length} of ${threshold} signers passed it`;
    return { ok: false, reason: 'TOO_FEW_SIGNERS', detail, explanations };
  }
  const evidence = verifyEvidence(query.digest, policy, { candidates, verdicts, nowMs });
  const all = candidates.map((candidate, i) => evidence.explanations.get(candidate) ?? explanations[i]);
  const merged = all.filter((explanation) => explanation !== undefined);
  if (!evidence.ok) return { ok: false, reason: evidence.reason, detail: evidence.detail, explanations: merged };
  const oldest = Math.min(...verdicts.map(({ timeMs }) => timeMs));
  const validUntilMs = Math.min(oldest + (policy.maxAgeMs ?? DEFAULT_MAX_AGE_MS), evidence.validUntilMs);
  return { ok: true, verdicts, validUntilMs, explanations: merged };
}

/** From what came nearest to counting: the first of these that a verdict was refused for is the reason given for the whole. */
const NEAREST: readonly RefusalReason[] = [
  'NOT_YET_VALID',
  'WRONG_ROLE',
  'WRONG_GATE',
  'WRONG_ENVIRONMENT',
  'WRONG_REPOSITORY',
];

/** The most telling reason: of the newest verdict of a gate that counts; else of what came nearest; else what all share. */
function noVerdict(
  newest: Explanation | undefined,
  explanations: readonly Explanation[],
): { reason: RefusalReason; detail: string } {
  const verdicts = explanations.filter(({ predicateType }) => predicateType === PREDICATE.verificationSummary);
  const ranked = NEAREST.flatMap((reason) => verdicts.find((verdict) => verdict.reason === reason) ?? []);
  const shared = new Set(verdicts.map(({ reason }) => reason)).size === 1 ? verdicts[0] : undefined;
  // That it had passed before says more than that it failed.
  const before = newest?.reason === 'NOT_PASSED' ? verdicts.find(({ reason }) => reason === 'SUPERSEDED') : undefined;
  const telling = before ?? newest ?? ranked[0] ?? shared;
  if (telling?.reason !== undefined) return { reason: telling.reason, detail: telling.detail };
  const found =
    explanations.length === 0 ? 'nothing was found for it' : `none of ${explanations.length} attestations counts`;
  return { reason: 'NO_VERDICT', detail: found };
}
