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
