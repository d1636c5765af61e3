/** Whether enough people who may have approved a digest for an environment, and none of them is its author or said no. */
import type { Clock, Digest } from '@sallyport/kernel';

import { PREDICATE } from '../intoto/predicate-types.ts';
import type { Statement } from '../intoto/statement.ts';
import { refuse } from '../refusal.ts';
import type { RefusalReason } from '../refusal.ts';
import type { TrustRoot } from '../sigstore/trusted-root.ts';
import { readApproval } from './approval.ts';
import type { Approval } from './approval.ts';
import { explained, isSigner, judgeCandidate, splitViewAmong } from './candidates.ts';
import type { Candidate, Explanation, JudgedStatement, LogView, TrustedSigner } from './candidates.ts';
import { DEFAULT_MAX_AGE_MS, requireFresh } from './verify-deployment.ts';

export interface ApprovalQuery {
  readonly digest: Digest;
  readonly repository: string;
  readonly gate: string;
  readonly environment: string;
}

export interface ApprovalPolicy {
  readonly approvers: readonly TrustedSigner[];
  /** Authors and requesters: their approvals count for nothing, even where they are approvers otherwise. */
  readonly excluded: readonly TrustedSigner[];
  readonly trustRoot?: TrustRoot;
  readonly logViews?: readonly LogView[];
  /** How many different people must have approved (default 1). */
  readonly threshold?: number;
  /** Oldest approval that counts (default 24 hours), whatever the approval itself says. */
  readonly maxAgeMs?: number;
  readonly maxCandidates?: number;
}

export interface CountedApproval {
  readonly source: string;
  readonly approval: Approval;
  readonly bundleDigest: Digest;
  readonly signerId: string;
}

export type ApprovalVerdict = { readonly explanations: readonly Explanation[] } & (
  | { readonly ok: true; readonly approvals: readonly CountedApproval[] }
  | { readonly ok: false; readonly reason: RefusalReason; readonly detail: string }
);

interface JudgedApproval extends JudgedStatement {
  readonly approval: Approval;
}

export function verifyApprovals(
  query: ApprovalQuery,
  policy: ApprovalPolicy,
  candidates: readonly Candidate[],
  clock: Clock,
): ApprovalVerdict {
  const limit = policy.maxCandidates ?? 1000;
  if (candidates.length > limit) {
    const detail = `${candidates.length} attestations were found; more than ${limit} are not looked at`;
    return { ok: false, reason: 'TOO_MANY_CANDIDATES', detail, explanations: [] };
  }
  const signers = new Set<string>();
  const judged: JudgedApproval[] = [];
  const approvals: CountedApproval[] = [];
  const nowMs = clock.now();
  const explanations = candidates.map((candidate) => {
    const { value, explanation } = explained(candidate, (statement) => {
      const one = judgeApproval(candidate, statement, query, policy);
      requireInForce(one, policy, nowMs);
      judged.push(one);
      if (one.approval.decision === 'rejected') refuse('REJECTED', `rejected: ${one.approval.reason}`);
      if (signers.has(one.signerId)) refuse('DUPLICATE_SIGNER', 'this person has been counted already');
      signers.add(one.signerId);
      return one;
    });
    if (value !== undefined) {
      const { approval, bundleDigest, signerId } = value;
      approvals.push({ source: candidate.source, approval, bundleDigest, signerId });
    }
    return explanation;
  });
  const split = splitViewAmong(judged);
  if (split !== undefined) return { ok: false, reason: 'LOG_SPLIT_VIEW', detail: split, explanations };
  return conclude(approvals, explanations, policy.threshold ?? 1);
}

function judgeApproval(
  candidate: Candidate,
  statement: Statement,
  query: ApprovalQuery,
  policy: ApprovalPolicy,
): JudgedApproval {
  if (statement.predicateType !== PREDICATE.approval) {
    return refuse('WRONG_PREDICATE', `${statement.predicateType.slice(0, 200)} is no approval`);
  }
  const judged = judgeCandidate(candidate, {
    digest: query.digest,
    signers: [...policy.approvers, ...policy.excluded],
    trustRoot: policy.trustRoot,
    logViews: policy.logViews ?? [],
  });
  const signer = judged.verified.signer;
  if (policy.excluded.some((one) => isSigner(signer, one)) || !policy.approvers.some((one) => isSigner(signer, one))) {
    refuse('APPROVER_NOT_ALLOWED', 'whoever wrote or asked for a change does not approve it');
  }
  const approval = readApproval(judged.statement);
  if (approval.environment !== query.environment) refuse('WRONG_ENVIRONMENT', `it is for ${approval.environment}`);
  if (approval.repository !== query.repository) refuse('WRONG_REPOSITORY', `it is for ${approval.repository}`);
  if (approval.gate !== query.gate) refuse('WRONG_GATE', `it is for the gate ${approval.gate}`);
  return { ...judged, approval };
}

function requireInForce(judged: JudgedApproval, policy: ApprovalPolicy, nowMs: number): void {
  if (nowMs > judged.approval.notAfterMs) refuse('EXPIRED', 'the approval has ended');
  requireFresh(judged, judged.approval.givenMs, { maxAgeMs: policy.maxAgeMs ?? DEFAULT_MAX_AGE_MS, nowMs });
}

/** One no of somebody whose yes would count is a no. */
function conclude(
  approvals: readonly CountedApproval[],
  explanations: readonly Explanation[],
  threshold: number,
): ApprovalVerdict {
  const rejected = explanations.find(({ reason }) => reason === 'REJECTED');
  if (rejected !== undefined) return { ok: false, reason: 'REJECTED', detail: rejected.detail, explanations };
  if (approvals.length >= threshold) return { ok: true, approvals, explanations };
  const offered = explanations.filter(({ predicateType }) => predicateType === PREDICATE.approval);
  const [only] = offered;
  if (approvals.length === 0 && offered.length === 1 && only?.reason !== undefined) {
    return { ok: false, reason: only.reason, detail: only.detail, explanations };
  }
  const reason = approvals.length === 0 ? 'NO_APPROVAL' : 'TOO_FEW_SIGNERS';
  return { ok: false, reason, detail: `${approvals.length} of ${threshold} approvals count`, explanations };
}
