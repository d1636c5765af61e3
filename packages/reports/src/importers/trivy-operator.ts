import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, flat, listAt, numberAt, textAt, textsAt } from './shared/value.ts';

/** The custom resources of the Trivy operator, one or a list. */
export const reader: ReportReader = {
  recognises: (source) =>
    resourcesOf(source.tree()).some((resource) => /aquasecurity/.test(textAt(resource, 'apiVersion') ?? '')),
  read: (source) => (source.empty ? [] : resourcesOf(source.json()).flatMap(resourceDrafts)),
};

function resourcesOf(tree: unknown): readonly unknown[] {
  const items = at(tree, 'items');
  return Array.isArray(items) ? items : flat(tree);
}

function resourceDrafts(resource: unknown): ImportDraft[] {
  const labels = at(resource, 'metadata', 'labels');
  const path =
    ['namespace', 'kind', 'name']
      .map((part) => textAt(labels, `trivy-operator.resource.${part}`))
      .filter((part) => part !== undefined)
      .join('/') || textAt(resource, 'metadata', 'name');
  const summary = listAt(resource, 'status', 'summaryReport', 'controlCheck');
  const compliance = at(resource, 'status', 'detailReport') ?? at(resource, 'status', 'details');
  return [
    ...listAt(resource, 'report', 'vulnerabilities').map((found) => vulnerability(found, path)),
    ...listAt(resource, 'report', 'checks')
      .filter((found) => at(found, 'success') !== true)
      .map((found) => check(found, path)),
    ...listAt(resource, 'report', 'secrets').map((found) => secret(found, path)),
    ...listAt(compliance, 'results').flatMap((result) =>
      listAt(result, 'checks')
        .filter((found) => at(found, 'success') !== true)
        .map((found) => check(found, path)),
    ),
    ...summary
      .filter((control) => (numberAt(control, 'totalFail') ?? 0) > 0)
      .map((control) => failedControl(control, path)),
  ];
}

function failedControl(control: unknown, path: string | undefined): ImportDraft {
  return { rule: textAt(control, 'id'), title: textAt(control, 'name'), severity: textAt(control, 'severity'), path };
}

function vulnerability(found: unknown, path: string | undefined): ImportDraft {
  const rule = textAt(found, 'vulnerabilityID');
  const name = textAt(found, 'resource');
  return {
    rule,
    title: textAt(found, 'title') ?? `${rule} in ${name}`,
    message: textAt(found, 'description'),
    severity: textAt(found, 'severity'),
    package: { name, version: textAt(found, 'installedVersion'), fixed: textAt(found, 'fixedVersion') },
    ids: [rule],
    url: textAt(found, 'primaryLink'),
    path,
  };
}

function check(found: unknown, path: string | undefined): ImportDraft {
  return {
    rule: textAt(found, 'checkID') ?? textAt(found, 'id'),
    title: textAt(found, 'title'),
    message: textsAt(found, 'messages').join('; ') || textAt(found, 'description'),
    severity: textAt(found, 'severity'),
    fix: textAt(found, 'remediation'),
    path: textAt(found, 'target') ?? path,
  };
}

function secret(found: unknown, path: string | undefined): ImportDraft {
  return {
    rule: textAt(found, 'ruleID'),
    title: textAt(found, 'title'),
    severity: textAt(found, 'severity'),
    path: textAt(found, 'target') ?? path,
  };
}
