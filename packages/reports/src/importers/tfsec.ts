import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** tfsec's JSON. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'results', 0, 'rule_provider') !== undefined,
  read: (source) =>
    listAt(source.json(), 'results')
      .filter((result) => at(result, 'passed') !== true && textAt(result, 'status') !== '1')
      .map(draftOf),
};

function draftOf(result: unknown): ImportDraft {
  const rule = textAt(result, 'long_id') ?? textAt(result, 'rule_id');
  const path = textAt(result, 'location', 'filename');
  const line = numberAt(result, 'location', 'start_line');
  return {
    rule,
    title: textAt(result, 'rule_description'),
    message: textAt(result, 'description'),
    severity: textAt(result, 'severity'),
    fix: textAt(result, 'resolution'),
    url: textAt(result, 'links', 0) ?? textAt(result, 'link'),
    path,
    line,
    key: [rule, path, line],
    endLine: numberAt(result, 'location', 'end_line'),
  };
}
