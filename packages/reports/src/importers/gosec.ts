import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt } from './shared/value.ts';

/** gosec's JSON. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'Issues') !== undefined && at(source.tree(), 'Stats', 'nosec') !== undefined,
  read: (source) => listAt(source.json(), 'Issues').map(draftOf),
};

function draftOf(issue: unknown): ImportDraft {
  const rule = textAt(issue, 'rule_id');
  const path = textAt(issue, 'file');
  const lines = textAt(issue, 'line')?.split('-').map(Number) ?? [];
  const cwe = textAt(issue, 'cwe', 'id') ?? textAt(issue, 'cwe', 'ID');
  return {
    rule,
    title: textAt(issue, 'details'),
    severity: textAt(issue, 'severity'),
    ids: cwe === undefined ? [] : [`CWE-${cwe}`],
    path,
    line: lines[0],
    endLine: lines[1],
  };
}
