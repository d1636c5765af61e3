import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt, textsAt } from './shared/value.ts';

/** Retire.js' JSON. */
export const reader: ReportReader = {
  recognises: (source) => filesOf(source.tree()).some((file) => at(file, 'results', 0, 'component') !== undefined),
  read: (source) =>
    filesOf(source.json()).flatMap((file) =>
      listAt(file, 'results').flatMap((component) =>
        listAt(component, 'vulnerabilities').map((found) => draftOf(found, component, textAt(file, 'file'))),
      ),
    ),
};

function filesOf(report: unknown): readonly unknown[] {
  return Array.isArray(report) ? report : listAt(report, 'data');
}

function draftOf(found: unknown, component: unknown, path: string | undefined): ImportDraft {
  const name = textAt(component, 'component');
  const version = textAt(component, 'version');
  const ids = textsAt(found, 'identifiers', 'CVE');
  return {
    rule: ids[0] ?? textAt(found, 'identifiers', 'summary'),
    title: textAt(found, 'identifiers', 'summary') ?? `${ids[0]} in ${name}`,
    severity: textAt(found, 'severity'),
    package: { name, version, fixed: textAt(found, 'below') },
    ids: [...ids, ...textsAt(found, 'cwe')],
    url: textsAt(found, 'info')[0],
    path,
    key: [path, name, version, textAt(found, 'identifiers', 'summary'), textAt(found, 'severity')],
  };
}
