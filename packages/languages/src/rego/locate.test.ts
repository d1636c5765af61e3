import { expect, test } from 'vitest';

import { jsonText } from './json.ts';
import { createLocator } from './locate.ts';

const INPUT = {
  spec: {
    containers: [
      { name: 'web', image: 'nginx:latest' },
      { name: 'db', image: 'postgres:16', ports: [{ port: 22 }, { port: 80 }] },
    ],
    hostNetwork: true,
  },
  metadata: { name: 'pod', labels: { app: 'x' } },
};

function located(rules: string, input: object = INPUT): string[] {
  const locator = createLocator({ modules: [{ path: 't.rego', text: `package t\n${rules}` }] });
  if ('errors' in locator) return locator.errors.map(({ message }) => message);
  const result = locator.locate('data.t.deny', input as never);
  return 'error' in result
    ? [result.error.code]
    : result.values.map(({ value, paths }) => `${jsonText(value)} ${paths[0]?.join('.') ?? '-'}`);
}

const CASES: readonly (readonly [rules: string, places: readonly string[]])[] = [
  ['deny contains "net" if input.spec.hostNetwork', ['"net" spec.hostNetwork']],
  [
    'deny contains c.name if { some c in input.spec.containers; endswith(c.image, ":latest") }',
    ['"web" spec.containers.0.image'],
  ],
  [
    'deny contains p.port if { some c in input.spec.containers; some p in c.ports; p.port < 50 }',
    ['22 spec.containers.1.ports.0.port'],
  ],
  ['deny contains "label" if not input.metadata.labels.team', ['"label" metadata.labels']],
  [
    'deny contains {"msg": m} if { labels := input.metadata.labels; not labels.team; m := "no team" }',
    ['{"msg":"no team"} metadata.labels'],
  ],
  [
    'deny contains m if { some i; c := input.spec.containers[i]; not c.ports; m := c.name }',
    ['"web" spec.containers.0'],
  ],
  [
    'deny contains m if inner[m]\ninner contains m if { some c in input.spec.containers; c.ports; m := sprintf("%v listens", [c.name]) }',
    ['"db listens" spec.containers.1.ports'],
  ],
  [
    'deny contains m if { some c in input.spec.containers; bad(c); m := c.name }\nbad(x) if x.ports[_].port == 22',
    ['"db" spec.containers.1.ports.0.port'],
  ],
  ['deny := "no" if input.spec.hostNetwork', ['"no" spec.hostNetwork']],
  ['deny contains 1 if true', ['1 -']],
];

test.each(CASES)('%s', (rules, places) => {
  expect(located(rules)).toEqual(places);
});

test('a rule that fails gives its error, a module that does not compile its errors', () => {
  expect(located('deny := x if some x in [1, 2]')).toEqual(['eval_conflict_error']);
  expect(located('deny := x')).toEqual(['var x is unsafe']);
});
