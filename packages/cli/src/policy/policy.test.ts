import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import { runInside } from '../testing/run-inside.ts';

const RULES = `package main

deny contains msg if {
	some c in input.spec.containers
	endswith(c.image, ":latest")
	msg := sprintf("%s uses latest", [c.name])
}

deny_root contains {"msg": "runs as root", "fix": "Set runAsNonRoot."} if {
	input.kind == "Pod"
	not input.spec.securityContext.runAsNonRoot
}

warn contains "no labels" if not input.metadata.labels

exception contains ["root"] if input.metadata.name == "system"
`;
const POD = `kind: Pod
metadata:
  name: web
  labels: { a: b }
spec:
  securityContext: { runAsNonRoot: true }
  containers:
    - name: a
      image: registry.example/a:latest
`;

interface Shown {
  readonly findings: readonly {
    readonly rule: string;
    readonly message: string;
    readonly remediation: { readonly summary: string };
    readonly suppression?: object;
    readonly occurrences: readonly {
      readonly location: { readonly path: string; readonly range?: { readonly start: { readonly line: number } } };
    }[];
  }[];
}

describe('sallyport policy', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    box.write('policy/a.rego', RULES);
    box.write('pod.yaml', POD);
  });
  afterEach(() => box.remove());
  const policy = (...words: string[]) => runInside(box.target, ['policy', ...words]);
  const told = async (...words: string[]): Promise<string[]> => {
    const ran = await policy('check', ...words, '--json');
    const { findings } = JSON.parse(ran.stdout) as Shown;
    return findings.map(({ rule, message, suppression, occurrences: [first] }) => {
      const { path, range } = first?.location ?? { path: '' };
      return `${rule}: ${message} @${path}:${range?.start.line ?? '?'}${suppression === undefined ? '' : ' set aside'}`;
    });
  };

  it.each<[string, string[], number, RegExp]>([
    ['no part', [], 2, /eval, check, test, explain, bench/],
    ['a part that does not exist', ['evaluate'], 2, /eval, check, test, explain, bench/],
    ['no query', ['eval'], 2, /needs a query/],
    ['a query that is none', ['eval', 'data.main.('], 2, /rego_parse_error/],
    [
      'a query that takes too long',
      [
        'eval',
        'some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a * b == -1',
        '--timeout-ms',
        '50',
      ],
      5,
      /more than 50 ms/,
    ],
    ['policies that are not there', ['check', 'pod.yaml', '-p', 'nowhere'], 2, /there is nothing/],
    ['a file that is not there', ['check', 'nope.yaml'], 2, /there is nothing/],
    ['a file that cannot be read as what it is', ['check', 'bad.json'], 2, /bad\.json:1:\d+/],
    ['data that is none', ['eval', 'data', '-d', 'bad.json'], 2, /bad\.json/],
    ['a count that is none', ['bench', 'data.main.deny', '--count', 'many'], 2, /whole number/],
    ['an unknown format', ['eval', 'data', '--format', 'xml'], 2, /text, json/],
    ['a threshold beyond 100', ['test', '--threshold', '200'], 2, /percentage/],
  ])('refuses %s', async (_, words, code, message) => {
    box.write('bad.json', '{"a": ');

    const ran = await policy(...words);

    expect([ran.code, ran.stdout]).toEqual([code, '']);
    expect(ran.stderr).toMatch(message);
  });

  it('never takes nothing for fine: no namespace of that name, and no test', async () => {
    const codes = [(await policy('check', 'pod.yaml', '-n', 'other')).code, (await policy('test', 'policy')).code];

    expect(codes).toEqual([3, 3]);
  });

  it('says that a package that is named has no rules, and which have, and is not green', async () => {
    const { code, stdout } = await policy('check', 'pod.yaml', '-n', 'main', '-n', 'typo');

    expect([code > 0, stdout.includes('✓ No findings')]).toEqual([true, false]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'No package typo has a rule deny, violation or warn. There are such rules in main',
    );
  });

  it('gives JSON of Terraform as it stands, and blocks of HCL as lists', async () => {
    box.write('a.tf.json', '{"resource":{"bucket":{"b":{"acl":"private"}}}}');
    box.write('a.tf', 'resource "bucket" "b" { acl = "private" }\n');
    const read = async (file: string) =>
      JSON.parse((await policy('eval', 'input.resource.bucket', '-p', 'policy', '-i', file)).stdout) as unknown;

    expect(await read('a.tf.json')).toEqual({ b: { acl: 'private' } });
    expect(await read('a.tf')).toEqual({ b: [{ acl: 'private' }] });
  });

  it.each([
    [
      'that errors',
      'package main\n\ndeny contains x if { some x in [1]; x == f(1) }\n\nf(1) := 1\n\nf(x) := 2 if x > 0\n',
    ],
    ['of a wrong shape', 'package main\n\ndeny := "all"\n'],
  ])('ends check with 5 at a policy %s', async (_, text) => {
    box.write('policy/a.rego', text);

    expect((await policy('check', 'pod.yaml')).code).toBe(5);
  });

  it('checks the policies themselves where no file is named', async () => {
    const sound = await policy('check', '-p', 'policy');
    box.write('policy/b.rego', 'package b\n\nr := undefined_thing\n');
    const wrong = await policy('check', '-p', 'policy');

    expect([sound.code, wrong.code]).toEqual([0, 2]);
    expect(wrong.stderr).toMatch(/b\.rego:3: rego_unsafe_var_error/);
  });

  it('says what the rules say, with the line, and ends by it', async () => {
    expect(await told('pod.yaml')).toEqual(['main.deny: a uses latest @pod.yaml:9']);
    expect((await policy('check', 'pod.yaml')).code).toBe(1);
  });

  it('sets aside what is accepted with a reason, by a comment or in the configuration, and shows it', async () => {
    const mark = ['sallyport', 'ignore'].join(':');
    box.write('pod.yaml', POD.replace(':latest\n', `:latest # ${mark} policy/main.deny until=2999-01-01 a test\n`));
    expect(await told('pod.yaml')).toEqual(['main.deny: a uses latest @pod.yaml:9 set aside']);
    expect((await policy('check', 'pod.yaml')).code).toBe(0);

    box.write('pod.yaml', POD);
    box.write(
      'sallyport.yaml',
      'suppressions:\n  - { rule: policy/main.deny, path: pod.yaml, reason: a test, expires: 2999-01-01 }\n',
    );
    expect(await told('pod.yaml')).toEqual(['main.deny: a uses latest @pod.yaml:9 set aside']);
  });

  it('ends with 0 at warnings alone, unless they are to fail', async () => {
    box.write('pod.yaml', 'kind: Other\nmetadata: {}\n');

    expect(await told('pod.yaml')).toEqual(['main.warn: no labels @pod.yaml:2']);
    expect([
      (await policy('check', 'pod.yaml')).code,
      (await policy('check', 'pod.yaml', '--fail-on-warn')).code,
    ]).toEqual([0, 1]);
  });

  it('judges every document of a file, and every item of a list, on its own; exceptions stay visible', async () => {
    box.write(
      'many.yaml',
      `kind: Pod\nmetadata: {name: one, labels: {}}\nspec: {}\n---\nkind: Pod\nmetadata: {name: system, labels: {}}\n`,
    );
    box.write(
      'list.json',
      '[{"spec": {"containers": [{"name": "x", "image": "i:latest"}]}, "metadata": {"labels": 1}}]',
    );

    expect(await told('many.yaml')).toEqual([
      'main.deny_root: runs as root @many.yaml:3',
      'main.deny_root: runs as root @many.yaml:5 set aside',
    ]);
    expect(await told('list.json')).toEqual(['main.deny: x uses latest @list.json:1']);
  });

  it.each([
    [
      'all files at once',
      ['--combine'],
      'deny contains msg if {\n\tsome a, b in input\n\ta\n\tsome i; some j; i < j\n\tinput[i].contents.metadata.name == input[j].contents.metadata.name\n\tmsg := sprintf("%s twice", [input[i].contents.metadata.name])\n}',
    ],
  ])('gives %s to the rules', async (_, words, rule) => {
    box.write('policy/a.rego', `package main\n\n${rule.replace('\tsome a, b in input\n\ta\n', '')}\n`);
    box.write('other.yaml', 'metadata: { name: web }\n');

    expect((await told('pod.yaml', 'other.yaml', ...words))[0]).toMatch(
      /^main\.deny: web twice @(?:pod|other)\.yaml:\d/,
    );
  });

  it('asks other packages by name, or all of them', async () => {
    box.write(
      'policy/b.rego',
      'package other.deep\n\nviolation contains {"msg": "always", "severity": "LOW"} if input\n',
    );

    expect(await told('pod.yaml', '-n', 'other.deep')).toEqual(['other.deep.violation: always @pod.yaml:1']);
    expect(await told('pod.yaml', '--all-namespaces')).toHaveLength(2);
  });

  it('takes data from files at the folders of their names', async () => {
    box.write('facts/teams/data.yaml', 'allowed: [registry.example]\n');
    box.write(
      'policy/a.rego',
      'package main\n\ndeny contains "not allowed" if not startswith(input.spec.containers[0].image, data.teams.allowed[0])\n',
    );

    expect(await told('pod.yaml', '-d', 'facts')).toEqual([]);
    box.write('facts/teams/data.yaml', 'allowed: [elsewhere.example]\n');
    expect(await told('pod.yaml', '-d', 'facts')).toHaveLength(1);
  });

  it.each<[string, string, string, number]>([
    ['a.json', '{\n  "x": 1,\n  "bad": true\n}', 'input.bad == true', 3],
    ['a.toml', 'x = 1\n\n[t]\nbad = true\n', 'input.t.bad == true', 4],
    [
      'main.tf',
      'resource "bucket" "b" {\n  name = "x"\n  acl  = "public"\n}\n',
      'input.resource.bucket.b[_].acl == "public"',
      3,
    ],
    ['app.ini', '[web]\nport=80\ndebug=on\n', 'input.web.debug == "on"', 3],
    [
      'Dockerfile',
      'FROM registry.example/a:1\nRUN make\nUSER root\n',
      'input[i].Cmd == "user"; input[i].Value[0] == "root"',
      3,
    ],
    ['a.xml', '<a>\n  <b c="1"/>\n</a>\n', 'input.a.b["-c"] == "1"', 2],
    ['a.properties', 'x=1\nbad=true\n', 'input.bad == "true"', 2],
    ['.env', 'X=1\nBAD=yes\n', 'input.BAD == "yes"', 2],
    ['a.jsonc', '{\n  // why\n  "bad": 1,\n}', 'input.bad == 1', 3],
  ])('reads %s, and names the line', async (name, text, condition, line) => {
    box.write(name, text);
    box.write('policy/a.rego', `package main\n\ndeny contains "bad" if { ${condition} }\n`);

    expect(await told(name)).toEqual([`main.deny: bad @${name}:${line}`]);
  });

  it('judges Kubernetes objects by constraints', async () => {
    box.write(
      'gk/template.yaml',
      `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: { name: nolatest }
spec:
  crd: { spec: { names: { kind: NoLatest } } }
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package nolatest
        violation[{"msg": msg}] {
          c := input.review.object.spec.containers[_]
          endswith(c.image, input.parameters.tag)
          msg := sprintf("%v ends with %v", [c.name, input.parameters.tag])
        }
`,
    );
    box.write(
      'gk/constraint.yaml',
      'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: NoLatest\nmetadata: { name: all }\nspec:\n  match: { kinds: [{ apiGroups: [""], kinds: [Pod] }] }\n  parameters: { tag: ":latest" }\n',
    );
    box.write('pod.yaml', `apiVersion: v1\n${POD}`);

    expect(await told('pod.yaml', '-p', 'gk')).toEqual(['NoLatest/all.violation: a ends with :latest @pod.yaml:10']);
  });

  it('runs tests: what they print, why they fail, what they reach', async () => {
    box.write(
      'policy/a_test.rego',
      'package main_test\n\nimport data.main\n\ntest_ok if count(main.deny) == 0 with input as {}\n\ntest_bad if {\n\tprint("seen", 1)\n\tcount(main.deny) == 7 with input as {}\n}\n\ntodo_test_later if false\n',
    );

    const ran = await policy('test', 'policy', '--coverage');

    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('PASS  data.main_test.test_ok');
    expect(ran.stdout).toContain('SKIP  data.main_test.todo_test_later');
    expect(ran.stdout).toMatch(/FAIL {2}data\.main_test\.test_bad[^]*seen 1[^]*did not hold: count\(main\.deny\) == 7/);
    expect(ran.stdout).toMatch(/% {2}policy\/a\.rego, not reached: /);
    expect((await policy('test', 'policy', '--filter', 'test_ok')).code).toBe(0);
    expect((await policy('test', 'policy', '--filter', 'test_ok', '--threshold', '90')).code).toBe(1);
  });

  it('runs gator suites', async () => {
    box.write(
      'gk/t.yaml',
      'apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\nmetadata: { name: never }\nspec:\n  crd: { spec: { names: { kind: Never } } }\n  targets:\n    - target: admission.k8s.gatekeeper.sh\n      rego: |\n        package never\n        violation[{"msg": "no"}] { input.review.object.bad }\n',
    );
    box.write('gk/c.yaml', 'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: Never\nmetadata: { name: all }\n');
    box.write('gk/bad.yaml', 'apiVersion: v1\nkind: Pod\nbad: true\n');
    box.write(
      'gk/suite.yaml',
      'apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests:\n  - name: t\n    template: t.yaml\n    constraint: c.yaml\n    cases:\n      - { name: right, object: bad.yaml, assertions: [{ violations: 1, message: "^n.$" }] }\n      - { name: wrong, object: bad.yaml, assertions: [{ violations: no }] }\n      - { name: lost, object: lost.yaml }\n',
    );

    const ran = await policy('test', 'gk');
    const single = await policy('test', 'gk/suite.yaml');

    expect(ran.code).toBe(1);
    expect(single.stdout).toMatch(/PASS {2}t\/right[^]*1 passed, 2 failed/);
    expect(ran.stdout).toMatch(/PASS {2}t\/right/);
    expect(ran.stdout).toMatch(/FAIL {2}t\/wrong[^]*wanted "no" violations, got 1 \(no\)/);
    expect(ran.stdout).toMatch(/ERROR t\/lost[^]*there is no file lost\.yaml/);
  });

  it('explains which part did not hold, with its value and the line that it came from', async () => {
    box.write('policy/a.rego', 'package main\n\ndeny contains "big" if input.spec.replicas > 5\n');
    box.write('d.yaml', 'kind: D\nspec:\n  replicas: 3\n');

    const ran = await policy('explain', 'data.main.deny', '-p', 'policy', '-i', 'd.yaml');

    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(
      'data.main.deny = []\n\ndata.main.deny  policy/a.rego:3  undefined\n    did not hold: input.spec.replicas > 5  (policy/a.rego:3:24)\n      input.spec.replicas = 3  (d.yaml:3)\n',
    );
  });

  it('evaluates a query, alone or with variables, and can fail by it', async () => {
    const words = ['-p', 'policy', '-i', 'pod.yaml'];

    expect((await policy('eval', 'data.main.deny', ...words)).stdout).toBe('[\n  "a uses latest"\n]\n');
    expect((await policy('eval', 'some i; input.spec.containers[i].name = x', ...words)).stdout).toBe(
      'i = 0  x = "a"\n',
    );
    expect((await policy('eval', 'input.nothing', ...words)).stdout).toBe('undefined\n');
    expect([
      (await policy('eval', 'input.nothing', '--fail', ...words)).code,
      (await policy('eval', 'true', '--fail')).code,
    ]).toEqual([1, 0]);
  });

  it('measures a query', async () => {
    const ran = await policy('bench', 'data.main.deny', '-p', 'policy', '-i', 'pod.yaml', '--count', '20', '--json');

    expect([ran.code, Object.keys(JSON.parse(ran.stdout) as object)]).toEqual([
      0,
      ['schemaVersion', 'query', 'compileMs', 'evaluations', 'meanUs', 'p50Us', 'p95Us', 'p99Us'],
    ]);
  });
});
