import { jsonList, jsonMember, jsonText } from '@sallyport/kernel';

import type { Evidence } from '../gate/gate-input.ts';

/** What the runs of a SARIF report say: one piece of evidence `lint` each, with counts by level. */
export function lintEvidence(path: string, report: unknown): Evidence[] {
  return jsonList(report, 'runs').map((run) => {
    const results = jsonList(run, 'results').filter((result) => !isSuppressed(result));
    const count = (level: string): number => results.filter((result) => levelOf(run, result) === level).length;
    const invocations = jsonList(run, 'invocations');
    // The oldest of its invocations tells how fresh a run is.
    const [time] = invocations
      .flatMap((one) => jsonText(one, 'endTimeUtc') ?? jsonText(one, 'startTimeUtc') ?? [])
      .toSorted((a, b) => Date.parse(a) - Date.parse(b));
    const failed = invocations.some((one) => jsonMember(one, 'executionSuccessful') === false);
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

/** Whether a result is suppressed: none of its suppressions was refused or waits for review (SARIF 2.1.0, 3.27.23 and 3.35.3). */
function isSuppressed(result: unknown): boolean {
  const suppressions = jsonList(result, 'suppressions');
  const isAccepted = (one: unknown): boolean => (jsonText(one, 'status') ?? 'accepted') === 'accepted';
  return suppressions.length > 0 && suppressions.every(isAccepted);
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
