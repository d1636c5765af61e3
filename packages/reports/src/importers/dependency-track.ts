import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt } from './shared/value.ts';

/** The findings export of Dependency-Track. */
export const reader: ReportReader = {
  recognises: (source) => textAt(source.tree(), 'meta', 'application') === 'Dependency-Track',
  read: (source) => listAt(source.json(), 'findings').map(draftOf),
};

function draftOf(found: unknown): ImportDraft {
  const rule = textAt(found, 'vulnerability', 'vulnId');
  const name = textAt(found, 'component', 'name');
  const aliases = listAt(found, 'vulnerability', 'aliases').flatMap((alias) => [
    textAt(alias, 'cveId'),
    textAt(alias, 'ghsaId'),
  ]);
  return {
    rule,
    title: textAt(found, 'vulnerability', 'title') ?? `${rule} in ${name}`,
    message: textAt(found, 'vulnerability', 'description'),
    severity: textAt(found, 'vulnerability', 'severity'),
    package: { name, version: textAt(found, 'component', 'version'), purl: textAt(found, 'component', 'purl') },
    ids: [rule, ...aliases],
    suppressed:
      at(found, 'analysis', 'isSuppressed') === true ? (textAt(found, 'analysis', 'state') ?? 'suppressed') : undefined,
  };
}
