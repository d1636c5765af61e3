import type { Clock } from '@sallyport/kernel';
import { canonicalJson, rfc3339, safeMessageOf, sha256Hex } from '@sallyport/kernel';

import type { GateException } from '../exceptions/exception.ts';
import { exceptionReports, heldExceptions, waiverFor } from '../exceptions/judge-exceptions.ts';
import type { MissingEvidence, PolicyOutcome, PolicyProblem } from '../policy.ts';
import { judgeApprovals } from './approvals.ts';
import type { GateApproval, JudgedApprovals } from './approvals.ts';
import { clockProblem } from './clock-check.ts';
import type { KnownMoment } from './clock-check.ts';
import type { Decision, Outcome, PolicyReport, Violation } from './decision.ts';
import { missingEvidence } from './evidence.ts';
import type { TracedInput } from './gate-input.ts';
import type { BoundPolicy, Gate } from './gate.ts';
import { judgingTime, overdue } from '../judging-time.ts';
import type { JudgingTime } from '../judging-time.ts';
import { summarise } from './summarise.ts';
import { compareViolations, violationOf } from './violation.ts';

export interface DecideRequest {
  readonly gate: Gate;
  readonly policies: readonly BoundPolicy[];
  readonly input: TracedInput;
  readonly clock: Clock;
  readonly exceptions?: readonly GateException[];
  readonly approvals?: readonly GateApproval[];
  /** What went wrong while policies and data were loaded: the gate is then closed. */
  readonly problems?: readonly PolicyProblem[];
  /** Where policies were read from, if not from the work tree. */
  readonly base?: { readonly ref: string; readonly commit: string };
  /** Moments that have passed for certain: a clock that reads earlier went back. */
  readonly moments?: readonly KnownMoment[];
  /** The longest time of one policy with all of its evaluations, and of all policies together. */
  readonly limits?: { readonly policyMs?: number; readonly gateMs?: number };
}

const POLICY_MS = 5_000;
const GATE_MS = 60_000;

/**
 * Judges one input by the policies of a gate. Never throws: whatever goes wrong is a problem, and a problem closes the gate.
 * The clock is read once at the beginning; one that reads less at the end is a problem too.
 */
export function decide(request: DecideRequest): Decision {
  const { gate, policies, input, clock, exceptions = [] } = request;
  const now = clock.now();
  const problems: PolicyProblem[] = [...(request.problems ?? []), ...nameProblems(policies)];
  const clockState = { now, ...(request.moments === undefined ? {} : { known: request.moments }) };
  const clockWrong = clockProblem(input.value, exceptions, clockState);
  if (clockWrong !== undefined) problems.push(clockWrong);
  if (policies.length === 0 && problems.length === 0) {
    problems.push({ kind: 'unloadable', message: `The gate ${gate.name} has no policy: it can judge nothing.` });
  }
  const judged = judgeAll(request);
  for (const { problem } of judged) if (problem !== undefined) problems.push(problem);
  if (clock.now() < now) problems.push({ kind: 'clock', message: 'The clock went back while the gate was judged.' });
  const wanted = [...gate.evidence, ...policies.flatMap(({ policy }) => policy.requires)];
  const missing = [...missingEvidence(gate, wanted, input.value), ...judged.flatMap((one) => one.missing)];
  const held = heldExceptions(clockWrong === undefined ? exceptions : [], input.value, now);
  const unwaivable = new Set(judged.flatMap((one) => one.errors));
  const violations = judged
    .flatMap((one) => one.violations)
    .map((violation) =>
      unwaivable.has(violation) ? violation : waived(violation, waiverFor(violation, held.holding, input.value)),
    )
    .toSorted(compareViolations);
  const verdict = verdictOf({ problems, missing, violations, request, now });
  return assemble(request, {
    ...verdict,
    decidedAt: rfc3339(now),
    missing: distinct(missing),
    problems,
    policies: judged.map((one) => one.report),
    violations,
    exceptions: exceptionReports(exceptions, held, violations),
  });
}

function waived(violation: Violation, waiver: Violation['waiver']): Violation {
  return waiver === undefined ? violation : { ...violation, waiver };
}

function distinct(missing: readonly MissingEvidence[]): MissingEvidence[] {
  return [...new Map(missing.map((one) => [`${one.evidence} ${one.reason}`, one])).values()];
}

function nameProblems(policies: readonly BoundPolicy[]): PolicyProblem[] {
  const byId = Map.groupBy(policies, ({ policy }) => policy.id);
  return [...byId]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => ({
      kind: 'duplicate',
      policy: id,
      message: `There are ${same.length} policies of the name ${id}: which of them counts is not said.`,
    }));
}

function judgeAll(request: DecideRequest): Judged[] {
  const time = judgingTime(request.clock, request.limits?.gateMs ?? GATE_MS);
  return request.policies.map((bound) => judgeOne(bound, request, time));
}

/** What a policy misses that had nothing to judge; a gate may allow that by the policy's name. */
const JUDGED_NOTHING: ReadonlySet<string> = new Set(['documents', 'input']);

