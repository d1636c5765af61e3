import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { htmlTableRows } from './shared/html-table.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** SonarQube: issues and hotspots as its API gives them, and the JSON and HTML of sonar-report. */
export const reader: ReportReader = {
  recognises: (source) =>
    (/^\s*</.test(source.text) && /<t[hd][^>]*>Component<\/t/.test(source.text) && /sonar/i.test(source.text)) ||
    at(source.tree(), 'sonarBaseURL') !== undefined ||
    at(source.tree(), 'issues', 0, 'rule') !== undefined ||
    at(source.tree(), 'hotspots', 0, 'securityCategory') !== undefined,
  read: (source) => {
    if (source.text.trimStart().startsWith('<')) {
      return htmlTableRows(source.text, ['Rule', 'Severity', 'Component', 'Line']).map(rowDraft);
    }
    const report = source.json();
    const issues = [...listAt(report, 'issues'), ...listAt(report, 'hotspots')];
    return issues.map((issue) => draftOf(issue, at(report, 'rules')));
  },
};

function rowDraft(row: Readonly<Record<string, string>>): ImportDraft {
  return {
    rule: textAt(row, 'Rule'),
    title: textAt(row, 'Description') ?? textAt(row, 'Message'),
    message: textAt(row, 'Message'),
    severity: textAt(row, 'Severity'),
    path: textAt(row, 'Component'),
    line: numberAt(row, 'Line'),
  };
}

function draftOf(issue: unknown, rules: unknown): ImportDraft {
  const rule = textAt(issue, 'rule') ?? textAt(issue, 'ruleKey') ?? textAt(issue, 'securityCategory');
  return {
    rule,
    title: textAt(rules, rule ?? '', 'name') ?? textAt(issue, 'description') ?? textAt(issue, 'message'),
    message: textAt(issue, 'message'),
    severity: textAt(issue, 'severity') ?? textAt(issue, 'vulnerabilityProbability'),
    path: textAt(issue, 'component'),
    line: numberAt(issue, 'line'),
    suppressed: ['CLOSED', 'RESOLVED'].includes(textAt(issue, 'status') ?? '')
      ? textAt(issue, 'status')?.toLowerCase()
      : undefined,
  };
}
