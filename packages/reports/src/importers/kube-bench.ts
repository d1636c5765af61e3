import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, flat, listAt, textAt } from './shared/value.ts';

/** kube-bench's JSON. Failed checks are findings; warnings are manual checks, and none. */
export const reader: ReportReader = {
  recognises: (source) =>
    flat(at(source.tree(), 'Controls') ?? source.tree()).some((control) => at(control, 'node_type') !== undefined),
  read: (source) =>
    flat(at(source.json(), 'Controls') ?? source.json()).flatMap((control) =>
      listAt(control, 'tests').flatMap((group) =>
        listAt(group, 'results')
          .filter((result) => textAt(result, 'status') === 'FAIL')
          .map(draftOf),
      ),
    ),
};

function draftOf(result: unknown): ImportDraft {
  return {
    rule: textAt(result, 'test_number'),
    title: textAt(result, 'test_desc'),
    message: textAt(result, 'reason') ?? textAt(result, 'actual_value'),
    severity: 'medium',
    fix: textAt(result, 'remediation'),
  };
}
