import { fixedClock } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import type { GatePolicyConfig } from './gate/section.ts';
import { loadGatePolicies } from './load-policies.ts';
import { decodePolicyText } from './policy-file.ts';
import type { PolicyFile } from './policy-file.ts';
import { NOW, makeDocument, makeFinding, makeInput } from './testing/inputs.ts';

type Files = { readonly [path: string]: string };

/** Loads policies of a source that holds these files below the folder `rules`, and judges an input by them. */
async function load(configs: readonly GatePolicyConfig[], files: Files = {}) {
  const all = Object.entries(files).map(([name, text]): PolicyFile => ({ path: `rules/${name}`, name, text }));
  const source = {
    read: async (path: string) => (path === 'rules' && all.length > 0 ? all : undefined),
    bytes: async () => undefined,
  };
  return loadGatePolicies(configs, { source, clock: fixedClock(NOW) });
}

async function said(text: string, input = makeInput({ findings: [makeFinding()] }), more: Files = {}) {
  const { policies, problems } = await load([{ path: 'rules' }], { 'a.rego': text, ...more });
  const [problem] = problems;
  if (problem !== undefined) throw new TypeError(problem.message);
  return policies.map(({ policy }) => policy.judge(input));
}

describe('loadGatePolicies', () => {
  it.each<[string, GatePolicyConfig, string]>([
    ['neither use nor path', { with: {} }, 'POLICY_WRONG_PARAMETERS'],
    ['both use and path', { use: 'severity', path: 'rules' }, 'POLICY_WRONG_PARAMETERS'],
    ['a built-in policy that does not exist', { use: 'nope' }, 'POLICY_UNKNOWN_BUILTIN'],
  ])('refuses %s', async (_, config, code) => {
    await expect(load([config])).rejects.toMatchObject({ code });
  });

  it.each<[string, GatePolicyConfig, Files]>([
    ['there is nothing at the path', { path: 'rules' }, {}],
    ['there is no policy in the folder', { path: 'rules' }, { 'notes.yaml': 'a: 1\n' }],
    ['there are only tests', { path: 'rules' }, { 'a_test.rego': 'package a_test\n\ntest_x if true\n' }],
    [
      'a package is asked for that does not decide',
      { path: 'rules', namespaces: ['other'] },
      { 'a.rego': 'package a\n\ndeny contains "x" if false\n' },
    ],
    [
      'a manifest cannot be read',
      { path: 'rules' },
      { 'a.rego': 'package a\n\ndeny contains "x" if false\n', 'k.yaml': 'a: [\n' },
    ],
    [
      'data has a key twice',
      { path: 'rules' },
      { 'a.rego': 'package a\n\ndeny contains "x" if false\n', 'data.json': '{"a": 1, "a": 2}' },
    ],
    [
      'data in YAML has a key twice',
      { path: 'rules' },
      { 'a.rego': 'package a\n\ndeny contains "x" if false\n', 'data.yaml': 'a: 1\na: 2\n' },
    ],
    [
      'what is named as data holds none',
      { path: 'rules', data: ['rules'] },
      { 'a.rego': 'package a\n\ndeny contains "x" if false\n', 'facts.txt': 'a: 1\n' },
    ],
    [
      'a constraint has no template',
      { path: 'rules' },
      { 'k.yaml': 'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: Gone\nmetadata: { name: a }\n' },
    ],
  ])('closes the gate where %s', async (_, config, files) => {
    const { problems } = await load([config], files);

    expect(problems.map(({ kind }) => kind)).toEqual(['unloadable']);
  });

  it('closes the gate where a file cannot be read', async () => {
    const bytes = Buffer.from('package a\n\ndeny contains "x" if input.service == "caf\u00e9"\n', 'latin1');
    const file: PolicyFile = { path: 'rules/a.rego', name: 'a.rego', ...decodePolicyText(bytes) };
    const source = { read: async () => [file], bytes: async () => undefined };

    expect(await loadGatePolicies([{ path: 'rules' }], { source, clock: fixedClock(NOW) })).toMatchObject({
      policies: [],
      problems: [
        { kind: 'unloadable', message: 'It cannot be read: it is not UTF-8.', place: { path: 'rules/a.rego' } },
      ],
    });
  });

  it('makes a policy of each package that decides, and asks for a scan where it reads findings', async () => {
    const { policies } = await load([{ path: 'rules', enforcement: 'warn' }], {
      'a.rego':
        '# METADATA\n# title: No findings\n# custom:\n#   requires: [sbom]\npackage a\n\ndeny contains "x" if input.findings[_]\n',
      'b.rego': 'package b.c\n\nwarn contains "y" if input["coverage"]\n',
      'c.rego': 'package helper\n\nx := 1\n',
      'd.rego': 'package d\n\ndeny contains "z" if input.service == "shop"\n',
    });

    expect(policies.map(({ policy, enforcement }) => [policy.id, policy.title, policy.requires, enforcement])).toEqual([
      ['a', 'No findings', ['scan', 'sbom'], 'warn'],
      ['b.c', 'b.c', ['scan'], 'warn'],
      ['d', 'd', [], 'warn'],
    ]);
  });

  it('takes from a value or from METADATA how bad it is, what mends it and what it is about', async () => {
    const text = `package a

# METADATA
# custom:
#   severity: LOW
#   fix: Look again.
deny contains {"msg": "first"} if input.findings[0]

# METADATA
# custom:
#   severity: LOW
violation contains {"msg": "second", "severity": "critical", "fix": "Stop.", "path": ["findings", 0], "_loc": {"file": "x.go", "line": 7}} if true
`;

    expect(await said(text)).toMatchObject([
      {
        breaches: [
          { message: 'first', severity: 'low', fix: 'Look again.', paths: [['findings', 0]] },
          { message: 'second', severity: 'critical', fix: 'Stop.', place: { path: 'x.go', line: 7 } },
        ],
      },
    ]);
  });

  it('reads Rego of before version 1 where that is said', async () => {
    const files = { 'a.rego': 'package a\n\ndeny[msg] { msg := "old" }\n' };

    expect((await load([{ path: 'rules' }], files)).problems).not.toEqual([]);
    expect((await load([{ path: 'rules', rego: 'v0' }], files)).policies[0]?.policy.judge(makeInput())).toMatchObject({
      breaches: [{ message: 'old' }],
    });
  });

  it('objects where allow is not true, and says which part did not hold', async () => {
    const [outcome] = await said(
      'package a\n\ndefault allow := false\n\nallow if input.service == "shop"\n',
      makeInput({ service: 'bank' }),
    );

    expect(outcome).toMatchObject({
      breaches: [
        {
          rule: 'allow',
          message: expect.stringMatching(
            /input\.service == "shop" did not hold \(rules\/a\.rego:5; input\.service = "bank"\)/,
          ) as string,
        },
      ],
    });
    expect(await said('package a\n\nallow if input.service == "shop"\n', makeInput({ service: 'shop' }))).toMatchObject(
      [{ breaches: [] }],
    );
  });

  it('keeps what the policy itself sets aside in sight', async () => {
    const [outcome] = await said('package a\n\ndeny_x contains "no" if true\n\nexception contains ["x"] if true\n');

    expect(outcome).toMatchObject({ breaches: [{ message: 'no', enforcement: 'dryrun' }] });
  });

  it('has a bound for messages', async () => {
    const [outcome] = await said(
      'package a\n\ndeny contains sprintf("%d", [x]) if some x in numbers.range(1, 10001)\n',
    );

    expect(outcome).toMatchObject({
      problem: { kind: 'shape', message: 'data.a.deny gave 10001 messages; at most 10000 are read.' },
    });
  });

  it('lets a policy ask for evidence itself', async () => {
    const [outcome] = await said(
      'package a\n\nmissing contains {"evidence": "load-test", "msg": "No load test.", "command": "make load"} if true\n',
    );

    expect(outcome).toMatchObject({
      missing: [{ evidence: 'load-test', reason: 'No load test.', command: 'make load' }],
    });
    expect(await said('package a\n\nmissing contains "x" if true\n')).toMatchObject([{ problem: { kind: 'shape' } }]);
  });

  it('gives data at the folders of its names, and another digest where any of it changes', async () => {
    const rule = 'package a\n\ndeny contains msg if {\n\tsome msg in data.teams.messages\n}\n';
    const digest = async (messages: string) =>
      (await load([{ path: 'rules' }], { 'a.rego': rule, 'teams/data.yaml': messages })).policies[0]?.policy.digest;

    expect(await said(rule, makeInput(), { 'teams/data.yaml': 'messages: [one]\n' })).toMatchObject([
      { breaches: [{ message: 'one' }] },
    ]);
    expect(await digest('messages: [one]\n')).not.toBe(await digest('messages: [two]\n'));
  });

  it('judges the Kubernetes objects among the documents by constraints', async () => {
    const template =
      'apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\nmetadata: { name: nope }\nspec:\n  crd: { spec: { names: { kind: Nope } } }\n  targets:\n    - target: admission.k8s.gatekeeper.sh\n      rego: |\n        package nope\n        violation[{"msg": "bad"}] { input.review.object.spec.bad }\n';
    const constraint =
      'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: Nope\nmetadata: { name: all }\nspec: { enforcementAction: warn }\n';
    const { policies } = await load([{ path: 'rules' }], { 't.yaml': template, 'c.yaml': constraint });
    const documents = [
      makeDocument('a.yaml', 'yaml', { x: 1 }),
      makeDocument('b.yaml', 'yaml', { apiVersion: 'v1', kind: 'Pod', spec: { bad: true } }),
    ];

    expect(policies[0]?.policy.judge(makeInput({ documents }))).toMatchObject({
      breaches: [
        {
          message: 'bad',
          enforcement: 'warn',
          paths: [
            ['documents', 1, 'content', 'spec', 'bad'],
            ['documents', 1, 'content'],
          ],
        },
      ],
    });
    const list = { apiVersion: 'v1', kind: 'PodList', items: [{ apiVersion: 'v1', kind: 'Pod', spec: { bad: true } }] };
    expect(policies[0]?.policy.judge(makeInput({ documents: [makeDocument('a.yaml', 'yaml', list)] }))).toMatchObject({
      breaches: [{ paths: [['documents', 0, 'content', 'items', 0, 'spec', 'bad'], expect.anything()] }],
    });
    expect(policies[0]?.policy.judge(makeInput({ documents: documents.slice(0, 1) }))).toMatchObject({
      breaches: [],
      missing: [{ evidence: 'documents', reason: expect.stringMatching(/^Nope\/all has judged nothing/) as string }],
    });
  });
});
