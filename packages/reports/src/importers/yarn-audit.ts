import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, flat, textAt, textsAt } from './shared/value.ts';

/** `yarn audit --json` of version 1, and `yarn npm audit --json` of version 2 and newer. */
export const reader: ReportReader = {
  recognises: (source) =>
    flat(source.tree()).some(
      (line) =>
        textAt(line, 'type') === 'auditAdvisory' ||
        textAt(line, 'type') === 'auditSummary' ||
        at(line, 'children', 'Tree Versions') !== undefined,
    ),
  read: (source) => (source.empty ? [] : flat(source.jsonValues()).flatMap(lineDrafts)),
};

function lineDrafts(line: unknown): ImportDraft[] {
  if (textAt(line, 'type') === 'auditAdvisory') return [advisoryDraft(line)];
  const found = at(line, 'children');
  return at(found, 'Severity') === undefined ? [] : [newDraft(textAt(line, 'value'), found)];
}

function advisoryDraft(line: unknown): ImportDraft {
  const advisory = at(line, 'data', 'advisory');
  const rule = textAt(advisory, 'github_advisory_id') ?? textAt(advisory, 'id');
  const name = textAt(advisory, 'module_name');
  return {
    rule,
    title: textAt(advisory, 'title'),
    message: textAt(advisory, 'overview'),
    severity: textAt(advisory, 'severity'),
    package: { name, version: textAt(advisory, 'findings', 0, 'version'), fixed: textAt(advisory, 'patched_versions') },
    ids: [...textsAt(advisory, 'cves'), ...textsAt(advisory, 'cwe')],
    fix: textAt(advisory, 'recommendation'),
    url: textAt(advisory, 'url'),
    path: textAt(line, 'data', 'resolution', 'path'),
    key: [rule, name],
  };
}

function newDraft(name: string | undefined, found: unknown): ImportDraft {
  return {
    rule: textAt(found, 'ID'),
    title: textAt(found, 'Issue'),
    severity: textAt(found, 'Severity'),
    package: { name, version: textsAt(found, 'Tree Versions').join(', ') || undefined },
    url: textAt(found, 'URL'),
    path: textsAt(found, 'Dependents')[0],
  };
}
