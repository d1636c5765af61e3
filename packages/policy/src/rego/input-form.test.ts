import { compileRego } from '@sallyport/languages/rego';
import { fixedClock } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { NOW, makeDocument, makeInput } from '../testing/inputs.ts';
import { inputFormOf } from './input-form.ts';
import { loadRego } from './load-rego.ts';

function formOf(...texts: string[]) {
  const program = compileRego({ modules: texts.map((text, i) => ({ path: `${i}.rego`, text })) });
  if ('errors' in program) throw new TypeError(program.errors[0]?.message);
  return inputFormOf(program.modules, ['main']);
}

describe('inputFormOf', () => {
  it.each<[string, string[], string]>([
    ['members of both', ['deny contains "x" if { input.kind == "Pod"; input.findings[_] }'], 'unclear'],
    ['a member of a document', ['deny contains "x" if input.kind == "Pod"'], 'document'],
    ['a member of a document in text', ['deny contains "x" if input["kind"] == "Pod"'], 'document'],
    ['a member by object.get', ['deny contains "x" if object.get(input, "kind", "") == "Pod"'], 'document'],
    [
      'a member by object.get and a path',
      ['deny contains "x" if object.get(input, ["kind"], "") == "Pod"'],
      'document',
    ],
    ['instructions of a Dockerfile', ['deny contains "x" if input[_].Cmd == "user"'], 'document'],
    ['the whole input', ['deny contains "x" if f(input)\n\nf(o) if o.kind == "Pod"'], 'document'],
    ['an imported member', ['import input.spec\n\ndeny contains "x" if spec.bad'], 'document'],
    ['the input under another name', ['import input as doc\n\ndeny contains "x" if doc.kind == "Pod"'], 'document'],
    ['members by object.get', ['deny contains "x" if object.get(input, "findings", [])[_].bad'], 'gate'],
    ['members of a gate', ['deny contains "x" if input.documents[_].content.kind == "Pod"'], 'gate'],
    ['nothing', ['deny contains "x" if true'], 'gate'],
    [
      'a text that names what a scan gives',
      ['deny contains "x" if { some k; k == "findings"; input[k][_].bad }'],
      'gate',
    ],
    ['a list of such names', ['deny contains "x" if json.filter(input, ["findings"]).findings[_].bad'], 'gate'],
    ['such a name behind another name', ['deny contains "x" if { doc := input; doc.findings[_].bad }'], 'gate'],
  ])('tells by %s', (_, [body = ''], kind) => {
    expect(formOf(`package main\n\n${body}\n`).kind).toBe(kind);
  });

  it.each([
    'import data.lib.kubernetes\n\ndeny contains "x" if kubernetes.is_pod',
    'deny contains "x" if data.lib.kubernetes.is_pod',
  ])('reads the packages that a package uses: %s', (body) => {
    const library = 'package lib.kubernetes\n\nis_pod if input.kind == "Pod"\n';

    expect(formOf(`package main\n\n${body}\n`, library)).toMatchObject({ kind: 'document', members: ['kind'] });
  });
});

describe('a rule whose head is a reference', () => {
  it('is asked beside others, as the rule of the package that it lies in', () => {
    const text = 'package a\n\nallow := true\n\nb.deny contains "no" if true\n\nb.c.warn contains "soft" if true\n';
    const { policies } = loadRego([{ path: 'a.rego', name: 'a.rego', text }], { data: {}, clock: fixedClock(NOW) });

    const said = policies.map((policy) => [policy.id, policy.judge(makeInput())]);

    expect(said).toMatchObject([
      ['a', { breaches: [] }],
      ['a.b', { breaches: [{ message: 'no', enforcement: 'deny' }] }],
      ['a.b.c', { breaches: [{ message: 'soft', enforcement: 'warn' }] }],
    ]);
  });
});

