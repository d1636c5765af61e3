import { systemClock } from '@sallyport/kernel';
import type { JsonValue } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { CASES } from '../testing/admission-cases.ts';
import { PARAMETER_CASES } from '../testing/admission-parameter-cases.ts';
import { UNLOADABLE, binding, deployment, max5, pod, policy } from '../testing/admission-objects.ts';
import type { Fields } from '../testing/admission-objects.ts';
import { makeDocument, makeInput } from '../testing/inputs.ts';
import type { PolicyOutcome } from '../policy.ts';
import { loadAdmissionPolicies } from './admission-policies.ts';

function load(rules: readonly Fields[]) {
  const objects = rules.map((value) => ({ value: value as { apiVersion: string; kind: string }, path: 'rules.yaml' }));
  return loadAdmissionPolicies(objects, { clock: systemClock });
}

function outcomes(rules: readonly Fields[], documents: readonly Fields[]): PolicyOutcome[] {
  const { policies, problems } = load(rules);
  if (problems[0] !== undefined) throw new TypeError(problems[0].message);
  const input = makeInput({
    documents: documents.map((one, i) => makeDocument(`${i}.yaml`, 'yaml', one as JsonValue)),
  });
  return policies.map((one) => one.judge(input));
}

function told(outcome: PolicyOutcome): string[] {
  if (!('problem' in outcome)) return outcome.breaches.map(({ enforcement, message }) => `${enforcement} ${message}`);
  const { kind, message } = outcome.problem;
  return [`${kind} ${/cost_exceeded/.test(message) ? 'COST' : message}`];
}

const RULE = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments'] };
const ofDeployments = policy({ ...max5, matchConstraints: { resourceRules: [RULE] } });

describe('ValidatingAdmissionPolicy', () => {
  it.each(UNLOADABLE)('cannot load %s', (_, rules, why) => {
    const { problems } = load(rules);

    expect(problems.map(({ kind }) => kind)).toContain('unloadable');
    expect(problems.map(({ message }) => message).join('\n')).toMatch(why);
  });

  it.each([...CASES, ...PARAMETER_CASES])('%s', (_, rules, documents, messages) => {
    expect(outcomes(rules, documents).flatMap(told)).toEqual(messages);
  });

  it.each<[string, Fields, string]>([
    [
      'another version',
      { ...deployment({ replicas: 6 }), apiVersion: 'apps/v9' },
      'it is not about apps/v9 Deployment',
    ],
    ['an object without apiVersion', { kind: 'Deployment', spec: { replicas: 6 } }, 'no document is a Kubernetes'],
    ['an empty document', {}, 'no document is a Kubernetes object'],
    ['a list of nothing', { apiVersion: 'v1', kind: 'List', items: [] }, 'no document is a Kubernetes object'],
  ])('has judged nothing of %s', (_, document, why) => {
    expect(outcomes([ofDeployments, binding()], [document])).toMatchObject([
      { breaches: [], missing: [{ evidence: 'documents', reason: expect.stringContaining(why) as string }] },
    ]);
  });

  it('takes lists apart', () => {
    const items = [pod(), deployment({ replicas: 6 })];

    expect(outcomes([ofDeployments, binding()], [{ apiVersion: 'v1', kind: 'List', items }])).toMatchObject([
      { breaches: [{ paths: [['documents', 0, 'content', 'items', 1, 'spec', 'replicas'], expect.anything()] }] },
    ]);
  });

  it('names the path that an expression speaks of, as far as the object has it', () => {
    const rules = [
      policy({
        validations: [{ expression: 'has(object.spec.securityContext) && object.spec.securityContext.runAsNonRoot' }],
      }),
      binding(),
    ];
    const paths = (document: Fields) => {
      const [outcome] = outcomes(rules, [document]);
      return outcome !== undefined && 'breaches' in outcome ? outcome.breaches[0]?.paths[0] : undefined;
    };

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
