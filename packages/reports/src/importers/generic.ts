import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { csvRecords } from './shared/csv.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** The plain lists that teams write themselves: JSON with `findings`, or CSV with a `Title` column, as DefectDojo reads them. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'findings', 0, 'title') !== undefined ||
    /^(?:"?\w[\w ]*"?,)*"?Title"?,/i.test(source.text.slice(0, 500)),
  read: (source) =>
    /^\s*[{[]/.test(source.text)
      ? listAt(source.json(), 'findings').map(jsonDraft)
      : csvRecords(source.text).map(csvDraft),
};

function jsonDraft(found: unknown): ImportDraft {
  return {
    rule: textAt(found, 'vuln_id_from_tool') ?? textAt(found, 'unique_id_from_tool') ?? textAt(found, 'title'),
    title: textAt(found, 'title'),
    message: textAt(found, 'description'),
    severity: textAt(found, 'severity'),
    package: { name: textAt(found, 'component_name'), version: textAt(found, 'component_version') },
    ids: [textAt(found, 'cve'), ...(textAt(found, 'cwe') === undefined ? [] : [`CWE-${textAt(found, 'cwe')}`])],
    fix: textAt(found, 'mitigation'),
    path: textAt(found, 'file_path'),
    line: numberAt(found, 'line'),
    suppressed: at(found, 'false_p') === true ? 'false positive' : undefined,
  };
}

function csvDraft(row: Readonly<Record<string, string>>): ImportDraft {
  return {
    rule: textAt(row, 'CVE') ?? textAt(row, 'Title'),
    title: textAt(row, 'Title'),
    message: textAt(row, 'Description'),
    severity: textAt(row, 'Severity'),
    ids: [textAt(row, 'CVE')],
    fix: textAt(row, 'Mitigation'),
    path: textAt(row, 'Url'),
    suppressed: /^true$/i.test(textAt(row, 'FalsePositive') ?? '') ? 'false positive' : undefined,
    key: [textAt(row, 'Title'), textAt(row, 'Severity'), textAt(row, 'Description')],
  };
}