describe('the evidence that a policy in Rego asks for', () => {
  const requires = (body: string, head = '', library = '') => {
    const files = [`${head}package main\n\n${body}\n`, ...(library === '' ? [] : [library])];
    const named = files.map((text, i) => ({ path: `${i}.rego`, name: `${i}.rego`, text }));
    const { policies, problems } = loadRego(named, { data: {}, clock: fixedClock(NOW) });
    return problems[0]?.message ?? policies[0]?.requires;
  };

  it.each([
    'deny contains "x" if input.findings[_].bad',
    'deny contains "x" if input["findings"][_].bad',
    'deny contains "x" if object.get(input, "findings", [])[_].bad',
    'deny contains "x" if object.get(input, ["findings", 0], {}).bad',
    'deny contains "x" if { some k; input[k][_].bad; k == "findings" }',
    'deny contains "x" if { some k, v in input; k == "findings"; v[_].bad }',
    'deny contains "x" if json.filter(input, ["findings/0/bad"]).findings[_].bad',
    'deny contains "x" if { walk(input, [path, value]); path[0] == "findings"; value == "bad" }',
    'deny contains "x" if { i := input; i.findings[_].bad }',
    'deny contains "x" if bad(input)\n\nbad(i) if i.findings[_].bad',
    'deny contains "x" if object.union(input, {}).findings[_].bad',
    'deny contains "x" if { [input][_].findings[_].bad }',
    'import input as all\n\ndeny contains "x" if all.findings[_].bad',
    'import input.findings as found\n\ndeny contains "x" if found[_].bad',
    'deny contains "x" if { input.gate == "merge"; count(input) > 3 }',
  ])('is a scan for %s', (body) => {
    expect(requires(body)).toEqual(['scan']);
  });

  it('is a scan where a package that it uses reads one', () => {
    const library = 'package lib\n\nbad if input.findings[_].bad\n';

    expect(requires('deny contains "x" if data.lib.bad', '', library)).toEqual(['scan']);
    expect(requires('import data.lib\n\ndeny contains "x" if lib.bad', '', library)).toEqual(['scan']);
  });

  it('is what METADATA says where the input is read as a whole', () => {
    const head = '# METADATA\n# custom:\n#   requires: [sbom]\n';
    const body = 'deny contains "x" if { input.gate == "merge"; count(input) > 3 }';

    expect(requires(body, head)).toEqual(['sbom']);
    expect(requires('deny contains "x" if input.findings[_].bad', head)).toEqual(['scan', 'sbom']);
  });

  it.each([
    ['input.documents[_].content.bad', 'documents'],
    ['input.evidence[_].facts.bad', 'input'],
  ])('is missing where there is nothing of %s', (read, evidence) => {
    const text = `package main\n\ndeny contains "x" if ${read}\n`;
    const [policy] = loadRego([{ path: 'a.rego', name: 'a.rego', text }], {
      data: {},
      clock: fixedClock(NOW),
    }).policies;

    expect(policy?.judge(makeInput())).toMatchObject({ breaches: [], missing: [{ evidence }] });
  });
});

describe('a policy in the form of Conftest in a gate', () => {
  const text = 'package main\n\ndeny contains "is a Pod" if input.kind == "Pod"\n';
  const [policy] = loadRego([{ path: 'a.rego', name: 'a.rego', text }], { data: {}, clock: fixedClock(NOW) }).policies;
  const judge = (content: Parameters<typeof makeDocument>[2]) =>
    policy?.judge(makeInput({ documents: [makeDocument('a.yaml', 'yaml', content)] }));

  it('objects to a document, and to an item of a list', () => {
    expect(judge({ kind: 'Pod' })).toMatchObject({
      breaches: [
        {
          message: 'is a Pod',
          paths: [
            ['documents', 0, 'content', 'kind'],
            ['documents', 0, 'content'],
          ],
        },
      ],
    });
    expect(judge([{ kind: 'Service' }, { kind: 'Pod' }])).toMatchObject({
      breaches: [
        {
          paths: [
            ['documents', 0, 'content', 1, 'kind'],
            ['documents', 0, 'content', 1],
          ],
        },
      ],
    });
  });

  it.each([{}, [], { services: {} }, 'text'])('has judged nothing in %j', (content) => {
    expect(judge(content)).toMatchObject({ breaches: [], missing: [{ evidence: 'documents' }] });
  });

  it('passes a document that it is about', () => {
    expect(judge({ kind: 'Service' })).toEqual({ breaches: [], missing: [] });
    expect(policy?.requires).toEqual(['documents']);
  });
});
