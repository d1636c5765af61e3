import fc from 'fast-check';
import { fixedClock, seededRandom } from '@sallyport/kernel';
import { expect, test } from 'vitest';

import { annotationsOf } from './syntax/annotations.ts';
import { formatError } from './errors.ts';
import { jsonText } from './json.ts';
import { compileRego } from './program.ts';
import type { RegoOptions, RegoProgram } from './program.ts';
import { parseModule } from './syntax/parser.ts';

function program(text: string, options: Partial<RegoOptions> = {}): RegoProgram {
  const made = compileRego({ modules: [{ path: 'p.rego', text }], ...options });
  if ('errors' in made) throw new Error(made.errors.map(formatError).join('\n'));
  return made;
}

test('any text is parsed or refused with a position, never thrown at', () => {
  const words = fc.constantFrom(
    'package',
    'p',
    'if',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    ':=',
    '=',
    'in',
    'some',
    'every',
    'not',
    'with',
    'as',
    '"a"',
    '1',
    '.',
    ',',
    ';',
    '\n',
    '|',
    '$"{',
    '`',
    '#',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 25 }).map((list) => `package t\n${list.join(' ')}`),
      ),
      (text) => {
        const parsed = parseModule({ file: 'x.rego', text });
        expect('errors' in parsed ? parsed.errors[0]?.code : 'rego_parse_error').toBe('rego_parse_error');
      },
    ),
  );
});

test('an entry point may be a package, a rule, a value inside a rule, or base data', () => {
  const made = program('package a.b\np := {"q": [1, 2]}', { data: { base: { x: 5 } } });

  expect(made.eval('data.a.b.p')).toMatchObject({ value: { q: [1, 2] } });
  expect(made.eval('data.a.b.p.q')).toEqual({ value: [1, 2] });
  expect(made.eval(['base', 'x'])).toEqual({ value: 5 });
  expect(made.eval('data.a')).toMatchObject({ value: { b: { p: { q: [1, 2] } } } });
  expect(made.eval('data.a.b.none')).toEqual({ value: undefined });
});

test('a query gives a row for every way to make it true', () => {
  const made = program('package a\np contains x if some x in input');

  const asked = made.query('data.a.p[x]; y := x + 1', [1, 2]);

  expect('rows' in asked && asked.rows.map(({ bindings }) => jsonText(bindings))).toEqual([
    '{"x":1,"y":2}',
    '{"x":2,"y":3}',
  ]);
  expect(made.query('1 + 1')).toMatchObject({ rows: [{ expressions: [2] }] });
  expect(made.query('x == 1')).toMatchObject({ errors: [{ code: 'rego_unsafe_var_error' }] });
  expect(made.query('data.a.p with input as [7]')).toMatchObject({ rows: [{}] });
});

test('names of JavaScript are keys like any other', () => {
  const input = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "length": 3, "toString": null}') as never;
  const text =
    'package a\np := [input["__proto__"].x, input.constructor, input.length, input.toString]\nq := {"__proto__": 5, "hasOwnProperty": 6}\nr if input.valueOf\ns if [1].length';
  for (const interpreted of [false, true]) {
    const made = program(text, { interpreted });

    expect(made.eval('data.a.p', input)).toEqual({ value: [1, 2, 3, null] });
    const q = made.eval('data.a.q');
    expect('value' in q && q.value !== undefined && jsonText(q.value)).toBe('{"__proto__":5,"hasOwnProperty":6}');
    expect(made.eval('data.a.r', input)).toEqual({ value: undefined });
    expect(made.eval('data.a.s')).toEqual({ value: undefined });
  }
});

test('text of a policy never becomes code', () => {
  const text =
    'package a\np := input["\\"];globalThis.leaked=1;//"]\nq := "${globalThis.leaked=1}`\\u2028"\nr := {"a`b": 1}["a`b"]';

  const made = program(text);

  expect(made.eval('data.a', {})).toMatchObject({ value: { r: 1 } });
  expect(globalThis).not.toHaveProperty('leaked');
});

test('time and randomness come from the host and stand still within an evaluation', () => {
  const made = program(
    'package a\np := time.now_ns()\nq := rand.intn("k", 1000) == rand.intn("k", 1000)\nr := uuid.rfc4122("k") == uuid.rfc4122("k")',
    {
      clock: fixedClock(1_700_000_000_000),
      random: seededRandom(1),
    },
  );

  expect(made.eval('data.a')).toMatchObject({ value: { p: 1_700_000_000_000_000_000n, q: true, r: true } });
});

