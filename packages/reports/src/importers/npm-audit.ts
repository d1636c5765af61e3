import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, entriesAt, isRecord, listAt, textAt, textsAt } from './shared/value.ts';

/** `npm audit --json`, version 1 (npm 6) and 2 (npm 7 and newer). */
export const reader: ReportReader = {
  recognises: (source) =>
    isRecord(at(source.tree(), 'advisories')) || at(source.tree(), 'auditReportVersion') !== undefined,
  read: (source) => {
    const report = source.json();
    return [
      ...entriesAt(report, 'advisories').flatMap(([, advisory]) => advisoryDrafts(advisory)),
      ...entriesAt(report, 'vulnerabilities').map(([, entry]) => packageDraft(entry)),
    ];
  },
};

function advisoryDrafts(advisory: unknown): ImportDraft[] {
  const name = textAt(advisory, 'module_name');
  const rule = textAt(advisory, 'github_advisory_id') ?? textAt(advisory, 'id');
  const found = listAt(advisory, 'findings').flatMap((finding) => findingPlaces(finding));
  const places = found.length === 0 ? [{ version: undefined, path: undefined }] : found;
  return places.map(({ version, path }) => ({
    rule,
    title: textAt(advisory, 'title'),
    message: textAt(advisory, 'overview'),
    severity: textAt(advisory, 'severity'),
    package: { name, version, fixed: textAt(advisory, 'patched_versions') },
    ids: [...textsAt(advisory, 'cves'), ...textsAt(advisory, 'cwe')],
    fix: textAt(advisory, 'recommendation'),
    url: textAt(advisory, 'url'),
    path,
    key: [textAt(advisory, 'id'), rule, name],
  }));
}

interface PlacedVersion {
  readonly version: string | undefined;
  readonly path: string | undefined;
}

function findingPlaces(finding: unknown): PlacedVersion[] {
  const version = textAt(finding, 'version');
  const paths = textsAt(finding, 'paths');
  return paths.length === 0 ? [{ version, path: undefined }] : paths.map((path) => ({ version, path }));
}

/** A package of version 2 is one finding: what it suffers from is listed in `via`. */
function packageDraft(entry: unknown): ImportDraft {
  const name = textAt(entry, 'name');
  const causes = listAt(entry, 'via').filter(isRecord);
  return {
    rule: textAt(causes[0], 'url') ?? name,
    title: textAt(causes[0], 'title') ?? `${name} depends on a vulnerable package`,
    message: causes.map((cause) => textAt(cause, 'title')).join('; ') || undefined,
    severity: textAt(entry, 'severity'),
    package: { name, version: textAt(entry, 'range'), fixed: textAt(entry, 'fixAvailable', 'version') },
    ids: causes.flatMap((cause) => [
      /GHSA(?:-\w{4}){3}/.exec(textAt(cause, 'url') ?? '')?.[0],
      ...textsAt(cause, 'cwe'),
    ]),
    url: textAt(causes[0], 'url'),
    path: textsAt(entry, 'nodes')[0],
  };
}
