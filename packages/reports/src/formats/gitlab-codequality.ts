import type { Finding, ScanResult, Severity } from '@sallyport/findings';
import { sha256Hex } from '@sallyport/kernel';

import type { RenderOptions } from '../report-format.ts';
import { partSentence } from '../shared/coverage-text.ts';
import { primaryLocation, ruleId } from '../shared/place.ts';
import { safeJson } from '../shared/safe-json.ts';
import { incompleteParts } from '../shared/summary.ts';
import { visibleText } from '../shared/visible-text.ts';

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/**
 * GitLab's code quality report, a subset of Code Climate's. The format knows no scan that failed, so a part that could
 * not run is an issue of its own; a suppressed finding is an `info` issue that says so.
 */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  yield '[';
  let first = true;
  for (const issue of issues(result, options)) {
    yield `${first ? '' : ','}\n  ${safeJson(issue)}`;
    first = false;
  }
  yield first ? ']\n' : '\n]\n';
}

function* issues(result: ScanResult, options: RenderOptions): Generator<Issue> {
  if (result.coverage.parts.length === 0) yield scanIssue('scan', 'No scanner ran: this result proves nothing.');
  for (const part of incompleteParts(result, options)) {
    const mend = part.mend === undefined ? '' : ` To mend: ${part.mend}`;
    yield scanIssue(part.scanner, `Scan incomplete: ${part.scanner} ${partSentence(part)}.${mend}`);
  }
  for (const finding of result.findings) yield findingIssue(finding);
}

function scanIssue(name: string, description: string): Issue {
  return {
    description: visibleText(description),
    check_name: 'sallyport/scan-incomplete',
    fingerprint: sha256Hex(`scan-incomplete ${name}`),
    severity: 'blocker',
    location: { path: '.', lines: { begin: 1 } },
  };
}

function findingIssue(finding: Finding): Issue {
  const location = primaryLocation(finding);
  const suppressed = finding.suppression === undefined ? '' : `[suppressed: ${finding.suppression.reason}] `;
  return {
    description: visibleText(`${suppressed}${finding.title}: ${finding.message} Fix: ${finding.remediation.summary}`),
    check_name: ruleId(finding),
    fingerprint: sha256Hex(finding.id),
    severity: finding.suppression === undefined ? SEVERITY[finding.severity] : 'info',
    location: { path: location.path, lines: { begin: location.range?.start.line ?? 1 } },
  };
}
