import { escapeMarkdown, markdownCode } from '@sallyport/reports';
import { showPlace } from '@sallyport/policy';
import type { Decision, Outcome, Violation } from '@sallyport/policy';

/** By this line whoever posts the comment finds the one to edit, instead of posting another. One a gate. */
function stickyMarker(gate: string): string {
  return `<!-- sallyport:gate:${gate.replaceAll(/[^\w.-]/g, '_')} -->`;
}

const MARKS: { readonly [outcome in Outcome]: string } = {
  passed: '✅ Passed',
  'needs-approval': '✋ Needs approval',
  failed: '❌ Failed',
  'missing-evidence': '❔ Missing evidence',
};
const SHOWN = 20;

/** One sticky comment for a pull or merge request: the outcome, each reason with its place and its way out, and what was waived. */
export function* renderMarkdown(decision: Decision): Generator<string> {
  yield `${stickyMarker(decision.gate)}\n### ${MARKS[decision.outcome]}: gate ${escapeMarkdown(decision.gate)}\n\n${escapeMarkdown(decision.summary)}\n`;
  yield* approvalPart(decision);
  for (const { policy, message, place } of decision.problems) {
    const where = place === undefined ? '' : ` ${markdownCode(showPlace(place))}`;
    yield `\n- **No answer** ${policy === undefined ? '' : `by ${markdownCode(policy)}: `}${escapeMarkdown(message)}${where}`;
  }
  if (decision.problems.length > 0) yield '\n';
  yield* table(
    'Missing evidence',
    ['What', 'How to get it'],
    decision.missing.map(({ reason, command }) => [escapeMarkdown(reason), markdownCode(command)]),
  );
  const open = decision.violations.filter((one) => one.enforcement !== 'dryrun' && one.waiver?.state !== 'waived');
  yield* violationTable('What stands against it', open);
  const rest = decision.violations.filter((one) => !open.includes(one));
  if (rest.length > 0) {
    yield `\n<details><summary>Waived or only shown: ${rest.length}</summary>\n`;
    yield* violationTable('Waived or only shown', rest);
    yield '\n</details>\n';
  }
  yield* exceptionsPart(decision);
  yield `\n<sub>${footer(decision)}</sub>\n`;
}

function* approvalPart({ approval, outcome }: Decision): Generator<string> {
  if (approval === undefined || outcome !== 'needs-approval') return;
  for (const { approver, counts, reason } of approval.given)
    yield `\n- ${escapeMarkdown(approver)}: ${counts ? 'counts' : `does not count, ${escapeMarkdown(reason)}`}`;
  if (approval.given.length > 0) yield '\n';
}

function* violationTable(title: string, violations: readonly Violation[]): Generator<string> {
  const rows = violations
    .slice(0, SHOWN)
    .map((one) => [
      `**${one.severity}**${one.novelty === 'new' ? ' new' : ''}`,
      `${escapeMarkdown(shorten(one.message))}<br>${markdownCode(`${one.policy}/${one.rule}`)} ${waiverText(one)}`,
      one.place === undefined ? '' : markdownCode(showPlace(one.place)),
      escapeMarkdown(shorten(one.fix)),
    ]);
  yield* table(title, ['Severity', 'What', 'Where', 'To pass'], rows);
  if (violations.length > SHOWN) yield `\n${violations.length - SHOWN} more not shown.\n`;
}

function waiverText({ waiver, enforcement }: Violation): string {
  if (waiver === undefined)
    return enforcement === 'deny' ? '' : enforcement === 'warn' ? '(asks for approval)' : '(dry run)';
  const by = waiver.state === 'waived' ? 'waived by' : 'accepted by a name in a file, which must be approved:';
  return escapeMarkdown(`(${by} ${waiver.exception}, ${waiver.reason}, until ${waiver.ends.slice(0, 10)})`);
}

function* exceptionsPart({ exceptions }: Decision): Generator<string> {
  const told = exceptions.filter(({ state }) => state !== 'unused');
  yield* table(
    'Exceptions',
    ['Exception', 'State'],
    told.map(({ id, message }) => [markdownCode(id), escapeMarkdown(message)]),
  );
}

function* table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): Generator<string> {
  if (rows.length === 0) return;
  yield `\n**${title}**\n\n| ${heads.join(' | ')} |\n|${heads.map(() => '---|').join('')}\n`;
  for (const row of rows) yield `| ${row.join(' | ')} |\n`;
}

function footer({ policies, decidedAt, base }: Decision): string {
  const by = base === undefined ? '' : ` of ${escapeMarkdown(base.ref)} (${markdownCode(base.commit.slice(0, 12))})`;
  return `${policies.length} ${policies.length === 1 ? 'policy' : 'policies'}${by}, decided at ${escapeMarkdown(decidedAt)}`;
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
