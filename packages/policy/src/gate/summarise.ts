import type { JudgedApprovals } from './approvals.ts';
import type { Decision } from './decision.ts';

type Told = Pick<Decision, 'outcome' | 'missing' | 'problems' | 'policies' | 'violations'>;

/** The decision in one sentence. */
export function summarise(told: Told, judged: JudgedApprovals | undefined): string {
  const { outcome, missing, problems, policies, violations } = told;
  switch (outcome) {
    case 'passed':
      return `All ${count(policies.length, 'policy', 'policies')} passed${shown(violations)}.`;
    case 'missing-evidence':
      return `${count(missing.length, 'piece of evidence is', 'pieces of evidence are')} missing: no evidence, no pass.`;
    case 'needs-approval':
      return approvalSentence(judged);
    case 'failed':
      return failedSentence({ problems, violations }, judged);
  }
}

function shown(violations: Told['violations']): string {
  const waived = violations.filter(({ waiver }) => waiver?.state === 'waived').length;
  const dry = violations.filter(({ enforcement, waiver }) => enforcement === 'dryrun' && waiver === undefined).length;
  const parts = [
    ...(waived > 0 ? [`${count(waived, 'violation is', 'violations are')} waived`] : []),
    ...(dry > 0 ? [`${count(dry, 'violation is', 'violations are')} only shown`] : []),
  ];
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

function approvalSentence(judged: JudgedApprovals | undefined): string {
  const { needed = 1, by = [], given = [] } = judged?.need ?? {};
  const left = needed - given.filter(({ counts }) => counts).length;
  const who = by.length === 0 ? 'somebody who neither wrote nor asked for it' : by.join(' or ');
  return `It needs ${count(left, 'approval', 'approvals')} by ${who}.`;
}

function failedSentence(
  { problems, violations }: Pick<Told, 'problems' | 'violations'>,
  judged: JudgedApprovals | undefined,
): string {
  const failing = violations.filter(({ enforcement, waiver }) => enforcement === 'deny' && waiver === undefined).length;
  const parts = [
    ...(failing > 0 ? [`${count(failing, 'violation', 'violations')}`] : []),
    ...(problems.length > 0 ? [`${count(problems.length, 'policy gave', 'policies gave')} no answer`] : []),
    ...(judged?.rejectedBy === undefined ? [] : [`${judged.rejectedBy} said no`]),
  ];
  return `${parts.join(', and ')}.`;
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
