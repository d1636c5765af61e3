import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { csvRecords } from './shared/csv.ts';
import { at, flat, textAt } from './shared/value.ts';
import type { ReportSource } from './shared/source.ts';

/** Prowler: CSV of versions 2 to 5, JSON lines of version 2, OCSF of versions 4 and 5. Failed checks are findings, and so are those
 * that only a person can judge; passed ones are none.
 */
export const reader: ReportReader = {
  recognises: (source) =>
    /^"?(?:PROFILE|AUTH_METHOD|ASSESSMENT_START_TIME)"?[,;]/.test(source.text) ||
    flat(source.tree()).some(
      (entry) => at(entry, 'Control ID') !== undefined || textAt(entry, 'metadata', 'product', 'name') === 'Prowler',
    ),
  read: readProwler,
};

function readProwler(source: ReportSource): ImportDraft[] {
  if (source.empty) return [];
  if (/^[[{]/.test(source.text.trimStart())) return flat(source.jsonValues()).filter(failed).map(jsonDraft);
  return csvRecords(source.text)
    .filter((row) => isFinding(row['CHECK_RESULT'] ?? row['STATUS']))
    .map(csvDraft);
}

function failed(entry: unknown): boolean {
  return isFinding(textAt(entry, 'status_code') ?? textAt(entry, 'Status'));
}

function isFinding(status: string | undefined): boolean {
  return ['FAIL', 'WARNING', 'MANUAL'].includes(status?.toUpperCase() ?? '');
}

function jsonDraft(entry: unknown): ImportDraft {
  const rule = textAt(entry, 'metadata', 'event_code') ?? textAt(entry, 'Control ID');
  const message = textAt(entry, 'status_detail') ?? textAt(entry, 'Message');
  const path = textAt(entry, 'resources', 0, 'uid') ?? textAt(entry, 'Account Number');
  return {
    rule,
    title: textAt(entry, 'finding_info', 'title') ?? textAt(entry, 'Control'),
    message,
    severity: textAt(entry, 'severity') ?? textAt(entry, 'Severity'),
    fix: textAt(entry, 'remediation', 'desc') ?? textAt(entry, 'Remediation'),
    path,
    key: [rule, path, textAt(entry, 'Region'), message],
  };
}

function csvDraft(row: Readonly<Record<string, string>>): ImportDraft {
  const first = (...names: readonly string[]) =>
    names.map((name) => row[name]).find((value) => value !== undefined && value !== '');
  const rule = first('CHECK_ID', 'TITLE_ID');
  const message = first('STATUS_EXTENDED', 'CHECK_RESULT_EXTENDED');
  const path = first('RESOURCE_UID', 'CHECK_RESOURCE_ID', 'ACCOUNT_NUM');
  return {
    rule,
    title: first('CHECK_TITLE', 'TITLE_TEXT'),
    message,
    severity: first('SEVERITY', 'CHECK_SEVERITY'),
    fix: first('REMEDIATION_RECOMMENDATION_TEXT', 'CHECK_REMEDIATION'),
    path,
    key: [rule, path, row['REGION'], message],
  };
}
