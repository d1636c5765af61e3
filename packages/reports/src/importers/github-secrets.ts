import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** Secret scanning alerts as GitHub's API gives them. The secret itself is never taken over. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 0, 'secret_type') !== undefined,
  read: (source) => listAt({ alerts: source.json() }, 'alerts').map(draftOf),
};

function draftOf(alert: unknown): ImportDraft {
  const rule = textAt(alert, 'secret_type');
  return {
    rule,
    title: textAt(alert, 'secret_type_display_name') ?? rule,
    severity: textAt(alert, 'validity') === 'active' ? 'critical' : 'high',
    ids: ['CWE-798'],
    url: textAt(alert, 'html_url'),
    path: textAt(alert, 'first_location_detected', 'path') ?? textAt(alert, 'repository', 'full_name'),
    line: numberAt(alert, 'first_location_detected', 'start_line'),
    suppressed: textAt(alert, 'state') === 'resolved' ? (textAt(alert, 'resolution') ?? 'resolved') : undefined,
  };
}
