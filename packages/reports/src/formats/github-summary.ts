import type { Finding, ScanResult } from '@sallyport/findings';

import type { RenderOptions } from '../report-format.ts';
import { escapeMarkdown, markdownLink } from '../shared/escape-markup.ts';
import { biggestRisk, byRisk, formatDuration, outcomeSentence, plural, summarise } from '../shared/summary.ts';
import { verificationText } from '../shared/verification.ts';
import {
  coverageMarkdown,
  incompleteMarkdown,
  outcomeMark,
  placeMarkdown,
  severityMarkdown,
  shorten,
} from './markdown-parts.ts';

/** A step summary may have 1 MiB; this leaves room for what other steps write. */
const FINDINGS_SHOWN = 200;

/** Markdown for `$GITHUB_STEP_SUMMARY`. */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const summary = summarise(result, options);
  yield `## Sallyport: ${outcomeMark(summary.outcome)}\n\n${outcomeSentence(summary, options)}\n\n`;
  yield* incompleteMarkdown(result, options);
  yield '\n';
  const risk = biggestRisk(result);
  if (risk !== undefined) {
    yield `**Biggest risk:** ${escapeMarkdown(risk.title)} in ${placeMarkdown(risk, options)}\\\n`;
    yield `**Do next:** ${escapeMarkdown(shorten(risk.remediation.summary, 500))}\n\n`;
  }
  yield* severityMarkdown(summary);
  yield* findingsTable(result, options);
  yield '\n<details><summary>What was looked at, and what was not</summary>\n\n';
  yield* coverageMarkdown(result.coverage.parts);
  yield `\n</details>\n\nsallyport ${escapeMarkdown(result.tool.version)}, ${formatDuration(result.durationMs)}`;
  if (options.reportUrl !== undefined) yield `, ${markdownLink('full report', options.reportUrl)}`;
  yield '\n';
}

function* findingsTable(result: ScanResult, options: RenderOptions): Generator<string> {
  if (result.findings.length === 0) return;
  const findings = byRisk(result.findings);
  yield '\n| Severity | Finding | Where | Fix | State |\n|---|---|---|---|---|\n';
  for (const finding of findings.slice(0, FINDINGS_SHOWN)) {
    const title = escapeMarkdown(shorten(finding.title, 120));
    const fix = escapeMarkdown(shorten(finding.remediation.summary, 300));
    yield `| ${finding.severity} | ${title} | ${placeMarkdown(finding, options)} | ${fix} | ${stateOf(finding)} |\n`;
  }
  const rest = findings.length - FINDINGS_SHOWN;
  if (rest > 0) yield `\n${plural(rest, 'more finding')} not shown here.\n`;
}

function stateOf(finding: Finding): string {
  const verified = verificationText(finding);
  const more = verified === undefined ? '' : `<br>${escapeMarkdown(shorten(verified, 200))}`;
  if (finding.suppression !== undefined)
    return `suppressed: ${escapeMarkdown(shorten(finding.suppression.reason, 120))}${more}`;
  return `${finding.novelty === 'unknown' ? 'open' : finding.novelty}${more}`;
}
