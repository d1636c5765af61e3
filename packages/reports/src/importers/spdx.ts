import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt } from './shared/value.ts';
import type { ReportSource } from './shared/source.ts';

/** SPDX 2 documents, JSON or tag-value: each package's security references that name a vulnerability or advisory. */
export const reader: ReportReader = {
  recognises: (source) => /^SPDXVersion:/m.test(source.text) || at(source.tree(), 'spdxVersion') !== undefined,
  read: (source) =>
    /^\s*\{/.test(source.text) ? listAt(source.json(), 'packages').flatMap(packageDrafts) : tagValueDrafts(source),
};

function packageDrafts(entry: unknown): ImportDraft[] {
  return listAt(entry, 'externalRefs').flatMap((reference) =>
    draftsOf(
      { name: textAt(entry, 'name'), version: textAt(entry, 'versionInfo') },
      textAt(reference, 'referenceType'),
      textAt(reference, 'referenceLocator'),
    ),
  );
}

function tagValueDrafts(source: ReportSource): ImportDraft[] {
  const found: ImportDraft[] = [];
  let current: { name: string | undefined; version: string | undefined } = { name: undefined, version: undefined };
  for (const line of source.text.split('\n')) {
    const [, tag = '', value = ''] = /^(\w+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (tag === 'PackageName') current = { name: value, version: undefined };
    if (tag === 'PackageVersion') current = { ...current, version: value };
    if (tag === 'ExternalRef') {
      const [, type, locator] = value.split(/\s+/);
      found.push(...draftsOf(current, type, locator));
    }
  }
  return found;
}

function draftsOf(
  owner: { name: string | undefined; version: string | undefined },
  type: string | undefined,
  locator: string | undefined,
): ImportDraft[] {
  if (!['advisory', 'fix', 'url', 'swid'].includes(type ?? '') || locator === undefined) return [];
  const rule = /(?:CVE-\d{4}-\d+|GHSA(?:-\w{4}){3})/i.exec(locator)?.[0];
  if (rule === undefined) return [];
  return [
    {
      rule,
      title: `${rule} in ${owner.name}`,
      package: owner,
      ids: [rule],
      url: locator,
      key: [rule, owner.name, owner.version],
    },
  ];
}
