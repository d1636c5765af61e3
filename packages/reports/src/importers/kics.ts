import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** KICS' JSON. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'queries') !== undefined && at(source.tree(), 'severity_counters') !== undefined,
  read: (source) =>
    listAt(source.json(), 'queries').flatMap((query) => listAt(query, 'files').map((file) => draftOf(query, file))),
};

function draftOf(query: unknown, file: unknown): ImportDraft {
  return {
    rule: textAt(query, 'query_id'),
    title: textAt(query, 'query_name'),
    message: textAt(file, 'actual_value') ?? textAt(query, 'description'),
    severity: textAt(query, 'severity'),
    fix: textAt(file, 'expected_value'),
    url: textAt(query, 'query_url'),
    path: textAt(file, 'file_name'),
    line: numberAt(file, 'line'),
  };
}
