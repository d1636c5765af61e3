import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, entriesAt, flat, numberAt, textAt } from './shared/value.ts';

/** TruffleHog's JSON lines, version 2 and 3. The secret itself is never taken over. */
export const reader: ReportReader = {
  recognises: (source) =>
    flat(source.tree()).some(
      (entry) => at(entry, 'DetectorName') !== undefined || at(entry, 'stringsFound') !== undefined,
    ),
  read: (source) =>
    source.empty
      ? []
      : flat(source.jsonValues()).map((entry) =>
          at(entry, 'SourceMetadata') === undefined ? oldDraft(entry) : draftOf(entry),
        ),
};

function draftOf(entry: unknown): ImportDraft {
  const [, place] = entriesAt(entry, 'SourceMetadata', 'Data')[0] ?? [];
  const rule = textAt(entry, 'DetectorName');
  const path = textAt(place, 'file') ?? textAt(place, 'link');
  const line = numberAt(place, 'line');
  const commit = textAt(place, 'commit');
  const verified = at(entry, 'Verified') === true;
  return {
    rule,
    title: `${verified ? 'Live' : 'Unverified'} ${rule} secret`,
    severity: verified ? 'critical' : 'medium',
    ids: ['CWE-798'],
    path,
    line,
    commit,
    key: [rule, verified, path, line, commit],
  };
}

function oldDraft(entry: unknown): ImportDraft {
  const rule = textAt(entry, 'reason');
  const path = textAt(entry, 'path');
  return {
    rule,
    title: `Hard-coded ${rule} in ${path}`,
    severity: rule === 'High Entropy' ? 'info' : 'high',
    ids: ['CWE-798'],
    path,
    commit: textAt(entry, 'commitHash'),
    key: [rule, path],
  };
}
