import { atLeast } from '@sallyport/findings';
import type { Finding, ScanResult } from '@sallyport/findings';

import type { RenderOptions } from '../report-format.ts';
import { partSentence } from '../shared/coverage-text.ts';
import { inWorkTree, placeText, primaryLocation } from '../shared/place.ts';
import { byRisk, incompleteParts, isFailure, outcomeSentence, plural, summarise } from '../shared/summary.ts';
import { verificationText } from '../shared/verification.ts';
import { visibleText } from '../shared/visible-text.ts';

/** GitHub shows ten annotations of each level a step; what comes later is dropped without a word. */
const SHOWN_PER_LEVEL = 10;

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly properties: Readonly<Record<string, string | number>>;
  readonly message: string;
}

/**
 * Workflow commands that annotate lines. Findings at or above the threshold are errors, medium ones warnings, the rest
 * and the suppressed ones notices. Where a level has more than GitHub shows, the last annotation says how many are not shown.
 */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const levels: Record<Level, Annotation[]> = { error: [], warning: [], notice: [] };
  for (const part of incompleteParts(result, options)) {
    const mend = part.mend === undefined ? '' : ` To mend: ${part.mend}`;
    levels.error.push({
      properties: { title: `Scan incomplete: ${part.scanner}` },
      message: `${partSentence(part)}.${mend}`,
    });
  }
  const summary = summarise(result, options);
  if (summary.outcome === 'nothing-scanned') {
    levels.error.push({
      properties: { title: 'Nothing was scanned' },
      message: outcomeSentence(summary, options),
    });
  }
  for (const issue of result.suppressionIssues) {
    levels[issue.level === 'info' ? 'notice' : 'warning'].push({
      properties: { file: issue.path, line: issue.line, title: `Suppression: ${issue.kind}` },
      message: issue.message,
    });
  }
  for (const finding of byRisk(result.findings)) levels[levelOf(finding, options)].push(annotationOf(finding));
  for (const level of ['error', 'warning', 'notice'] as const) yield* commands(level, levels[level]);
}

function* commands(level: Level, annotations: readonly Annotation[]): Generator<string> {
  const fits = annotations.length <= SHOWN_PER_LEVEL;
  const shown = fits ? annotations : annotations.slice(0, SHOWN_PER_LEVEL - 1);
  for (const annotation of shown) yield command(level, annotation);
  if (fits) return;
  const rest = annotations.length - shown.length;
  yield command(level, {
    properties: { title: `${plural(rest, 'more annotation')} not shown` },
    message: `GitHub shows ${SHOWN_PER_LEVEL} annotations of a level for each step. The step summary and the SARIF upload have them all.`,
  });
}

function levelOf(finding: Finding, options: RenderOptions): Level {
  if (finding.suppression !== undefined) return 'notice';
  if (isFailure(finding, options)) return 'error';
  return atLeast(finding.severity, 'medium') ? 'warning' : 'notice';
}

function annotationOf(finding: Finding): Annotation {
  const location = primaryLocation(finding);
  const { range } = location;
  const suppressed = finding.suppression === undefined ? '' : ` Suppressed: ${finding.suppression.reason}`;
  const place = inWorkTree(location) ? '' : ` (${placeText(location)})`;
  const more = finding.occurrences.length - 1;
  const others = more === 0 ? '' : ` And in ${plural(more, 'more place')}.`;
  const verified = verificationText(finding);
  const state = verified === undefined ? '' : ` ${verified}`;
  const sameLine = range !== undefined && range.start.line === range.end.line;
  return {
    properties: {
      ...(inWorkTree(location) ? { file: location.path } : {}),
      ...(range === undefined || !inWorkTree(location) ? {} : { line: range.start.line, endLine: range.end.line }),
      ...(sameLine && inWorkTree(location) ? { col: range.start.column, endColumn: range.end.column } : {}),
      title: `${finding.suppression === undefined ? '' : '[suppressed] '}${finding.severity}: ${finding.title}`,
    },
    message: `${finding.message}${place}${others}${state} Fix: ${finding.remediation.summary}${suppressed} [${finding.id}]`,
  };
}

function command(level: Level, { properties, message }: Annotation): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${list.join(',')}::${escapeData(visibleText(message))}\n`;
}

/** File names keep their characters, percent-encoded where they would end the property, since GitHub looks the file up by them. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function escapeData(text: string): string {
  const encoded = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  // oxlint-disable-next-line no-control-regex -- control characters would reach the log's terminal
  return encoded.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, visibleText);
}
