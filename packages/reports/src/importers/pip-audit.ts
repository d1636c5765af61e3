import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt, textsAt } from './shared/value.ts';

/** pip-audit's JSON: an object with the dependencies, or the older list of them. */
export const reader: ReportReader = {
  recognises: (source) => dependenciesOf(source.tree()).some((entry) => at(entry, 'vulns') !== undefined),
  read: (source) =>
    dependenciesOf(source.json()).flatMap((entry) => listAt(entry, 'vulns').map((found) => draftOf(found, entry))),
};

function dependenciesOf(report: unknown): readonly unknown[] {
  return Array.isArray(report) ? report : listAt(report, 'dependencies');
}

function draftOf(found: unknown, dependency: unknown): ImportDraft {
  const rule = textAt(found, 'id');
  const name = textAt(dependency, 'name');
  return {
    rule,
    title: `${rule} in ${name}`,
    message: textAt(found, 'description'),
    package: {
      name,
      version: textAt(dependency, 'version'),
      fixed: textsAt(found, 'fix_versions').join(', ') || undefined,
    },
    ids: [rule, ...textsAt(found, 'aliases')],
  };
}