interface Judged {
  readonly report: PolicyReport;
  readonly violations: readonly Violation[];
  /** Those of the violations that tell of errors. */
  readonly errors: readonly Violation[];
  readonly missing: readonly MissingEvidence[];
  readonly problem?: PolicyProblem;
}

function judgeOne(bound: BoundPolicy, request: DecideRequest, gateTime: JudgingTime): Judged {
  const { policy, enforcement } = bound;
  const { gate, input, clock, limits } = request;
  const outcome = guarded(bound, input, judgingTime(clock, limits?.policyMs ?? POLICY_MS, gateTime));
  const base = { id: policy.id, title: policy.title, enforcement, digest: policy.digest };
  if ('problem' in outcome) {
    const report: PolicyReport = { ...base, outcome: 'error', violations: 0 };
    return { report, violations: [], errors: [], missing: [], problem: { policy: policy.id, ...outcome.problem } };
  }
  const violations = outcome.breaches.map((breach) => violationOf(breach, bound, input));
  const errors = violations.filter((_, i) => outcome.breaches[i]?.isError === true);
  const missing = (outcome.missing ?? []).filter(
    ({ evidence }) => !JUDGED_NOTHING.has(evidence) || !gate.allowMissing.includes(policy.id),
  );
  const state = violations.length > 0 ? 'violated' : missing.length > 0 ? 'missing-evidence' : 'passed';
  return { report: { ...base, outcome: state, violations: violations.length }, violations, errors, missing };
}

/** A policy that throws is a policy that gave no answer, and so is one for which no time is left. */
function guarded({ policy }: BoundPolicy, { value }: TracedInput, time: JudgingTime): PolicyOutcome {
  const late = overdue(time);
  if (late !== undefined) return { problem: late };
  try {
    return policy.judge(value, time);
  } catch (error) {
    return { problem: { kind: 'error', message: `It broke: ${safeMessageOf(error)}` } };
  }
}

interface Findings {
  readonly problems: readonly PolicyProblem[];
  readonly missing: readonly MissingEvidence[];
  readonly violations: readonly Violation[];
  readonly request: DecideRequest;
  readonly now: number;
}

function verdictOf({ problems, missing, violations, request, now }: Findings): Verdict {
  const { gate, input, approvals = [] } = request;
  const failing = violations.filter((one) => one.enforcement === 'deny' && one.waiver === undefined);
  const open = violations.filter((one) =>
    one.waiver?.state === 'unverified'
      ? one.enforcement !== 'dryrun'
      : one.enforcement === 'warn' && one.waiver === undefined,
  );
  const judged = judgeApprovals({ gate, input: input.value, open, now }, approvals);
  const outcome = outcomeOf({ failed: problems.length + failing.length > 0, missing, open, judged });
  return { outcome, ...(outcome === 'needs-approval' || approvals.length > 0 ? { judged } : {}) };
}

interface Verdict {
  readonly outcome: Outcome;
  readonly judged?: JudgedApprovals;
}

function outcomeOf(state: {
  readonly failed: boolean;
  readonly missing: readonly MissingEvidence[];
  readonly open: readonly Violation[];
  readonly judged: JudgedApprovals;
}): Outcome {
  if (state.failed || state.judged.rejectedBy !== undefined) return 'failed';
  if (state.missing.length > 0) return 'missing-evidence';
  return state.open.length > 0 && !state.judged.enough ? 'needs-approval' : 'passed';
}

type Parts = Verdict & Pick<Decision, 'decidedAt' | 'missing' | 'problems' | 'policies' | 'violations' | 'exceptions'>;

function assemble({ gate, input, base }: DecideRequest, { judged, ...parts }: Parts): Decision {
  const { service, environment, change, artifact } = input.value;
  const subject = { service, environment, change, artifact, base };
  const known = Object.entries(subject).filter(([, value]) => value !== undefined);
  return {
    schemaVersion: '1',
    gate: gate.name,
    outcome: parts.outcome,
    summary: summarise(parts, judged),
    decidedAt: parts.decidedAt,
    ...(Object.fromEntries(known) as Partial<typeof subject> as Pick<Decision, 'service'>),
    inputDigest: digestOfInput(input),
    policyDigest: `sha256:${sha256Hex(parts.policies.map(({ id, digest }) => `${id} ${digest}`).join('\n'))}`,
    ...(judged === undefined ? {} : { approval: judged.need }),
    missing: parts.missing,
    problems: parts.problems,
    policies: parts.policies,
    violations: parts.violations,
    exceptions: parts.exceptions,
  };
}

/** Stands for what was judged; the time of the decision is no part of it. */
function digestOfInput({ value: { time: _time, ...lasting } }: TracedInput): string {
  try {
    return `sha256:${sha256Hex(canonicalJson(lasting))}`;
  } catch {
    // Text of a file with a lone surrogate has no canonical form; its own JSON text still stands for it.
    return `sha256:${sha256Hex(JSON.stringify(lasting))}`;
  }
}
