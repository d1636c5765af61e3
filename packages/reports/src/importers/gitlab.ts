import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** GitLab's security reports of every kind (SAST, secrets, dependencies, containers, DAST), schemas 2 to 15. */
export const reader: ReportReader = {
  recognises: (source) =>
    Array.isArray(at(source.tree(), 'vulnerabilities')) &&
    at(source.tree(), 'packageManager') === undefined &&
    (at(source.tree(), 'scan', 'type') !== undefined ||
      at(source.tree(), 'vulnerabilities', 0, 'identifiers') !== undefined),
  read: (source) => listAt(source.json(), 'vulnerabilities').map(draftOf),
};

function draftOf(found: unknown): ImportDraft {
  const location = at(found, 'location');
  const rule = textAt(found, 'identifiers', 0, 'value') ?? textAt(found, 'cve');
  const name = textAt(location, 'dependency', 'package', 'name');
  const version = textAt(location, 'dependency', 'version');
  const url = [textAt(location, 'hostname'), textAt(location, 'path')].filter((part) => part !== undefined).join('');
  return {
    rule,
    title: textAt(found, 'name') ?? textAt(found, 'message') ?? rule,
    message: textAt(found, 'description'),
    severity: textAt(found, 'severity'),
    package: { name, version },
    ids: listAt(found, 'identifiers')
      .filter((id) => ['cve', 'cwe', 'ghsa'].includes(textAt(id, 'type')?.toLowerCase() ?? ''))
      .map((id) => textAt(id, 'name')),
    fix: textAt(found, 'solution'),
    path: textAt(location, 'file') ?? textAt(location, 'image') ?? (url || undefined),
    line: numberAt(location, 'start_line'),
    endLine: numberAt(location, 'end_line'),
    ...identityOf(found, [name, version]),
  };
}

/** GitLab compares by id, in older schemas by `cve`; one id may stand for several packages. */
function identityOf(found: unknown, owner: readonly unknown[]): { key?: readonly unknown[] } {
  const id = textAt(found, 'id');
  const old = textAt(found, 'cve');
  if (id !== undefined) return { key: [id, ...owner] };
  return old === undefined ? {} : { key: [old, ...owner] };
}
