import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

const CONFIDENCE: Readonly<Record<string, string>> = { High: 'high', Medium: 'medium', Weak: 'low' };

/** Brakeman's JSON. Its confidence stands for the severity, as Brakeman has none. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'scan_info', 'brakeman_version') !== undefined,
  read: (source) => listAt(source.json(), 'warnings').map(draftOf),
};

function draftOf(warning: unknown): ImportDraft {
  return {
    rule: textAt(warning, 'check_name'),
    title: `${textAt(warning, 'warning_type')}: ${textAt(warning, 'message')}`,
    severity: CONFIDENCE[textAt(warning, 'confidence') ?? ''],
    url: textAt(warning, 'link'),
    path: textAt(warning, 'file'),
    line: numberAt(warning, 'line'),
  };
}
