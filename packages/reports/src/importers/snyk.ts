import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { sarifDrafts } from './sarif.ts';
import { at, flat, listAt, textAt, textsAt } from './shared/value.ts';

/** Snyk's JSON of open-source and container tests, one project or several; and the SARIF of Snyk Code. */
export const reader: ReportReader = {
  recognises: (source) =>
    flat(source.tree()).some(
      (project) => at(project, 'vulnerabilities') !== undefined && at(project, 'packageManager') !== undefined,
    ),
  read: (source) =>
    at(source.json(), 'runs') === undefined ? flat(source.json()).flatMap(projectDrafts) : sarifDrafts(source),
};

function projectDrafts(project: unknown): ImportDraft[] {
  const path = textAt(project, 'displayTargetFile') ?? textAt(project, 'targetFile') ?? textAt(project, 'path');
  const applications = listAt(project, 'applications').flatMap(projectDrafts);
  return [...listAt(project, 'vulnerabilities').map((found) => draftOf(found, path)), ...applications];
}

function draftOf(found: unknown, path: string | undefined): ImportDraft {
  const rule = textAt(found, 'id');
  const name = textAt(found, 'packageName') ?? textAt(found, 'name');
  const version = textAt(found, 'version');
  return {
    rule,
    title: textAt(found, 'title'),
    message: textAt(found, 'description'),
    severity: textAt(found, 'severity'),
    package: { name, version, fixed: textsAt(found, 'fixedIn').join(', ') || undefined },
    ids: [...textsAt(found, 'identifiers', 'CVE'), ...textsAt(found, 'identifiers', 'CWE')],
    path: textsAt(found, 'from').join(' > ') || path,
    key: [rule, textsAt(found, 'from'), path],
  };
}
