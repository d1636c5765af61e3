import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt, textsAt } from './shared/value.ts';

/** cargo-audit's JSON. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'lockfile', 'dependency-count') !== undefined,
  read: (source) => listAt(source.json(), 'vulnerabilities', 'list').map(draftOf),
};

function draftOf(found: unknown): ImportDraft {
  const rule = textAt(found, 'advisory', 'id');
  return {
    rule,
    title: textAt(found, 'advisory', 'title'),
    message: textAt(found, 'advisory', 'description'),
    package: {
      name: textAt(found, 'package', 'name'),
      version: textAt(found, 'package', 'version'),
      fixed: textsAt(found, 'versions', 'patched').join(', ') || undefined,
    },
    ids: [rule, ...textsAt(found, 'advisory', 'aliases')],
    url: textAt(found, 'advisory', 'url'),
    path: 'Cargo.lock',
  };
}
