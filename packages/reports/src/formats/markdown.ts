import type { Finding, ScanResult } from '@sallyport/findings';

import type { RenderOptions } from '../report-format.ts';
import { escapeMarkdown, markdownCode, markdownLink } from '../shared/escape-markup.ts';
import { verificationText } from '../shared/verification.ts';
import { byRisk, formatDuration, outcomeSentence, plural, summarise } from '../shared/summary.ts';
import type { ResultSummary } from '../shared/summary.ts';
import { groupByUpgrade, toldTitle } from '../shared/upgrades.ts';
import type { ToldFindings } from '../shared/upgrades.ts';
import { coverageMarkdown, incompleteMarkdown, outcomeMark, placeMarkdown, shorten } from './markdown-parts.ts';

/** By this line whoever posts the comment finds the one to edit, instead of posting another. */
export const STICKY_MARKER = '<!-- sallyport:scan -->';
const FINDINGS_SHOWN = 10;

/** One sticky comment for a pull or merge request: verdict, at most ten new findings with their fixes, and what is not shown. */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const summary = summarise(result, options);
  yield `${STICKY_MARKER}\n### ${outcomeMark(summary.outcome)}: Sallyport\n\n${outcomeSentence(summary, options)}\n\n`;
  yield* incompleteMarkdown(result, options);
  yield* shownFindings(result, options);
  yield notShown(result, summary);
  yield '\n<details><summary>What was looked at, and what was not</summary>\n\n';
  yield* coverageMarkdown(result.coverage.parts);
  yield `\n</details>\n\n<sub>sallyport ${escapeMarkdown(result.tool.version)}, ${formatDuration(result.durationMs)}`;
  yield options.reportUrl === undefined ? '</sub>\n' : ` · ${markdownLink('full report', options.reportUrl)}</sub>\n`;
}

/** What one upgrade mends is one row. */
function commentable(result: ScanResult): ToldFindings[] {
  return groupByUpgrade(
    byRisk(result.findings).filter((finding) => finding.suppression === undefined && finding.novelty !== 'existing'),
  );
}

function* shownFindings(result: ScanResult, options: RenderOptions): Generator<string> {
  const shown = commentable(result).slice(0, FINDINGS_SHOWN);
  if (shown.length === 0) return;
  yield '\n| Severity | Finding | Where | Fix |\n|---|---|---|---|\n';
  for (const group of shown) {
    const { first: finding } = group;
    const title = `${escapeMarkdown(shorten(toldTitle(group), 160))}${verifiedLine(finding)}<br>${markdownCode(finding.id)}`;
    const fix = escapeMarkdown(shorten(finding.remediation.summary, 300));
    yield `| **${finding.severity}** | ${title} | ${placeMarkdown(finding, options)} | ${fix} |\n`;
  }
}

function verifiedLine(finding: Finding): string {
  const text = verificationText(finding);
  return text === undefined ? '' : `<br>${escapeMarkdown(shorten(text, 200))}`;
}

function notShown(result: ScanResult, summary: ResultSummary): string {
  const rest = commentable(result)
    .slice(FINDINGS_SHOWN)
    .reduce((sum, { others }) => sum + 1 + others.length, 0);
  const parts = [
    ...(rest > 0 ? [plural(rest, summary.compared ? 'more new finding' : 'more finding')] : []),
    ...(summary.existing > 0 ? [`${plural(summary.existing, 'existing finding')}`] : []),
    ...(summary.suppressed > 0 ? [`${plural(summary.suppressed, 'suppressed finding')}`] : []),
  ];
  return parts.length === 0 ? '' : `\n${parts.join(', ')} not shown.\n`;
}
