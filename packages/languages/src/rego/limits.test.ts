import { fixedClock } from '@sallyport/kernel';
import { expect, test } from 'vitest';

import { compileRego } from './program.ts';
import type { RegoLimits } from './run/session.ts';

/** Policies that would hang or fill the process. Each must end by a limit, in code and in closures. */
const HOSTILE: readonly (readonly [name: string, module: string])[] = [
  [
    'nested loops',
    'p := count([1 | some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); some c in numbers.range(1, 3000); a + b == c])',
  ],
  ['a range', 'p := numbers.range(1, 1e15)'],
  ['doubled texts', `a0 := "aaaaaaaaaaaaaaaa"\n${doubling('concat("", [A, A])')}\np := a40`],
  ['a replaced text', `a0 := "aaaaaaaaaaaaaaaa"\n${doubling('replace(A, "a", A)')}\np := a40`],
  [
    'calls that call twice',
    `f0(x) := x\n${Array.from({ length: 40 }, (_, i) => `f${i + 1}(x) := f${i}(x) + f${i}(x)`).join('\n')}\np := f40(1)`,
  ],
  [
    'a partial set',
    'p contains [a, b, c, d] if { some a in input; some b in input; some c in input; some d in input }',
  ],
  ['a block of addresses', 'p := net.cidr_expand("10.0.0.0/2")'],
  ['a walk over walks', 'p := [x | walk(input, [_, x]); walk(input, [_, y]); walk(input, [_, z])]'],
  [
    'paths through a full graph',
    'p := graph.reachable_paths({x: {y | some y in numbers.range(1, 40)} | some x in numbers.range(1, 40)}, {1})',
  ],
  [
    'a template of nested ranges',
    'p := strings.render_template("{{range .a}}{{range $.a}}{{range $.a}}x{{end}}{{end}}{{end}}", {"a": numbers.range(1, 2000)})',
  ],
  ['unions that grow', 'p := object.union_n([{sprintf("%d", [x]): x} | some x in numbers.range(1, 20000)])'],
];

function doubling(expression: string): string {
  return Array.from({ length: 40 }, (_, i) => `a${i + 1} := ${expression.replaceAll('A', `a${i}`)}`).join('\n');
}

function run(module: string, limits: Partial<RegoLimits>, interpreted: boolean): unknown {
  const program = compileRego({ modules: [{ path: 'h.rego', text: `package h\n${module}` }], limits, interpreted });
  if ('errors' in program) return program;
  const result = program.eval(
    'data.h.p',
    Array.from({ length: 300 }, (_, i) => i),
  );
  return 'error' in result ? result.error.code : result.value;
}

test.each(HOSTILE)('%s end by their budget of steps and values', (_, module) => {
  const limits = { steps: 2_000_000, cells: 1_000_000, timeMs: 600_000 };

  expect(run(module, limits, false)).toBe('eval_cancel_error');
  expect(run(module, limits, true)).toBe('eval_cancel_error');
});

/** What must not even start: refused as an error of the builtin, so undefined. */
const REFUSED: readonly (readonly [name: string, module: string])[] = [
  ['a shift by a billion', 'p := bits.lsh(1, 1000000000)'],
  ['a field a billion wide', 'p := sprintf("%1000000000d", [1])'],
  ['a product of too many digits', `a0 := 99999999999\n${doubling('A * A')}\np := a40`],
  ['a pattern that repeats repetitions', 'p := regex.match("(((((a{1000}){1000}){1000})))", "a")'],
  [
    'aliases that multiply',
    `p := yaml.unmarshal("a: &a [x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]")`,
  ],
];

test.each(REFUSED)('%s is refused', (_, module) => {
  expect(run(module, {}, false)).toBeUndefined();
});

test('a pattern with nested repetitions does not hang', () => {
  const text = `${'a'.repeat(5_000)}b`;

  expect(run(`p := regex.match("^(a+)+$", "${text}")`, {}, false)).toBe(false);
  expect(run(`p := regex.find_n("^(a|a)*$", "${text}", -1)`, {}, false)).toEqual([]);
});

/** Texts on which JavaScript's own search compares every place with almost all of a long part. */
const SEARCHES = [
  'contains(t, part)',
  'indexof(t, part)',
  'indexof_n(t, part)',
  'split(t, part)',
  'replace(t, part, "x")',
  'strings.count(t, part)',
  'strings.replace_n({part: "x"}, t)',
  'trim_space(spaces)',
];

test.each(SEARCHES)('%s goes through a long text once', (call) => {
  const half = 200_000;
  const input = { t: 'a'.repeat(2 * half), part: `${'a'.repeat(half)}b`, spaces: `x${' '.repeat(2 * half)}x` };
  const text = `package h\nt := input.t\npart := input.part\nspaces := input.spaces\np := ${call}`;
  const program = compileRego({ modules: [{ path: 'h.rego', text }], limits: { timeMs: 20_000 } });

  const result = 'errors' in program ? program : program.eval('data.h.p', input);

  expect(result).toHaveProperty('value');
});

test('what a replacement makes is paid for before it is made', () => {
  const text = 'package h\np := replace(input, "a", input)';
  const program = compileRego({ modules: [{ path: 'h.rego', text }] });

  const result = 'errors' in program ? program : program.eval('data.h.p', 'a'.repeat(100_000));

  expect(result).toMatchObject({
    error: { code: 'eval_cancel_error', message: expect.stringContaining('made more than') as string },
  });
});

test('a chain of thousands of functions ends as an error', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => `f${i + 1}(x) := f${i}(x)`).join('\n');

  expect(run(`f0(x) := x\n${chain}\np := f20000(1)`, {}, true)).toBe('eval_cancel_error');
});

test('a walk pays for nodes before it makes them', () => {
  const limits = { steps: 2_000_000, cells: 400_000, timeMs: 600_000 };

  // The list alone is within the budget: what breaks it is the paths of its items.
  expect(run('p := count(numbers.range(1, 150000))', limits, false)).toBe(150_000);
  expect(run('p := count([1 | walk(numbers.range(1, 150000), [["none"], _])])', limits, false)).toBe(
    'eval_cancel_error',
  );
});

test('wall time is a limit of its own', () => {
  const clock = fixedClock(0);
  let reads = 0;
  const ticking = { now: () => clock.now(), monotonic: () => reads++ * 100 };
  const text = 'package h\np := count([1 | some a in numbers.range(1, 100000); a > 0])';
  const program = compileRego({ modules: [{ path: 'h.rego', text }], clock: ticking, limits: { timeMs: 250 } });

  const result = 'errors' in program ? program : program.eval('data.h.p');

  expect(result).toMatchObject({ error: { code: 'eval_cancel_error', message: 'evaluation took more than 250 ms' } });
});

test('one evaluation that is ended leaves the next one alone', () => {
  const text = 'package h\np := count([1 | some a in input; some b in input; a == b])';
  const program = compileRego({ modules: [{ path: 'h.rego', text }], limits: { steps: 20_000 } });
  if ('errors' in program) throw new Error('does not compile');

  const ended = program.eval(
    'data.h.p',
    Array.from({ length: 1_000 }, (_, i) => i),
  );
  const next = program.eval('data.h.p', [1, 2]);

  expect(ended).toMatchObject({ error: { code: 'eval_cancel_error' } });
  expect(next).toEqual({ value: 2 });
});

test('requests are never sent', () => {
  expect(run('p := http.send({"method": "GET", "url": "http://registry.example"})', {}, false)).toBeUndefined();
});
