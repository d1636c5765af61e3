import { expect, test } from 'vitest';

import { explainRego } from './explain.ts';
import { jsonText } from './json.ts';
import type { RuleExplanation } from './explain.ts';
import type { Value } from '../shared/values.ts';

const INPUT: Value = {
  user: { name: 'ann', roles: ['dev'], age: 17 },
  n: 3,
  pod: {
    spec: {
      containers: [
        { name: 'a', image: 'nginx' },
        { name: 'b', image: 'redis', securityContext: { privileged: false } },
      ],
    },
  },
  tags: {},
  empty: [],
  flag: false,
  nil: null,
};

/** Rules (after `package t`), and for each one that is undefined: the literal that decided, and why. */
const GOLDENS: readonly (readonly [rules: string, told: readonly string[]])[] = [
  ['r if input.user.email', ['r: input.user.email @2:6 | input.user has no email; it has name, roles, age']],
  ['r if input.user.name == "bob"', ['r: input.user.name == "bob" @2:6 | input.user.name = "ann"']],
  ['r if input.missing', ['r: input.missing @2:6 | input has no missing; it has user, n, pod, tags, empty, flag, nil']],
  ['r if input.flag', ['r: input.flag @2:6 | input.flag = false']],
  ['r if input.n > 5', ['r: input.n > 5 @2:6 | input.n = 3']],
  [
    'r if input.n < input.limit',
    ['r: input.n < input.limit @2:6 | input.n = 3; input has no limit; it has user, n, pod, tags, empty, flag, nil'],
  ],
  ['r if { x := input.n; x > 10 }', ['r: x > 10 @2:22 | x = 3']],
  ['r if { x := input.user.age; x >= 18; true }', ['r: x >= 18 @2:29 | x = 17']],
  [
    'r if { some c in input.pod.spec.containers; c.securityContext.privileged }',
    ['r: c.securityContext.privileged @2:45 | c.securityContext.privileged = false'],
  ],
  [
    'r if { some c in input.pod.spec.containers; c.image == "mysql" }',
    ['r: c.image == "mysql" @2:45 | c.image = "redis"'],
  ],
  [
    'r if { some i; input.pod.spec.containers[i].ports }',
    [
      'r: input.pod.spec.containers[i].ports @2:16 | input.pod.spec.containers = [{"image":"nginx","name":"a"},{"image":"redis","name":"b","securityContext":{"privileged":false}}]',
    ],
  ],
  [
    'r if input.pod.spec.volumes[_].hostPath',
    ['r: input.pod.spec.volumes[_].hostPath @2:6 | input.pod.spec has no volumes; it has containers'],
  ],
  [
    'r if input.pod.spec.containers[5].name',
    ['r: input.pod.spec.containers[5].name @2:6 | input.pod.spec.containers is an array of 2 and has no [5]'],
  ],
  ['r if { some x in input.empty; x > 1 }', ['r: some x in input.empty @2:8 | input.empty = []']],
  ['r if not input.n', ['r: not input.n @2:6 | input.n = 3']],
  ['r if not input.user.name == "ann"', ['r: not input.user.name == "ann" @2:6 | input.user.name = "ann"']],
  ['r if { y := input.user; y.group }', ['r: y.group @2:25 | y has no group; it has name, roles, age']],
  [
    'r if { y := input.user.roles[1] }',
    ['r: y := input.user.roles[1] @2:8 | input.user.roles is an array of 1 and has no [1]'],
  ],
  ['r if input.user.roles[0] == "ops"', ['r: input.user.roles[0] == "ops" @2:6 | input.user.roles[0] = "dev"']],
  ['r if "ops" in input.user.roles', ['r: "ops" in input.user.roles @2:6 | input.user.roles = ["dev"]']],
  [
    'r if { every c in input.pod.spec.containers { c.securityContext } }',
    [
      'r: every c in input.pod.spec.containers { c.securityContext } @2:8 | input.pod.spec.containers = [{"image":"nginx","name":"a"},{"image":"redis","name":"b","securityContext":{"privileged":false}}]',
    ],
  ],
  ['r if { every x in [1, 2] { x > 1 } }', ['r: every x in [1, 2] { x > 1 } @2:8 | ']],
  [
    'r if q\nq if input.zz',
    ['r: q @2:6 | q is undefined', 'q: input.zz @3:6 | input has no zz; it has user, n, pod, tags, empty, flag, nil'],
  ],
  ['r if q.x\nq := {"y": 1}', ['r: q.x @2:6 | q has no x; it has y']],
  ['r if f(input.n)\nf(x) if x > 5', ['r: f(input.n) @2:6 | input.n = 3', 'f: x > 5 @3:9 | x = 3']],
  ['r if { x := f(input.n); x > 100 }\nf(x) := x * 2', ['r: x > 100 @2:25 | x = 6']],
  [
    'r if { x := f(input.nothing) }\nf(x) := x',
    ['r: x := f(input.nothing) @2:8 | input has no nothing; it has user, n, pod, tags, empty, flag, nil'],
  ],
  ['r if count(input.user.roles) > 1', ['r: count(input.user.roles) > 1 @2:6 | input.user.roles = ["dev"]']],
  ['r if startswith(input.user.name, "b")', ['r: startswith(input.user.name, "b") @2:6 | input.user.name = "ann"']],
  ['r if { m := {"a": 1}; m.b }', ['r: m.b @2:23 | m has no b; it has a']],
  ['r if { m := [1, 2]; m[7] }', ['r: m[7] @2:21 | m is an array of 2 and has no [7]']],
  ['r if data.conf.max > 3', ['r: data.conf.max > 3 @2:6 | data.conf has no max; it has min']],
  ['r if data.conf.min == 9', ['r: data.conf.min == 9 @2:6 | data.conf.min = 1']],
  ['r if input.tags.owner', ['r: input.tags.owner @2:6 | input.tags has no owner; it has no keys']],
  ['r if input.nil == 1', ['r: input.nil == 1 @2:6 | input.nil = null']],
  ['r if input.n.deep', ['r: input.n.deep @2:6 | input.n is 3 and has no deep']],
  [
    'r := x if { x := input.user.phone }',
    ['r: x := input.user.phone @2:13 | input.user has no phone; it has name, roles, age'],
  ],
  [
    'r := "a" if { input.n == 1 } else := "b" if { input.n == 2 }',
    ['r: input.n == 1 @2:15 | input.n = 3', 'r: input.n == 2 @2:47 | input.n = 3'],
  ],
  ['r contains x if { some x in input.user.roles; x == "admin" }', ['r: x == "admin" @2:47 | x = "dev"']],
  ['r[k] := v if { some k, v in input.tags }', ['r: some k, v in input.tags @2:16 | input.tags = {}']],
  ['r if { a := input.n; b := input.user.age; a == b }', ['r: a == b @2:43 | a = 3; b = 17']],
  ['r if { [x, 2] = [input.n, input.n] }', ['r: [x, 2] = [input.n, input.n] @2:8 | input.n = 3']],
  [
    'r if q with input as {"n": 7}\n\nq if input.n < 5',
    ['r: q with input as {"n": 7} @2:6 | ', 'q: input.n < 5 @4:6 | input.n = 7'],
  ],
  [
    'r if q with input.n as 9 with data.t.limit as 8\n\nq if input.n < limit\n\nlimit := 5',
    ['r: q with input.n as 9 with data.t.limit as 8 @2:6 | ', 'q: input.n < limit @4:6 | input.n = 9; limit = 8'],
  ],
  ['r if input.user.name with input as {}', ['r: input.user.name with input as {} @2:6 | ']],
  [
    'r if { k := "colour"; input.user[k] }',
    ['r: input.user[k] @2:23 | k = "colour"; input.user has no colour; it has name, roles, age'],
  ],
  ['import input.user\nr if user.city', ['r: user.city @3:6 | user has no city; it has name, roles, age']],
  ['r if q["x"]\nq contains "y"', ['r: q["x"] @2:6 | q is a set of 1 and has no .x']],
];

