import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** Terrascan's JSON. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'results', 'scan_summary', 'policies_validated') !== undefined,
  read: (source) => listAt(source.json(), 'results', 'violations').map(draftOf),
};

function draftOf(violation: unknown): ImportDraft {
  return {
    rule: textAt(violation, 'rule_id'),
    title: textAt(violation, 'description'),
    message: textAt(violation, 'resource_name'),
    severity: textAt(violation, 'severity'),
    path: textAt(violation, 'file'),
    line: numberAt(violation, 'line'),
  };
}
