import type { Finding, ScanResult, Severity } from '@sallyport/findings';

import { partSentence, skippedText } from '../shared/coverage-text.ts';
import { webUrl } from '../shared/escape-markup.ts';
import { primaryLocation, ruleId } from '../shared/place.ts';
import { safeJson } from '../shared/safe-json.ts';
import { verificationText } from '../shared/verification.ts';
import { visibleText } from '../shared/visible-text.ts';
import { shorten } from './markdown-parts.ts';

const SCHEMA_VERSION = '15.0.7';
/** GitLab refuses a report with more. */
const MAX_VULNERABILITIES = 100_000;
/** Stands for "no commit" where the file is only in the work tree; the schema requires one. */
const NO_COMMIT = '0000000';

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

/**
 * `gl-secret-detection-report.json`, schema 15: the findings of the secrets scanner. `scan.status` is `failure` where that
 * scanner did not run; `scan.messages` says what was not looked at. A suppressed finding carries a flag and says so in its description.
 */
export function* render(result: ScanResult): Generator<string> {
  const secrets = result.findings.filter((finding) => finding.scanner === 'secrets');
  const kept = secrets.slice(0, MAX_VULNERABILITIES);
  yield `{\n  "version": "${SCHEMA_VERSION}",\n  "scan": ${safeJson(scanOf(result, secrets.length - kept.length))},\n  "vulnerabilities": [`;
  for (const [index, finding] of kept.entries())
    yield `${index === 0 ? '' : ','}\n    ${safeJson(vulnerability(finding))}`;
  yield kept.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

function scanOf(result: ScanResult, cut: number): object {
  const product = {
    id: 'sallyport',
    name: 'Sallyport',
    version: result.tool.version,
    vendor: { name: 'Sallyport' },
  };
  const part = result.coverage.parts.find(({ scanner }) => scanner === 'secrets');
  const start = Date.parse(result.startedAt);
  const end = Number.isNaN(start) ? result.startedAt : new Date(start + result.durationMs).toISOString();
  return {
    type: 'secret_detection',
    status: part?.state === 'ran' ? 'success' : 'failure',
    start_time: result.startedAt.slice(0, 19),
    end_time: end.slice(0, 19),
    analyzer: product,
    scanner: product,
    messages: messagesOf(result, cut).map(([level, value]) => ({ level, value: visibleText(value) })),
  };
}

function messagesOf(result: ScanResult, cut: number): [string, string][] {
  const part = result.coverage.parts.find(({ scanner }) => scanner === 'secrets');
  if (part === undefined) return [['fatal', 'The secrets scanner did not run: this report proves nothing.']];
  return [
    [part.state === 'ran' ? 'info' : 'fatal', `secrets ${partSentence(part)}`],
    ...part.skipped.map((skipped): [string, string] => ['warn', `not looked at: ${skippedText(skipped, 3)}`]),
    ...part.notes.map((note): [string, string] => ['info', note]),
    ...(cut > 0
      ? [['warn', `${cut} findings are left out: GitLab takes ${MAX_VULNERABILITIES}.`] satisfies [string, string]]
      : []),
  ];
}

function vulnerability(finding: Finding): object {
  const location = primaryLocation(finding);
  const suppressed =
    finding.suppression === undefined
      ? ''
      : `Suppressed (${finding.suppression.kind}): ${finding.suppression.reason}\n\n`;
  return {
    id: finding.id,
    category: 'secret_detection',
    name: shorten(visibleText(finding.title), 255),
    description: visibleMessage(`${suppressed}${finding.message}`),
    severity: SEVERITY[finding.severity],
    solution: shorten(visibleText(finding.remediation.summary), 7000),
    identifiers: [{ type: 'sallyport_rule_id', name: `Sallyport rule ${finding.rule}`, value: ruleId(finding) }],
    links: linksOf(finding),
    ...detailsOf(finding),
    location: {
      file: location.path,
      start_line: location.range?.start.line ?? 1,
      end_line: location.range?.end.line ?? 1,
      commit: commitOf(finding),
    },
  };
}

function detailsOf(finding: Finding): { details?: object } {
  const text = (name: string, value: string): object => ({ type: 'text', name, value: visibleText(value) });
  const verified = verificationText(finding);
  const details = {
    ...(finding.suppression === undefined ? {} : { suppressed: text('Suppressed', finding.suppression.reason) }),
    ...(verified === undefined ? {} : { verification: text('Verification', verified) }),
  };
  return Object.keys(details).length === 0 ? {} : { details };
}

function linksOf(finding: Finding): object[] {
  return finding.references.map(webUrl).flatMap((url) => (url === undefined ? [] : [{ url }]));
}

function commitOf(finding: Finding): object {
  const commit = primaryLocation(finding).commit;
  if (commit === undefined) return { sha: NO_COMMIT };
  return {
    sha: commit.sha,
    author: visibleText(`${commit.author} <${commit.email}>`),
    date: commit.date,
    message: visibleText(commit.summary ?? ''),
  };
}

function visibleMessage(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}
