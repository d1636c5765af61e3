import { rfc3339 } from '@sallyport/kernel';

import type { ApprovalNeed, ApprovalReport, Violation } from './decision.ts';
import type { GateInput } from './gate-input.ts';
import type { Gate } from './gate.ts';
import { samePerson } from './people.ts';

/** A person's yes or no to one change or artifact at one gate. */
export interface GateApproval {
  readonly approver: string;
  /** Names and groups that the identity provider says this person has. */
  readonly groups?: readonly string[];
  /** Whether the identity was checked (a signature, a session). An approval that was not counts for nothing. */
  readonly verified: boolean;
  /** Why the host lets it count for nothing: what is wrong with its signature, or whose it is. */
  readonly refused?: string;
  readonly decision: 'approved' | 'rejected';
  readonly gate: string;
  readonly environment?: string;
  /** The commit or digest that was approved. */
  readonly subject: string;
  /** Ids of the violations that were accepted with it. */
  readonly accepts: readonly string[];
  /** Milliseconds since the epoch. */
  readonly givenMs: number;
  readonly endsMs: number;
}

export interface JudgedApprovals {
  readonly need: ApprovalNeed;
  readonly enough: boolean;
  /** Who said no. */
  readonly rejectedBy?: string;
}

interface Question {
  readonly gate: Gate;
  readonly input: GateInput;
  /** What asks for approval. */
  readonly open: readonly Violation[];
  readonly now: number;
}

/** Whether enough different people who may have approved just this, and nobody said no. */
export function judgeApprovals(question: Question, approvals: readonly GateApproval[]): JudgedApprovals {
  const given: ApprovalReport[] = [];
  const people: string[] = [];
  let rejectedBy: string | undefined;
  for (const approval of approvals) {
    const why =
      refusal(question, approval) ?? (isKnown(people, approval) ? 'this person has approved already' : undefined);
    if (why === undefined && approval.decision === 'rejected') rejectedBy ??= approval.approver;
    const counts = why === undefined && approval.decision === 'approved';
    if (counts) people.push(approval.approver);
    given.push({ approver: approval.approver, counts, reason: why ?? approval.decision });
  }
  const { needed, by } = question.gate.approval;
  return {
    need: { needed: Math.max(1, needed), by, given },
    enough: rejectedBy === undefined && people.length >= Math.max(1, needed),
    ...(rejectedBy === undefined ? {} : { rejectedBy }),
  };
}

function isKnown(people: readonly string[], { approver, decision }: GateApproval): boolean {
  return decision === 'approved' && people.some((one) => samePerson(one, approver));
}

// oxlint-disable-next-line complexity -- one line for each reason
function refusal({ gate, input, open, now }: Question, approval: GateApproval): string | undefined {
  if (approval.refused !== undefined) return approval.refused;
  if (!approval.verified) return 'its approver cannot be verified: a name in a file is not an identity';
  if (approval.gate !== gate.name) return `it is for the gate ${approval.gate}`;
  if (approval.environment !== input.environment) return `it is for ${approval.environment ?? 'no environment'}`;
  if (!subjectsOf(input).includes(approval.subject))
    return 'it is for another change: what was approved has changed since';
  if (approval.givenMs > now) return 'it was given in the future: a clock is wrong';
  if (approval.endsMs <= now) return `it ended at ${rfc3339(approval.endsMs)}`;
  if (!mayApprove(gate, approval)) return `only ${gate.approval.by.join(', ')} may approve`;
  if (approval.decision === 'rejected') return undefined;
  const own = ownPart(input, approval.approver);
  if (own !== undefined) return `${own} may not approve`;
  const uncovered = open.find(({ id }) => !approval.accepts.includes(id));
  return uncovered === undefined ? undefined : `it does not accept ${uncovered.id}`;
}

/** What an approval of this input must name: the commit or the artifact. Nothing where neither is known. */
function subjectsOf(input: GateInput): string[] {
  return [input.artifact?.digest, input.change?.head].filter((subject) => subject !== undefined);
}

function mayApprove(gate: Gate, { approver, groups = [] }: GateApproval): boolean {
  const { by } = gate.approval;
  return by.length === 0 || by.some((name) => samePerson(name, approver) || groups.includes(name));
}

function ownPart({ change, actor }: GateInput, approver: string): string | undefined {
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['the author of the change', change?.author],
    ['the one who asked', change?.requester],
    ['the one who runs the gate', actor?.id],
  ];
  return parts.find(([, person]) => person !== undefined && samePerson(person, approver))?.[0];
}
