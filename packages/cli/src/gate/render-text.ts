import { styleText } from 'node:util';

import { visibleText } from '@sallyport/reports';
import { showPlace } from '@sallyport/policy';
import type { Decision, Outcome, Violation } from '@sallyport/policy';

const WORDS: { readonly [outcome in Outcome]: string } = {
  passed: 'PASSED',
  'needs-approval': 'NEEDS APPROVAL',
  failed: 'FAILED',
  'missing-evidence': 'MISSING EVIDENCE',
};
const STYLES = {
  passed: ['bold', 'green'],
  'needs-approval': ['bold', 'yellow'],
  failed: ['bold', 'red'],
  'missing-evidence': ['bold', 'magenta'],
} as const;

const SHOWN = 30;

/** A decision for people in a terminal: what stands against it, what is missing, and last the outcome. */
export function* renderText(decision: Decision, colour: boolean): Generator<string> {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  for (const violation of decision.violations.slice(0, SHOWN)) yield violationBlock(violation, paint);
  const rest = decision.violations.length - SHOWN;
  if (rest > 0) yield `  and ${rest} more; --format json has all\n\n`;
  yield* reasons(decision, paint);
  const { base, outcome } = decision;
  const by = base === undefined ? '' : `, by the policies of ${base.ref} (${base.commit.slice(0, 12)})`;
  yield `\n${paint([...STYLES[outcome]], WORDS[outcome])} gate ${visibleText(`${decision.gate}${by}`)}: ${visibleText(decision.summary)}\n`;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** What else speaks against it, or for it: problems, missing evidence, exceptions, approvals. */
function* reasons({ problems, missing, exceptions, approval }: Decision, paint: Paint): Generator<string> {
  for (const { message, policy, place } of problems) {
    const who = policy === undefined ? '' : `${policy}: `;
    const where = place === undefined ? '' : ` (${showPlace(place)})`;
    yield `${paint('red', 'no answer')}  ${visibleText(`${who}${message}${where}`)}\n`;
  }
  for (const { reason, command } of missing)
    yield `${paint('magenta', 'missing')}    ${visibleText(reason)}\n           get it: ${visibleText(command)}\n`;
  for (const { id, state, message } of exceptions)
    if (state !== 'unused') yield `exception  ${visibleText(`${id}: ${message}`)}\n`;
  for (const { approver, counts, reason } of approval?.given ?? [])
    yield `approval   ${visibleText(`${approver}: ${counts ? 'counts' : `does not count, ${reason}`}`)}\n`;
}

function violationBlock(violation: Violation, paint: Paint): string {
  const { message, policy, rule, place, fix, severity, novelty, waiver } = violation;
  const where = place === undefined ? '' : `${showPlace(place)}  `;
  const isNew = novelty === 'new' ? ' new' : '';
  const lines = [
    `${paint(violation.enforcement === 'deny' && waiver === undefined ? 'red' : 'yellow', mark(violation).padEnd(9))}  ${visibleText(message)}`,
    `           ${visibleText(where)}${visibleText(`${policy}/${rule}`)}  ${severity}${isNew}  ${violation.id}`,
    `           to pass: ${visibleText(fix)}`,
  ];
  if (waiver !== undefined)
    lines.push(
      `           ${waiver.state === 'waived' ? 'accepted' : 'accepted by a name in a file'}: ${visibleText(`${waiver.exception}, ${waiver.reason} (${waiver.owner}, until ${waiver.ends})`)}`,
    );
  return `${lines.join('\n')}\n`;
}

/** How a violation counts, in one word. */
function mark({ enforcement, waiver }: Violation): string {
  if (waiver?.state === 'waived') return 'waived';
  if (enforcement === 'dryrun') return 'dry run';
  return waiver === undefined ? enforcement : 'approve';
}
