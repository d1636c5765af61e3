import { systemClock } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { decide } from '../gate/decide.ts';
import { plainGate } from '../gate/gate.ts';
import { buildInput, mergeParts } from '../input/input-builder.ts';
import { readInput } from '../input/read-input.ts';
import { binding, policy } from '../testing/admission-objects.ts';
import { loadAdmissionPolicies } from './admission-policies.ts';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  hostNetwork: true
  containers:
    - name: a
      image: registry.example/a:1
    - name: b
      image: evil.example/b
      securityContext:
        privileged: true
  initContainers:
    - name: c
      image: registry.example/c:1
      ports: [{ containerPort: 80 }]
    - name: d
      image: other.example/d
`;

type Variables = readonly { readonly name: string; readonly expression: string }[];

/** What the first violation of a Pod names: the line and what is to be changed. */
async function toldOf(expression: string, variables: Variables = []): Promise<string> {
  const rules = [policy({ variables, validations: [{ expression }] }), binding()];
  const objects = rules.map((value) => ({ value: value as { apiVersion: string; kind: string }, path: 'p.yaml' }));
  const { policies, problems } = loadAdmissionPolicies(objects, { clock: systemClock });
  const parts = await readInput('pod.yaml', Buffer.from(POD));
  const decision = decide({
    gate: plainGate('merge', { evidence: [] }),
    policies: policies.map((one) => ({ policy: one, enforcement: 'deny' as const })),
    problems,
    input: buildInput('merge', mergeParts([parts]), { now: systemClock.now(), exceptions: [] }),
    clock: systemClock,
  });
  const [violation] = decision.violations;
  return violation === undefined ? JSON.stringify(decision.problems) : `${violation.place?.line} ${violation.fix}`;
}

describe('a violation of a ValidatingAdmissionPolicy', () => {
  it.each<[string, string, Variables?]>([
    ['object.spec.hostNetwork == false', '8 Change spec.hostNetwork in pod.yaml:8.'],
    ['!(has(object.spec.hostNetwork) && object.spec.hostNetwork)', '8 Change spec.hostNetwork in pod.yaml:8.'],
    ['object.metadata.labels["app"] == "shop"', '6 Change metadata.labels.app in pod.yaml:6.'],
    ['has(object.metadata.labels.team)', '5 Change metadata.labels in pod.yaml:5.'],
    [
      'object.spec.containers[1].image.startsWith("registry.example/")',
      '13 Change spec.containers[1].image in pod.yaml:13.',
    ],
    [
      'object.spec.containers.all(c, c.image.startsWith("registry.example/"))',
      '13 Change spec.containers[1].image in pod.yaml:13.',
    ],
    [
      'object.spec.containers.all(c, !has(c.securityContext) || !c.securityContext.privileged)',
      '15 Change spec.containers[1].securityContext.privileged in pod.yaml:15.',
    ],
    [
      '!object.spec.containers.exists(c, c.image.startsWith("evil.example/"))',
      '13 Change spec.containers[1].image in pod.yaml:13.',
    ],
    [
      'object.spec.?initContainers.orValue([]).all(c, c.image.startsWith("registry.example/"))',
      '21 Change spec.initContainers[1].image in pod.yaml:21.',
    ],
    ['size(object.spec.containers) < 2', '9 Change spec.containers in pod.yaml:9.'],
    [
      'variables.all.all(c, c.image.endsWith(":1") || c.image.startsWith("evil.example/"))',
      '21 Change spec.initContainers[1].image in pod.yaml:21.',
      [{ name: 'all', expression: 'object.spec.containers + object.spec.initContainers' }],
    ],
    [
      'variables.inits.all(c, c.?ports.orValue([]).all(p, p.containerPort > 1024))',
      '19 Change spec.initContainers[0].ports[0].containerPort in pod.yaml:19.',
      [{ name: 'inits', expression: 'object.spec.initContainers' }],
    ],
    [
      'variables.host',
      '8 Change spec.hostNetwork in pod.yaml:8.',
      [{ name: 'host', expression: '!object.spec.hostNetwork' }],
    ],
    [
      'object.spec.containers.map(c, c.image).all(i, i.contains(":"))',
      '13 Change spec.containers[1].image in pod.yaml:13.',
    ],
    ['object.kind == "Service"', '2 Change kind in pod.yaml:2.'],
    ['params == "x"', '1 Change the document in pod.yaml:1.'],
  ])('names the very field: %s', async (expression, told, variables) => {
    expect(await toldOf(expression, variables)).toBe(told);
  });
});
