import { canonicalJson } from '@sallyport/kernel';
import type { Clock, Digest } from '@sallyport/kernel';
import { NO_PARTS } from '@sallyport/policy';
import type { Evidence, GateApproval, InputParts } from '@sallyport/policy';
import { attempt, judgeCandidate, peekStatement, PREDICATE, readApproval, verifyApprovals } from '@sallyport/signing';
import type { ApprovalQuery, Candidate, JudgedStatement, TrustedSigner, Verdict } from '@sallyport/signing';

import { LONGEST_APPROVAL_MS } from '../evidence/duration.ts';
import { gateApproval, ownWork, verifiedEvidence } from './signed-evidence.ts';
import type { TrustedKeys } from './signed-evidence.ts';

/** What lies beside an image and counts at a gate, and what a verdict that rests on it names. */
export interface AttachedEvidence {
  readonly parts: InputParts;
  readonly approvals: readonly GateApproval[];
  readonly inputs: Verdict['inputs'];
}

interface Question extends ApprovalQuery {
  readonly trusted: TrustedKeys;
  readonly clock: Clock;
}

/** Decisions are no evidence: what a gate or person said before is not what is asked now. */
const DECISIONS: ReadonlySet<string> = new Set([
  PREDICATE.verificationSummary,
  PREDICATE.approval,
  PREDICATE.deployment,
]);

/**
 * Takes in what lies beside an image: evidence that a trusted key signed, and every approval, with why it counts for nothing where
 * its signature, author, gate, environment or time does not hold.
 */
export function attachedEvidence(candidates: readonly Candidate[], question: Question): AttachedEvidence {
  const evidence: Evidence[] = [];
  const approvals: GateApproval[] = [];
  const inputs: { uri: string; digest: Digest }[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates) {
    const approval = approvalIn(candidate, question);
    const judged = approval?.judged ?? evidenceIn(candidate, question);
    // What is kept both as a bundle and under cosign 2's tag is one statement.
    const key = `${judged?.signerId ?? 'nobody'} ${statementText(candidate)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (judged !== undefined) inputs.push({ uri: uriOf(candidate, question), digest: judged.bundleDigest });
    if (approval !== undefined) approvals.push(approval.approval);
    else if (judged !== undefined)
      evidence.push(verifiedEvidence(judged.verified, { digest: question.digest, source: candidate.source }));
  }
  return { parts: { ...NO_PARTS, evidence }, approvals, inputs };
}

/** Tells statements apart; what holds none stands for itself. */
function statementText(candidate: Candidate): string {
  const peeked = attempt(() => ({ ok: true as const, text: canonicalJson({ ...peekStatement(candidate) }) }));
  return peeked.ok ? peeked.text : candidate.source;
}

function evidenceIn(candidate: Candidate, question: Question): JudgedStatement | undefined {
  const { keys, identities } = question.trusted;
  const signers = [...keys.map((key) => ({ key })), ...identities.map((identity) => ({ identity }))];
  const context = { ...signedBy(question, signers), trustRoot: question.trusted.trustRoot };
  const judged = attempt(() => judgeCandidate(candidate, context));
  return judged.ok && !DECISIONS.has(judged.statement.predicateType) ? judged : undefined;
}

/** Approvals are signed with keys of people, whose own word about the time counts: no log has to have them. */
function signedBy({ digest }: Question, signers: readonly TrustedSigner[]) {
  return { digest, signers, trustRoot: undefined, logViews: [] };
}

interface FoundApproval {
  readonly approval: GateApproval;
  /** Set where the signature is of a person whose approval may count. */
  readonly judged?: JudgedStatement;
}

/** The approval that a candidate holds; undefined for anything else. */
function approvalIn(candidate: Candidate, question: Question): FoundApproval | undefined {
  const peeked = attempt(() => ({ ok: true as const, approval: readApproval(peekStatement(candidate)) }));
  if (!peeked.ok) return undefined;
  const { trusted, digest } = question;
  const who = trusted.approvers.find(({ key }) => signs(candidate, key, question));
  if (who === undefined) {
    const author = trusted.authors.find((key) => signs(candidate, key, question));
    const [approver, refused] =
      author === undefined
        ? ['somebody', `no key that may approve signed it for ${digest}`]
        : ['the author', ownWork(author, trusted)];
    return { approval: { ...gateApproval(peeked.approval, approver), verified: false, ...withReason(refused) } };
  }
  const approval = gateApproval(peeked.approval, who.name);
  const refused = ownWork(who.key, trusted) ?? refusalOf(candidate, question);
  if (refused !== undefined) return { approval: { ...approval, refused } };
  const judged = attempt(() => judgeCandidate(candidate, signedBy(question, [{ key: who.key }])));
  return { approval, ...(judged.ok ? { judged } : {}) };
}

function withReason(refused: string | undefined): { refused?: string } {
  return refused === undefined ? {} : { refused };
}

function signs(candidate: Candidate, key: TrustedKeys['keys'][number], question: Question): boolean {
  return attempt(() => judgeCandidate(candidate, signedBy(question, [{ key }]))).ok;
}

/** Why the approval does not hold by itself; a no holds, and is counted as one. */
function refusalOf(candidate: Candidate, question: Question): string | undefined {
  const { trusted, clock } = question;
  const policy = {
    approvers: trusted.approvers.map(({ key }) => ({ key })),
    excluded: trusted.authors.map((key) => ({ key })),
    maxAgeMs: LONGEST_APPROVAL_MS,
  };
  const verdict = verifyApprovals(question, policy, [candidate], clock);
  return verdict.ok || verdict.reason === 'REJECTED' ? undefined : `${verdict.reason}: ${verdict.detail}`;
}

/** Where a statement lies, as a verdict names it. */
function uriOf({ source }: Candidate, { repository }: Question): string {
  const [kind, name = ''] = source.split(' ');
  if (kind === 'referrer') return `oci://${repository}@${name}`;
  return kind === 'tag' ? `oci://${repository}:${name}` : source;
}
