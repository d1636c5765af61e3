import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** Checkov's JSON: one report, or a list with one for each framework. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'check_type') !== undefined || at(source.tree(), 0, 'check_type') !== undefined,
  read: (source) =>
    listAt({ reports: source.json() }, 'reports').flatMap((report) =>
      listAt(report, 'results', 'failed_checks').map(draftOf),
    ),
};

function draftOf(check: unknown): ImportDraft {
  return {
    rule: textAt(check, 'check_id'),
    title: textAt(check, 'check_name'),
    message: textAt(check, 'resource'),
    severity: textAt(check, 'severity'),
    url: textAt(check, 'guideline'),
    path: textAt(check, 'file_path'),
    line: numberAt(check, 'file_line_range', 0),
    endLine: numberAt(check, 'file_line_range', 1),
  };
}
