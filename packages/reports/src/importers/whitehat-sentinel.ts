import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt } from './shared/value.ts';

const SEVERITIES: Readonly<Record<string, string>> = { 1: 'info', 2: 'low', 3: 'medium', 4: 'high', 5: 'critical' };

/** The JSON of WhiteHat Sentinel. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'collection', 0, 'attack_vectors') !== undefined,
  read: (source) => listAt(source.json(), 'collection').map(draftOf),
};

function draftOf(found: unknown): ImportDraft {
  return {
    rule: textAt(found, 'class'),
    title: textAt(found, 'class'),
    severity: SEVERITIES[textAt(found, 'severity') ?? ''],
    fix: textAt(found, 'solution', 'solution')?.replaceAll(/<[^>]*>/g, ''),
    path: textAt(found, 'attack_vectors', 0, 'request', 'url') ?? textAt(found, 'site_name'),
    suppressed: textAt(found, 'status') === 'closed' ? (textAt(found, 'reason') ?? 'closed') : undefined,
  };
}
