import { jsonList, jsonMember, jsonText } from '@sallyport/kernel';

import type { Evidence } from '../gate/gate-input.ts';

/** What the runs of a SARIF report say: one piece of evidence `lint` each, with counts by level. */
export function lintEvidence(path: string, report: unknown): Evidence[] {
  return jsonList(report, 'runs').map((run) => {
    const results = jsonList(run, 'results').filter((result) => jsonList(result, 'suppressions').length === 0);
    const count = (level: string): number => results.filter((result) => levelOf(run, result) === level).length;
    const [invocation] = jsonList(run, 'invocations');
    const time = jsonText(invocation, 'endTimeUtc') ?? jsonText(invocation, 'startTimeUtc');
    const failed = jsonMember(invocation, 'executionSuccessful') === false;
    return {
      type: 'lint',
      ...(time === undefined ? {} : { time }),
      verified: false,
      source: path,
      facts: {
        tool: jsonText(jsonMember(jsonMember(run, 'tool'), 'driver'), 'name') ?? 'unknown',
        completed: !failed,
        errors: count('error'),
        warnings: count('warning'),
        notes: count('note'),
      },
    };
  });
}

/** The level of a result: its own, else that of its rule's configuration, else `warning` (SARIF 2.1.0, 3.27.10). */
function levelOf(run: unknown, result: unknown): string {
  const own = jsonText(result, 'level');
  if (own !== undefined) return own;
  const rules = jsonList(jsonMember(jsonMember(run, 'tool'), 'driver'), 'rules');
  const index = jsonMember(result, 'ruleIndex');
  const id = jsonText(result, 'ruleId');
  const rule = typeof index === 'number' ? rules[index] : rules.find((one) => jsonText(one, 'id') === id);
  return jsonText(jsonMember(rule, 'defaultConfiguration'), 'level') ?? 'warning';
}
