import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** JUnit XML: failed and broken test cases are findings. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'testsuites') !== undefined || at(source.tree(), 'testsuite') !== undefined,
  read: (source) => [...suites(at(source.xml(), 'testsuites')), ...suites(source.xml())],
};

function suites(tree: unknown): ImportDraft[] {
  return listAt(tree, 'testsuite').flatMap((suite) => [
    ...suites(suite),
    ...listAt(suite, 'testcase').flatMap(caseDrafts),
  ]);
}

function caseDrafts(test: unknown): ImportDraft[] {
  return ['failure', 'error'].flatMap((kind) => {
    const found = at(test, kind);
    if (found === undefined) return [];
    return [
      {
        rule: textAt(test, '@classname'),
        title: textAt(test, '@name'),
        message: textAt(found, '@message') ?? textAt({ found }, 'found'),
        severity: textAt(found, '@type') ?? kind,
        path: textAt(test, '@file'),
        line: numberAt(test, '@line'),
      },
    ];
  });
}
