import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt, textsAt } from './shared/value.ts';

/** OSV-Scanner's JSON. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'results', 0, 'packages') !== undefined,
  read: (source) => (source.empty ? [] : listAt(source.json(), 'results').flatMap(sourceDrafts)),
};

function sourceDrafts(result: unknown): ImportDraft[] {
  const path = textAt(result, 'source', 'path');
  return listAt(result, 'packages').flatMap((entry) => {
    const found = { name: textAt(entry, 'package', 'name'), version: textAt(entry, 'package', 'version') };
    return listAt(entry, 'vulnerabilities').map((vulnerability) => ({
      rule: textAt(vulnerability, 'id'),
      title: textAt(vulnerability, 'summary') ?? `${textAt(vulnerability, 'id')} in ${found.name}`,
      message: textAt(vulnerability, 'details'),
      severity: textAt(vulnerability, 'database_specific', 'severity'),
      package: found,
      ids: [
        textAt(vulnerability, 'id'),
        ...textsAt(vulnerability, 'aliases'),
        ...textsAt(vulnerability, 'database_specific', 'cwe_ids'),
      ],
      path,
    }));
  });
}
