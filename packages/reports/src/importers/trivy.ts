import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt, textsAt } from './shared/value.ts';

/** Trivy's JSON: vulnerabilities, misconfigurations, secrets and licences of every target; also the older list of targets. */
export const reader: ReportReader = {
  recognises: (source) => {
    const tree = source.tree();
    return (
      at(tree, 'ArtifactName') !== undefined ||
      at(tree, 0, 'Target') !== undefined ||
      at(tree, 'ClusterName') !== undefined
    );
  },
  read: (source) => targetsOf(source.json()).flatMap(draftsOf),
};

function targetsOf(report: unknown): unknown[] {
  if (Array.isArray(report)) return report;
  const own = listAt(report, 'Results');
  const resources = [
    ...listAt(report, 'Resources'),
    ...listAt(report, 'Vulnerabilities'),
    ...listAt(report, 'Misconfigurations'),
  ];
  return [
    ...own,
    ...resources.flatMap((resource) => listAt(resource, 'Results').map((result) => withResource(result, resource))),
  ];
}

function withResource(result: unknown, resource: unknown): object {
  const name = [textAt(resource, 'Namespace'), textAt(resource, 'Kind'), textAt(resource, 'Name')].filter(
    (part) => part !== undefined,
  );
  return { ...(result as object), resource: name.join('/') };
}

function draftsOf(target: unknown): ImportDraft[] {
  const path = textAt(target, 'Target');
  const resource = textAt(target, 'resource');
  return [
    ...listAt(target, 'Vulnerabilities').map((found) => vulnerability(found, path, resource)),
    ...listAt(target, 'Misconfigurations')
      .filter((found) => (textAt(found, 'Status') ?? 'FAIL') !== 'PASS')
      .map((found) => misconfiguration(found, path)),
    ...listAt(target, 'Secrets').map((found) => secret(found, path)),
    ...listAt(target, 'Licenses').map((found) => licence(found, path)),
  ];
}

function vulnerability(found: unknown, target: string | undefined, resource: string | undefined): ImportDraft {
  const name = textAt(found, 'PkgName');
  const version = textAt(found, 'InstalledVersion');
  const path = textAt(found, 'PkgPath') ?? target;
  const rule = textAt(found, 'VulnerabilityID');
  return {
    rule,
    title: textAt(found, 'Title') ?? `${rule} in ${name}`,
    message: textAt(found, 'Description'),
    severity: textAt(found, 'Severity'),
    package: { name, version, purl: textAt(found, 'PkgIdentifier', 'PURL'), fixed: textAt(found, 'FixedVersion') },
    ids: [rule, ...textsAt(found, 'CweIDs')],
    url: textAt(found, 'PrimaryURL'),
    path,
    key: ['vulnerability', rule, name, version, path, target, resource, textAt(found, 'Severity')],
  };
}

function misconfiguration(found: unknown, path: string | undefined): ImportDraft {
  return {
    rule: textAt(found, 'ID'),
    title: textAt(found, 'Title'),
    message: textAt(found, 'Message') ?? textAt(found, 'Description'),
    severity: textAt(found, 'Severity'),
    fix: textAt(found, 'Resolution'),
    url: textAt(found, 'PrimaryURL'),
    path,
    line: numberAt(found, 'CauseMetadata', 'StartLine'),
    endLine: numberAt(found, 'CauseMetadata', 'EndLine'),
  };
}

function secret(found: unknown, path: string | undefined): ImportDraft {
  return {
    rule: textAt(found, 'RuleID'),
    title: textAt(found, 'Title'),
    severity: textAt(found, 'Severity'),
    path,
    line: numberAt(found, 'StartLine'),
    endLine: numberAt(found, 'EndLine'),
  };
}

function licence(found: unknown, target: string | undefined): ImportDraft {
  const name = textAt(found, 'Name');
  return {
    rule: name,
    title: `Licence ${name} of ${textAt(found, 'PkgName') ?? textAt(found, 'FilePath') ?? target}`,
    severity: textAt(found, 'Severity'),
    package: { name: textAt(found, 'PkgName') },
    path: textAt(found, 'FilePath') || target,
  };
}
