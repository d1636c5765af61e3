import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt, textsAt } from './shared/value.ts';

/** Semgrep's JSON: code results, and the list of dependency vulnerabilities of its platform. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'results', 0, 'check_id') !== undefined || at(source.tree(), 'vulns') !== undefined,
  read: (source) => {
    const report = source.json();
    return [...listAt(report, 'results').map(codeResult), ...listAt(report, 'vulns').map(dependencyResult)];
  },
};

function codeResult(result: unknown): ImportDraft {
  const rule = textAt(result, 'check_id');
  const path = textAt(result, 'path');
  const line = numberAt(result, 'start', 'line');
  const endLine = numberAt(result, 'end', 'line');
  return {
    rule,
    title: rule,
    message: textAt(result, 'extra', 'message'),
    severity: textAt(result, 'extra', 'severity'),
    ids: textsAt(result, 'extra', 'metadata', 'cwe').map((text) => /CWE-\d+/i.exec(text)?.[0]),
    fix: textAt(result, 'extra', 'fix'),
    url: textAt(result, 'extra', 'metadata', 'source'),
    path,
    line,
    endLine,
    column: numberAt(result, 'start', 'col'),
    suppressed: at(result, 'extra', 'is_ignored') === true ? 'ignored in the code' : undefined,
    key: [rule, path, line, endLine],
  };
}

function dependencyResult(result: unknown): ImportDraft {
  const rule = textAt(result, 'advisory', 'ruleId') ?? textAt(result, 'groupKey');
  const path = textAt(result, 'dependencyFileLocation', 'path');
  const line = numberAt(result, 'dependencyFileLocation', 'startLine');
  return {
    rule,
    title: textAt(result, 'title') ?? textAt(result, 'advisory', 'title'),
    message: textAt(result, 'advisory', 'description'),
    severity: textAt(result, 'severity') ?? textAt(result, 'advisory', 'severity'),
    package: {
      name: textAt(result, 'matchedDependency', 'name'),
      version: textAt(result, 'matchedDependency', 'versionSpecifier'),
      fixed: textAt(result, 'closestSafeDependency', 'versionSpecifier'),
    },
    ids: textsAt(result, 'advisory', 'references', 'cveIds'),
    path,
    line,
    key: [rule, path, line],
  };
}
