import { systemClock } from '@sallyport/kernel';
import { runGatorSuite } from '@sallyport/policy';
import type { SuiteCaseResult } from '@sallyport/policy';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface Suite {
  readonly suite: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The suites of the Gatekeeper library. Group `all`: every case of every suite. Group `paths`: every violation names a path of
 * its input that leads to something.
 */
export const runner: ConformanceRunner = {
  name: 'gatekeeper-suites',
  run: async (cases) => {
    const results: CaseResult[] = [];
    for (const { suite, files } of cases as readonly Suite[]) {
      const run = await runGatorSuite(files['suite.yaml'] ?? '', (path) => files[normal(path)], { clock: systemClock });
      for (const one of run) results.push(judged(suite, one), ...pathCases(suite, one));
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
    ? { id, group: 'all', passed: true }
    : { id, group: 'all', passed: false, reason: reason ?? outcome };
}

function pathCases(suite: string, { test, name, breaches }: SuiteCaseResult): CaseResult[] {
  return breaches.map(({ message, paths }, i) => {
    const id = `${suite} ${test}/${name} ${i}`;
    return paths.length > 0
      ? { id, group: 'paths', passed: true }
      : { id, group: 'paths', passed: false, reason: `no path: ${message.slice(0, 100)}` };
  });
}
