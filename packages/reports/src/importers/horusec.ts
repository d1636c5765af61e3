import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** Horusec's JSON. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'analysisVulnerabilities') !== undefined,
  read: (source) =>
    listAt(source.json(), 'analysisVulnerabilities').map((entry) => draftOf(at(entry, 'vulnerabilities'))),
};

function draftOf(found: unknown): ImportDraft {
  const [title = ''] = (textAt(found, 'details') ?? '').split('\n');
  const path = textAt(found, 'file');
  return {
    rule: textAt(found, 'rule_id') ?? textAt(found, 'securityTool'),
    title,
    message: textAt(found, 'details'),
    severity: textAt(found, 'severity'),
    path,
    line: numberAt(found, 'line'),
    column: numberAt(found, 'column'),
    suppressed: ['False Positive', 'Risk Accepted'].includes(textAt(found, 'type') ?? '')
      ? textAt(found, 'type')
      : undefined,
  };
}