test('an error of a builtin is undefined, or the end where errors are strict', () => {
  const text = 'package a\np := 1 / input.zero';

  expect(program(text).eval('data.a.p', { zero: 0 })).toEqual({ value: undefined });
  expect(program(text, { strictBuiltinErrors: true }).eval('data.a.p', { zero: 0 })).toMatchObject({
    error: { code: 'eval_builtin_error' },
  });
});

test('a conflict tells where', () => {
  const result = program('package a\n\np := x if some x in [1, 2]').eval('data.a.p');

  expect(result).toMatchObject({ error: { code: 'eval_conflict_error', file: 'p.rego', line: 3, column: 1 } });
  expect('error' in result && formatError(result.error)).toBe(
    'p.rego:3: eval_conflict_error: complete rules must not produce multiple outputs',
  );
});

test('rules chosen by the value of one reference give what trying all gives', () => {
  const rules = Array.from({ length: 9 }, (_, i) => `p contains ${i} if input.kind == "k${i}"`).join('\n');
  const made = program(`package a\n${rules}\np contains "any" if input.kind\np contains "big" if input.n > 1`);

  expect(jsonText(valueOf(made, { kind: 'k3', n: 2 }))).toBe('[3,"any","big"]');
  expect(jsonText(valueOf(made, { n: 2 }))).toBe('["big"]');
});

function valueOf(made: RegoProgram, input: never | object): never {
  const result = made.eval('data.a.p', input as never);
  return ('value' in result ? result.value : null) as never;
}

test('annotations are read with their scope and what they stand at', () => {
  const text =
    '# METADATA\n# title: Pack\npackage a\n\n# METADATA\n# title: Rule\n# authors:\n# - Ann <ann@registry.example>\n# custom:\n#   severity: HIGH\np := 1';
  const module = parseModule({ file: 'p.rego', text });

  const { annotations } = 'errors' in module ? { annotations: [] } : annotationsOf(module);

  expect(annotations).toMatchObject([
    { scope: 'package', path: ['a'], fields: { title: 'Pack' } },
    {
      scope: 'rule',
      path: ['a', 'p'],
      fields: {
        title: 'Rule',
        authors: [{ name: 'Ann', email: 'ann@registry.example' }],
        custom: { severity: 'HIGH' },
      },
    },
  ]);
});

test('the host may bring functions of its own, or take the place of builtins', () => {
  const functions = {
    'result.new': { arity: 2, run: (message: unknown, at: unknown) => ({ message, at }) as never },
    'http.send': { arity: 1, run: () => ({ status_code: 200 }) },
  };
  const text =
    'package a\np := result.new("m", 1)\nq := http.send({"url": "x"}).status_code\nr := y if y := result.new(1, 2) with result.new as 3';

  for (const interpreted of [false, true]) {
    const result = program(text, { functions, interpreted }).eval('data.a');
    expect(result).toMatchObject({ value: { p: { message: 'm', at: 1 }, q: 200, r: 3 } });
  }
  expect(
    compileRego({ modules: [{ path: 'p.rego', text: 'package a\np := result.new(1)' }], functions }),
  ).toMatchObject({
    errors: [{ code: 'rego_type_error', message: 'function result.new has arity 2, got 1 argument' }],
  });
});

test('v1 refuses what v0 only advised against', () => {
  expect(compileRego({ modules: [{ path: 'p.rego', text: 'package a\np if any([true])' }] })).toMatchObject({
    errors: [{ code: 'rego_type_error' }],
  });
  expect(compileRego({ modules: [{ path: 'p.rego', text: 'package a\np if { input := 1 }' }] })).toMatchObject({
    errors: [{ code: 'rego_compile_error' }],
  });
});

test('what a function of the host throws ends the evaluation as an error', () => {
  const functions = {
    fail: {
      arity: 0,
      run: () => {
        throw new TypeError('broken');
      },
    },
  };

  expect(program('package a\np := fail()', { functions }).eval('data.a.p')).toEqual({
    error: { code: 'eval_internal_error', message: 'broken' },
  });
});
