import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** SonarQube: issues and hotspots as its API gives them, and the JSON of sonar-report. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'sonarBaseURL') !== undefined ||
    at(source.tree(), 'issues', 0, 'rule') !== undefined ||
    at(source.tree(), 'hotspots', 0, 'securityCategory') !== undefined,
  read: (source) => {
    const report = source.json();
    return [...listAt(report, 'issues'), ...listAt(report, 'hotspots')].map((issue) =>
      draftOf(issue, at(report, 'rules')),
    );
  },
};

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
