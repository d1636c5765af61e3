import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** Gitleaks' JSON, version 8 and the older form with lower-case fields. The secret itself is never taken over. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 0, 'RuleID') !== undefined ||
    (at(source.tree(), 0, 'offender') !== undefined && at(source.tree(), 0, 'rule') !== undefined),
  read: (source) => (source.empty ? [] : listAt({ report: source.json() }, 'report').map(draftOf)),
};

function draftOf(leak: unknown): ImportDraft {
  const rule = textAt(leak, 'RuleID') ?? textAt(leak, 'rule') ?? textAt(leak, 'Description');
  const path = textAt(leak, 'File') ?? textAt(leak, 'file');
  const line = numberAt(leak, 'StartLine') ?? numberAt(leak, 'lineNumber');
  return {
    rule,
    title: `Hard-coded ${textAt(leak, 'Description') ?? rule}`,
    severity: 'high',
    ids: ['CWE-798'],
    path,
    line,
    endLine: numberAt(leak, 'EndLine'),
    column: numberAt(leak, 'StartColumn'),
    commit: textAt(leak, 'Commit') ?? textAt(leak, 'commit'),
    key: [rule, path, line, textAt(leak, 'Match') ?? textAt(leak, 'offender') ?? textAt(leak, 'line')],
  };
}
