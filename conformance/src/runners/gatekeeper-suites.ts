import { systemClock } from '@sallyport/kernel';
import { runGatorSuite } from '@sallyport/policy';
import type { SuiteCaseResult } from '@sallyport/policy';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface Suite {
  readonly suite: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The suites of the Gatekeeper library. Group `cases`: every case of every suite. Group `paths`: every violation names a path of
 * its input that leads to something. Group `engines`: where a template has CEL too, both engines object to the same objects.
 */
export const runner: ConformanceRunner = {
  name: 'gatekeeper-suites',
  run: async (cases) => {
    const results: CaseResult[] = [];
    for (const { suite, files } of cases as readonly Suite[]) {
      const ask = (engine?: 'cel') =>
        runGatorSuite(files['suite.yaml'] ?? '', (path) => files[normal(path)], {
          clock: systemClock,
          located: true,
          ...(engine === undefined ? {} : { engine }),
        });
      const run = await ask();
      for (const one of run) results.push(judged(suite, one), ...pathCases(suite, one));
      const hasCel = Object.values(files).some((text) => text.includes('K8sNativeValidation'));
      if (hasCel) results.push(...engineCases(suite, run, await ask('cel')));
    }
    return results;
  },
};

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function judged(suite: string, { test, name, outcome, reason }: SuiteCaseResult): CaseResult {
  const id = `${suite} ${test}/${name}`;
  return outcome === 'passed'
    ? { id, group: 'cases', passed: true }
    : { id, group: 'cases', passed: false, reason: reason ?? outcome };
}

function engineCases(suite: string, rego: readonly SuiteCaseResult[], cel: readonly SuiteCaseResult[]): CaseResult[] {
  return rego.map((one, i) => {
    const id = `${suite} ${one.test}/${one.name} engines`;
    const other = cel[i];
    const agree =
      other !== undefined && other.outcome !== 'error' && one.breaches.length > 0 === other.breaches.length > 0;
    if (agree) return { id, group: 'engines', passed: true };
    const reason =
      other?.outcome === 'error'
        ? (other.reason ?? 'error')
        : `Rego ${one.breaches.length}, CEL ${other?.breaches.length ?? 0}`;
    return { id, group: 'engines', passed: false, reason };
  });
}

function pathCases(suite: string, { test, name, breaches }: SuiteCaseResult): CaseResult[] {
  return breaches.map(({ message, paths }, i) => {
    const id = `${suite} ${test}/${name} ${i}`;
    return paths.length > 0
      ? { id, group: 'paths', passed: true }
      : { id, group: 'paths', passed: false, reason: `no path: ${message.slice(0, 100)}` };
  });
}
