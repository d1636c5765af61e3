import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, entriesAt, flat, numberAt, textAt } from './shared/value.ts';

/** The baseline file of detect-secrets. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'plugins_used') !== undefined,
  read: (source) =>
    entriesAt(source.json(), 'results').flatMap(([path, secrets]) =>
      flat(secrets).map((secret) => draftOf(secret, path)),
    ),
};

function draftOf(secret: unknown, path: string): ImportDraft {
  const rule = textAt(secret, 'type');
  const line = numberAt(secret, 'line_number');
  return {
    rule,
    title: rule,
    severity: 'high',
    ids: ['CWE-798'],
    path,
    line,
    suppressed: at(secret, 'is_secret') === false ? 'judged to be no secret' : undefined,
    key: [rule, path, line, textAt(secret, 'hashed_secret')],
  };
}
