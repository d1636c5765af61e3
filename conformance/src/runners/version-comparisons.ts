import { comparatorOf } from '@sallyport/inventory';
import type { CompareVersions, VersionScheme } from '@sallyport/inventory';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

const SCHEMES: Readonly<Record<string, VersionScheme>> = {
  alpine: 'alpine',
  cran: 'cran',
  debian: 'debian',
  maven: 'maven',
  nuget: 'nuget',
  packagist: 'packagist',
  pypi: 'pypi',
  redhat: 'rpm',
  rubygems: 'rubygems',
  semver: 'semver',
};

/** Lines `a < b`, `a = b`, `a > b` by ecosystem; each is tried in both directions. */
export const runner: ConformanceRunner = {
  name: 'version-comparisons',
  run: async (cases) =>
    Object.entries(cases as Readonly<Record<string, string>>).flatMap(([file, text]) => runFile(file, text)),
};

function runFile(file: string, text: string): CaseResult[] {
  const scheme = SCHEMES[file.split('-versions', 1)[0] ?? ''];
  const results: CaseResult[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#') || line.startsWith('//')) continue;
    results.push({ id: `${file}:${index + 1}`, ...check(line.trim(), scheme && comparatorOf(scheme)) });
  }
  return results;
}

function check(line: string, compare: CompareVersions | undefined): { passed: boolean; reason?: string } {
  const match = /^(?<a>.+) (?<sign>[<=>]) (?<b>.+)$/.exec(line);
  if (match?.groups === undefined || compare === undefined) return { passed: false, reason: `no comparison: ${line}` };
  const { a = '', b = '', sign = '' } = match.groups;
  const forward = signOf(compare(a, b));
  const backward = signOf(-compare(b, a));
  if (forward === sign && backward === sign) return { passed: true };
  return { passed: false, reason: `expected ${line}, got ${forward} and, turned round, ${backward}` };
}

function signOf(order: number): string {
  if (order === 0) return '=';
  return order < 0 ? '<' : '>';
}
