import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, flat, listAt, numberAt, textAt } from './shared/value.ts';

/** The JSON of truffleHog3, current and older. The secret itself is never taken over. */
export const reader: ReportReader = {
  recognises: (source) =>
    (at(source.tree(), 0, 'rule', 'message') !== undefined && at(source.tree(), 0, 'secret') !== undefined) ||
    (source.text.trimStart().startsWith('[') &&
      at(source.tree(), 0, 'stringsFound') !== undefined &&
      at(source.tree(), 0, 'commitHash') !== undefined),
  read: (source) =>
    flat(source.json()).flatMap((entry) => (at(entry, 'rule') === undefined ? oldDrafts(entry) : [draftOf(entry)])),
};

function draftOf(entry: unknown): ImportDraft {
  const path = textAt(entry, 'path');
  const rule = textAt(entry, 'rule', 'id') ?? textAt(entry, 'rule');
  const line = numberAt(entry, 'line');
  return {
    rule,
    title: textAt(entry, 'rule', 'message') ?? rule,
    severity: textAt(entry, 'rule', 'severity'),
    ids: ['CWE-798'],
    path,
    line,
    commit: textAt(entry, 'commit'),
    key: [rule, path, line, textAt(entry, 'secret')],
  };
}

function oldDrafts(entry: unknown): ImportDraft[] {
  const rule = textAt(entry, 'reason');
  const path = textAt(entry, 'path');
  const strings = listAt(entry, 'stringsFound');
  return strings.map(() => ({
    rule,
    title: `${rule} in ${path}`,
    severity: 'high',
    ids: ['CWE-798'],
    path,
    commit: textAt(entry, 'commitHash'),
    key: [rule, path],
  }));
}
