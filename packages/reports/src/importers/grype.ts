import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt, textsAt } from './shared/value.ts';

/** Grype's JSON. */
export const reader: ReportReader = {
  recognises: (source) => Array.isArray(at(source.tree(), 'matches')) && at(source.tree(), 'descriptor') !== undefined,
  read: (source) => listAt(source.json(), 'matches').map(draftOf),
};

function draftOf(match: unknown): ImportDraft {
  const rule = textAt(match, 'vulnerability', 'id');
  const name = textAt(match, 'artifact', 'name');
  const version = textAt(match, 'artifact', 'version');
  const path = textAt(match, 'artifact', 'locations', 0, 'path');
  const related = listAt(match, 'relatedVulnerabilities').map((entry) => textAt(entry, 'id'));
  return {
    rule,
    title: `${rule} in ${name}:${version}`,
    message: textAt(match, 'vulnerability', 'description'),
    severity: textAt(match, 'vulnerability', 'severity'),
    package: {
      name,
      version,
      purl: textAt(match, 'artifact', 'purl'),
      fixed: textsAt(match, 'vulnerability', 'fix', 'versions').join(', ') || undefined,
    },
    ids: [rule, ...related],
    url: textAt(match, 'vulnerability', 'dataSource'),
    path,
    key: [rule, name, version, path],
  };
}
