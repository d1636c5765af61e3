import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** hadolint's JSON. */
export const reader: ReportReader = {
  recognises: (source) =>
    /^(?:DL|SC)\d{4}$/.test(textAt(source.tree(), 0, 'code') ?? '') && at(source.tree(), 0, 'level') !== undefined,
  read: (source) => listAt({ report: source.json() }, 'report').map(draftOf),
};

function draftOf(result: unknown): ImportDraft {
  return {
    rule: textAt(result, 'code'),
    title: textAt(result, 'message'),
    severity: textAt(result, 'level'),
    path: textAt(result, 'file')?.replaceAll('\\', '/'),
    line: numberAt(result, 'line'),
    column: numberAt(result, 'column'),
  };
}
