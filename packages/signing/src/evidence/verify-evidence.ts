/** Whether the evidence that a verdict rests on is there: signed by those who may, about this digest, fresh, and named by the verdict. */
import type { Digest } from '@sallyport/kernel';

import { refuse } from '../refusal.ts';
import type { RefusalReason } from '../refusal.ts';
import type { TrustRoot } from '../sigstore/trusted-root.ts';
import { explained, judgeCandidate } from './candidates.ts';
import type { Candidate, Explanation, JudgedStatement, LogView, TrustedSigner } from './candidates.ts';

export interface EvidenceRule {
  /** What it is called in explanations, for example `scan`. */
  readonly name: string;
  /** Any of these satisfies the rule. */
  readonly predicateTypes: readonly string[];
  readonly signers: readonly TrustedSigner[];
  /** Oldest evidence that counts, by the log's time. */
  readonly maxAgeMs: number;
}

export interface EvidencePolicy {
  readonly evidence?: readonly EvidenceRule[];
  readonly trustRoot?: TrustRoot;
  readonly logViews?: readonly LogView[];
}

export interface EvidenceInput {
  readonly candidates: readonly Candidate[];
  /** The verdicts whose inputs the evidence must be among. */
  readonly verdicts: readonly { readonly verdict: { readonly inputs: readonly { readonly digest: Digest }[] } }[];
  readonly nowMs: number;
}

export type EvidenceVerdict = { readonly explanations: ReadonlyMap<Candidate, Explanation> } & (
  | { readonly ok: true; readonly validUntilMs: number }
  | { readonly ok: false; readonly reason: RefusalReason; readonly detail: string }
);

/** Every rule must be satisfied by a candidate that each counted verdict names among its inputs. */
export function verifyEvidence(digest: Digest, policy: EvidencePolicy, input: EvidenceInput): EvidenceVerdict {
  const explanations = new Map<Candidate, Explanation>();
  let validUntilMs = Infinity;
  for (const rule of policy.evidence ?? []) {
    const found = applyRule(rule, { digest, policy, input });
    for (const [candidate, explanation] of found.explanations) explanations.set(candidate, explanation);
    if (found.untilMs === undefined) {
      const nearest = [...found.explanations.values()][0];
      const detail = `${rule.name}: ${nearest?.detail ?? 'there is none'}`;
      return { ok: false, reason: nearest?.reason ?? 'NO_EVIDENCE', detail, explanations };
    }
    validUntilMs = Math.min(validUntilMs, found.untilMs);
  }
  return { ok: true, validUntilMs, explanations };
}

/** What became of the candidates of the rule's kind, and until when the youngest that counts does. */
function applyRule(
  rule: EvidenceRule,
  context: EvidenceContext,
): { readonly explanations: ReadonlyMap<Candidate, Explanation>; readonly untilMs: number | undefined } {
  const explanations = new Map<Candidate, Explanation>();
  const until: number[] = [];
  for (const candidate of context.input.candidates) {
    const { value, explanation } = explained(candidate, (statement) => {
      if (!rule.predicateTypes.includes(statement.predicateType)) refuse('WRONG_PREDICATE', 'another kind of evidence');
      return judgeEvidence(candidate, rule, context);
    });
    if (explanation.reason === 'WRONG_PREDICATE') continue;
    explanations.set(candidate, explanation);
    if (value !== undefined) until.push(value.untilMs);
  }
  return { explanations, untilMs: until.length === 0 ? undefined : Math.max(...until) };
}

interface EvidenceContext {
  readonly digest: Digest;
  readonly policy: EvidencePolicy;
  readonly input: EvidenceInput;
}

function judgeEvidence(
  candidate: Candidate,
  rule: EvidenceRule,
  { digest, policy, input }: EvidenceContext,
): { readonly ok: true; readonly untilMs: number } {
  const judged: JudgedStatement = judgeCandidate(candidate, {
    digest,
    signers: rule.signers,
    trustRoot: policy.trustRoot,
    logViews: policy.logViews ?? [],
  });
  const named = input.verdicts.every(({ verdict }) => verdict.inputs.some((one) => one.digest === judged.bundleDigest));
  if (!named) refuse('NO_EVIDENCE', 'the verdict does not rest on it');
  // Evidence has no time of its own that could be believed: without a log it is as old as it may be.
  const { provedMs } = judged;
  if (provedMs === undefined) return refuse('NO_TRUSTED_TIME', 'no log or timestamping authority says how old it is');
  if (input.nowMs - provedMs > rule.maxAgeMs) refuse('STALE', 'it is older than its limit');
  return { ok: true, untilMs: provedMs + rule.maxAgeMs };
}
