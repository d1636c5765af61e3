import { seededRandom } from '@sallyport/kernel';
import { expect, test } from 'vitest';

import { StructSet } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import { compileRego } from '../program.ts';
import { arityOf, builtinNames } from './signatures.ts';

const OPERATORS = new Set(['equal', 'neq', 'lt', 'lte', 'gt', 'gte']);
const names = builtinNames().filter((name) => !name.startsWith('internal.') && !OPERATORS.has(name));
const SAMPLES: readonly Value[] = [
  null,
  true,
  0,
  -1,
  1.5,
  3,
  2n ** 80n,
  '',
  'a',
  '%v',
  '1.2.3.4/8',
  'a.b.c',
  '{}',
  [],
  ['a'],
  [1, 'x'],
  [[1]],
  {},
  { a: 1 },
  { op: 'add', path: '/a', value: 1 },
  { a: ['b'] },
  StructSet.of([]),
  StructSet.of(['a', 1]),
  StructSet.of([StructSet.of([1])]),
];

function evaluator(name: string): (input: Value) => object {
  const operands = Array.from({ length: Math.max(arityOf(name) ?? 0, 0) }, (_, i) => `input[${i}]`).join(', ');
  const text = `package t\np := ${name}(${operands})`;
  const program = compileRego({
    modules: [{ path: 't.rego', text }],
    version: 'v0',
    strictBuiltinErrors: true,
    limits: { steps: 200_000, cells: 200_000 },
  });
  if ('errors' in program) throw new Error(program.errors[0]?.message);
  return (input) => program.eval('data.t.p', input);
}

test.each(names)('%s takes or refuses operands of every type, and never throws', (name) => {
  const evaluate = evaluator(name);
  const random = seededRandom(7);
  const arity = arityOf(name) ?? 0;
  const pick = (): Value => SAMPLES[random.below(SAMPLES.length)] ?? null;
  const inputs =
    arity === 1
      ? SAMPLES.map((sample): Value => [sample])
      : Array.from({ length: 400 }, (): Value => Array.from({ length: Math.max(arity, 0) }, pick));

  const codes = new Set(
    inputs
      .map(evaluate)
      .map((result) => ('error' in result ? (result.error as { code: string; message: string }) : undefined)),
  );

  for (const error of codes) {
    expect(error?.code ?? 'eval_type_error').toMatch(/^eval_(?:type|builtin|cancel|conflict)_error$/);
    expect(error?.message ?? '').not.toContain('not available');
  }
});
