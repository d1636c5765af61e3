import type { CoveragePart, Finding, ScanResult } from '@sallyport/findings';

import type { RenderOptions } from '../report-format.ts';
import { partSentence, skippedText } from '../shared/coverage-text.ts';
import { escapeHtml, escapeHtmlLines } from '../shared/escape-markup.ts';
import { placeText, primaryLocation, ruleId } from '../shared/place.ts';
import { isFailure, isIncomplete } from '../shared/summary.ts';
import { verificationText } from '../shared/verification.ts';

/**
 * JUnit XML: one suite a scanner. A finding at or above the threshold is a failed case, one below it a passed case with
 * its text as output, a suppressed one a skipped case. Each scanner is a case too: an error where it could not run,
 * so that a scan without findings has cases, and an incomplete one is red.
 */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const suites = suitesOf(result);
  const all = suites.map((suite) => countsOf(suite, options));
  const total = (field: keyof Counts) => all.reduce((sum, counts) => sum + counts[field], 0);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="sallyport" tests="${total('tests')}" failures="${total('failures')}" errors="${total('errors')}" skipped="${total('skipped')}" time="${seconds(result.durationMs)}">\n`;
  for (const [index, suite] of suites.entries()) {
    const counts = all[index];
    if (counts !== undefined) yield* suiteXml(suite, counts, { result, options });
  }
  yield '</testsuites>\n';
}

interface Suite {
  readonly name: string;
  readonly part: CoveragePart | undefined;
  readonly findings: Finding[];
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function suitesOf(result: ScanResult): Suite[] {
  const suites = new Map<string, Suite>(
    result.coverage.parts.map((part) => [part.scanner, { name: part.scanner, part, findings: [] }]),
  );
  for (const finding of result.findings) {
    const suite = suites.get(finding.scanner) ?? { name: finding.scanner, part: undefined, findings: [] };
    suite.findings.push(finding);
    suites.set(finding.scanner, suite);
  }
  return suites.size > 0 ? [...suites.values()] : [{ name: 'scan', part: undefined, findings: [] }];
}

function countsOf(suite: Suite, options: RenderOptions): Counts {
  const suppressed = suite.findings.filter((finding) => finding.suppression !== undefined).length;
  const failures = suite.findings.filter((finding) => isFailure(finding, options)).length;
  const state = caseStateOf(suite, options);
  return {
    tests: suite.findings.length + 1,
    failures,
    errors: state === 'error' ? 1 : 0,
    skipped: suppressed + (state === 'skipped' ? 1 : 0),
  };
}

function caseStateOf({ part }: Suite, options: RenderOptions): 'error' | 'skipped' | 'passed' {
  if (part === undefined || isIncomplete(part, options)) return 'error';
  return part.state === 'ran' ? 'passed' : 'skipped';
}

interface Context {
  readonly result: ScanResult;
  readonly options: RenderOptions;
}

function* suiteXml(suite: Suite, counts: Counts, { result, options }: Context): Generator<string> {
  const attributes = `tests="${counts.tests}" failures="${counts.failures}" errors="${counts.errors}" skipped="${counts.skipped}"`;
  const time = seconds(suite.part?.durationMs ?? 0);
  const timestamp = escapeHtml(result.startedAt.replace(/Z$/, ''));
  yield `  <testsuite name="sallyport ${escapeHtml(suite.name)}" ${attributes} time="${time}" timestamp="${timestamp}">\n`;
  yield coverageCase(suite, options);
  for (const finding of suite.findings) yield findingCase(finding, options);
  yield '  </testsuite>\n';
}

function coverageCase(suite: Suite, options: RenderOptions): string {
  const { part } = suite;
  const sentence = part === undefined ? 'no coverage is known for this scanner' : partSentence(part);
  const open = `    <testcase classname="sallyport.${escapeHtml(suite.name)}" name="coverage: the scanner ran" time="${seconds(part?.durationMs ?? 0)}">`;
  const state = caseStateOf(suite, options);
  if (state === 'error') {
    const mend = part?.mend === undefined ? '' : ` To mend: ${part.mend}`;
    return `${open}<error type="incomplete" message="${escapeHtml(sentence)}">${escapeHtml(`${sentence}.${mend}`)}</error></testcase>\n`;
  }
  if (state === 'skipped') return `${open}<skipped message="${escapeHtml(sentence)}"/></testcase>\n`;
  const lines = [
    sentence,
    ...(part?.skipped ?? []).map((skipped) => `not looked at: ${skippedText(skipped, 10)}`),
    ...(part?.notes ?? []),
  ];
  return `${open}<system-out>${lines.map(escapeHtml).join('\n')}</system-out></testcase>\n`;
}

function findingCase(finding: Finding, options: RenderOptions): string {
  const location = primaryLocation(finding);
  const place = placeText(location);
  const line = location.range === undefined ? '' : ` line="${location.range.start.line}"`;
  const name = `${finding.title} in ${place} [${finding.id}]`;
  const open = `    <testcase classname="${escapeHtml(ruleId(finding))}" name="${escapeHtml(name)}" file="${escapeHtml(location.path)}"${line} time="0">`;
  return `${open}${findingBody(finding, options)}</testcase>\n`;
}

function findingBody(finding: Finding, options: RenderOptions): string {
  if (finding.suppression !== undefined) {
    const until = finding.suppression.expires === undefined ? '' : `, until ${finding.suppression.expires}`;
    return `<skipped message="${escapeHtml(`suppressed: ${finding.suppression.reason}${until}`)}"/>`;
  }
  const verified = verificationText(finding);
  const text = [
    finding.message,
    `Severity: ${finding.severity}`,
    ...finding.occurrences.slice(0, 20).map((occurrence) => `At: ${placeText(occurrence.location)}`),
    `Fix: ${finding.remediation.summary}`,
    ...(verified === undefined ? [] : [verified]),
  ]
    .map(escapeHtmlLines)
    .join('\n');
  return isFailure(finding, options)
    ? `<failure type="${finding.severity}" message="${escapeHtml(finding.message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
