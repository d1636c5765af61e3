import type { CoveragePart, Finding, ScanResult } from '@sallyport/findings';

import { partSentence, skippedText } from '../shared/coverage-text.ts';
import { escapeMarkdown, markdownCode, markdownLink } from '../shared/escape-markup.ts';
import { inWorkTree, pathUri, placeText, primaryLocation } from '../shared/place.ts';
import { formatNumber, incompleteParts, plural } from '../shared/summary.ts';
import type { Outcome, ResultSummary } from '../shared/summary.ts';
import type { RenderOptions } from '../report-format.ts';

const OUTCOME_MARKS: Readonly<Record<Outcome, string>> = {
  failing: '❌ Failed',
  findings: '⚠️ Findings',
  incomplete: '⚠️ Incomplete',
  'nothing-scanned': '⚠️ Nothing scanned',
  clean: '✅ Passed',
};

/** The outcome as a symbol and a word, never the symbol alone. */
export function outcomeMark(outcome: Outcome): string {
  return OUTCOME_MARKS[outcome];
}

/** `path:line` as a link to the file's revision where the repository is known, else as code. At most 200 characters of foreign text are shown. */
export function placeMarkdown(finding: Finding, options: RenderOptions): string {
  const more = finding.occurrences.length - 1;
  const place = primaryPlace(finding, options);
  return more === 0 ? place : `${place} and ${plural(more, 'more place')}`;
}

function primaryPlace(finding: Finding, options: RenderOptions): string {
  const location = primaryLocation(finding);
  const text = shorten(placeText(location), 200);
  const { repository } = options;
  const revision = location.commit?.sha ?? repository?.revision;
  if (repository === undefined || revision === undefined || (!inWorkTree(location) && location.commit === undefined))
    return markdownCode(text);
  if (location.object === 'tag') return markdownCode(text);
  if (location.object === 'commit')
    return markdownLink(text, `${repository.url.replace(/\/$/, '')}/commit/${encodeURIComponent(revision)}`);
  const line = location.range === undefined ? '' : `#L${location.range.start.line}`;
  return markdownLink(
    text,
    `${repository.url.replace(/\/$/, '')}/blob/${encodeURIComponent(revision)}/${pathUri(location.path)}${line}`,
  );
}

/** Counts by severity as a table. */
export function* severityMarkdown(summary: ResultSummary): Generator<string> {
  const columns = summary.compared ? ['Findings', 'New', 'Existing', 'Suppressed'] : ['Findings', 'Suppressed'];
  yield `| Severity | ${columns.join(' | ')} |\n|---|${columns.map(() => '--:').join('|')}|\n`;
  for (const count of summary.severities) {
    const values = summary.compared
      ? [count.active, count.new, count.existing, count.suppressed]
      : [count.active, count.suppressed];
    yield `| ${count.severity} | ${values.map((value) => formatNumber(value)).join(' | ')} |\n`;
  }
}

/** What could not run, with the step that mends it: always shown, never folded. */
export function* incompleteMarkdown(result: ScanResult, options: RenderOptions): Generator<string> {
  for (const part of incompleteParts(result, options)) {
    const mend = part.mend === undefined ? '' : ` To mend: ${markdownCode(part.mend)}`;
    yield `> ⚠️ **${escapeMarkdown(part.scanner)}** ${escapeMarkdown(shorten(partSentence(part), 400))}.${mend}\n>\n`;
  }
  if (result.coverage.parts.length === 0) yield '> ⚠️ No scanner ran: this result proves nothing.\n>\n';
}

/** What was looked at and what was not, one line a scanner. */
export function* coverageMarkdown(parts: readonly CoveragePart[]): Generator<string> {
  for (const part of parts) {
    yield `- **${escapeMarkdown(part.scanner)}** ${escapeMarkdown(shorten(partSentence(part), 400))}\n`;
    for (const skipped of part.skipped)
      yield `  - not looked at: ${escapeMarkdown(shorten(skippedText(skipped, 3), 400))}\n`;
    for (const note of part.notes) yield `  - ${escapeMarkdown(shorten(note, 400))}\n`;
  }
}

export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
