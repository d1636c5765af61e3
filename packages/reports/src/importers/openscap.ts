import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt } from './shared/value.ts';

/** OpenSCAP's XCCDF results. A failed rule is a finding. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'Benchmark', 'TestResult') !== undefined,
  read: (source) => {
    const benchmark = at(source.xml(), 'Benchmark');
    const rules = new Map<string, unknown>();
    collectRules(benchmark, rules);
    return listAt(benchmark, 'TestResult').flatMap((test) =>
      listAt(test, 'rule-result')
        .filter((result) => textAt(result, 'result') === 'fail')
        .map((result) => draftOf(result, rules, textAt(test, 'target'))),
    );
  },
};

function collectRules(group: unknown, rules: Map<string, unknown>): void {
  for (const rule of listAt(group, 'Rule')) rules.set(textAt(rule, '@id') ?? '', rule);
  for (const inner of listAt(group, 'Group')) collectRules(inner, rules);
}

function draftOf(result: unknown, rules: ReadonlyMap<string, unknown>, path: string | undefined): ImportDraft {
  const rule = textAt(result, '@idref');
  return {
    rule,
    title: textAt(rules.get(rule ?? ''), 'title'),
    severity: textAt(result, '@severity'),
    ids: listAt(result, 'ident')
      .map((id) => textAt(id, '#text'))
      .filter((id) => id?.startsWith('CVE-')),
    path,
  };
}