function told({ rule, literal, operands = [] }: RuleExplanation): string {
  const reasons = operands.map(({ text, value, because }) => because ?? `${text} = ${jsonText(value ?? null)}`);
  return `${rule.slice('data.t.'.length)}: ${literal?.text} @${literal?.line}:${literal?.column} | ${reasons.join('; ')}`;
}

test.each(GOLDENS)('%s', (rules, wanted) => {
  const modules = [{ path: 't.rego', text: `package t\n${rules}` }];

  const explained = explainRego({ modules, data: { conf: { min: 1 } } }, 'data.t.r', INPUT);

  const found = 'rules' in explained ? explained.rules : [];
  expect(found.filter(({ outcome }) => outcome === 'undefined').map(told)).toEqual(wanted);
});

test('a rule that holds is told as true, one that nothing asked for as skipped', () => {
  const text = 'package t\nr if { input.n == 3 }\nr if { input.n == 4; q }\nq if false';

  const explained = explainRego({ modules: [{ path: 't.rego', text }] }, 'data.t', INPUT);

  expect('rules' in explained && explained.rules.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
    'data.t.r true',
    'data.t.r skipped',
    'data.t.q undefined',
  ]);
});

test('a module that does not compile is told by its errors', () => {
  const explained = explainRego({ modules: [{ path: 't.rego', text: 'package t\nr := x' }] }, 'data.t.r');

  expect(explained).toMatchObject({ errors: [{ code: 'rego_unsafe_var_error' }] });
});
