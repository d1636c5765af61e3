import { systemClock } from '@sallyport/kernel';
import type { JsonValue } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { CASES } from '../testing/admission-cases.ts';
import { PARAMETER_CASES } from '../testing/admission-parameter-cases.ts';
import { UNLOADABLE, binding, pod, policy } from '../testing/admission-objects.ts';
import type { Fields } from '../testing/admission-objects.ts';
import { makeDocument, makeInput } from '../testing/inputs.ts';
import type { Breach } from '../policy.ts';
import { loadAdmissionPolicies } from './admission-policies.ts';

function load(rules: readonly Fields[]) {
  const objects = rules.map((value) => ({ value: value as { apiVersion: string; kind: string }, path: 'rules.yaml' }));
  return loadAdmissionPolicies(objects, { clock: systemClock });
}

function judge(rules: readonly Fields[], documents: readonly Fields[]): Breach[] {
  const { policies, problems } = load(rules);
  if (problems[0] !== undefined) throw new TypeError(problems[0].message);
  const input = makeInput({
    documents: documents.map((one, i) => makeDocument(`${i}.yaml`, 'yaml', one as JsonValue)),
  });
  return policies.flatMap((one) => {
    const outcome = one.judge(input);
    if ('problem' in outcome) throw new TypeError(outcome.problem.message);
    return outcome.breaches;
  });
}

describe('ValidatingAdmissionPolicy', () => {
  it.each(UNLOADABLE)('cannot load %s', (_, rules, why) => {
    const { problems } = load(rules);

    expect(problems.map(({ kind }) => kind)).toContain('unloadable');
    expect(problems.map(({ message }) => message).join('\n')).toMatch(why);
  });

  it.each([...CASES, ...PARAMETER_CASES])('%s', (_, rules, documents, messages) => {
    const told = judge(rules, documents).map(({ enforcement, message }) => `${enforcement} ${message}`);

    expect(told.map((text) => (/cost_exceeded/.test(text) ? 'deny COST' : text))).toEqual(messages);
  });

  it('names the path that an expression speaks of, as far as the object has it', () => {
    const rules = [
      policy({
        validations: [{ expression: 'has(object.spec.securityContext) && object.spec.securityContext.runAsNonRoot' }],
      }),
      binding(),
    ];
    const paths = (document: Fields) => judge(rules, [document])[0]?.paths[0];

    expect(paths({ ...pod(), spec: { securityContext: { runAsNonRoot: false } } })).toEqual([
      'documents',
      0,
      'content',
      'spec',
      'securityContext',
      'runAsNonRoot',
    ]);
    expect(paths(pod())).toEqual(['documents', 0, 'content', 'spec']);
  });
});
