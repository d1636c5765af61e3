import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** Bandit's JSON. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'metrics', '_totals') !== undefined,
  read: (source) => listAt(source.json(), 'results').map(draftOf),
};

function draftOf(result: unknown): ImportDraft {
  const cwe = textAt(result, 'issue_cwe', 'id');
  return {
    rule: textAt(result, 'test_id'),
    title: textAt(result, 'issue_text'),
    severity: textAt(result, 'issue_severity'),
    ids: cwe === undefined ? [] : [`CWE-${cwe}`],
    url: textAt(result, 'more_info'),
    path: textAt(result, 'filename'),
    line: numberAt(result, 'line_number'),
  };
}
