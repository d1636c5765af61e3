import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt } from './shared/value.ts';

/** Findings of Amazon Inspector 2. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'findings', 0, 'findingArn') !== undefined,
  read: (source) => listAt(source.json(), 'findings').map(draftOf),
};

function draftOf(found: unknown): ImportDraft {
  const rule =
    textAt(found, 'packageVulnerabilityDetails', 'vulnerabilityId') ??
    textAt(found, 'codeVulnerabilityDetails', 'detectorId') ??
    textAt(found, 'type');
  const affected = at(found, 'packageVulnerabilityDetails', 'vulnerablePackages', 0);
  const status = textAt(found, 'status');
  return {
    rule,
    title: textAt(found, 'title'),
    message: textAt(found, 'description'),
    severity: textAt(found, 'severity'),
    package: {
      name: textAt(affected, 'name'),
      version: textAt(affected, 'version'),
      fixed: textAt(affected, 'fixedInVersion'),
    },
    ids: [rule],
    fix: textAt(found, 'remediation', 'recommendation', 'text'),
    path: textAt(found, 'resources', 0, 'id'),
    suppressed: status === undefined || status === 'ACTIVE' ? undefined : status.toLowerCase(),
  };
}
