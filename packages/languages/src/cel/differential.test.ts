import fc from 'fast-check';
import { expect, test } from 'vitest';

import { celJson, compileCel } from './index.ts';

/** Expressions over a few variables, mostly of fitting types, so that both values and failures come up. */
const expression: fc.Arbitrary<string> = fc.letrec<{
  bool: string;
  number: string;
  text: string;
  list: string;
  any: string;
}>((tie) => ({
  any: fc.oneof(tie('bool'), tie('number'), tie('text'), tie('list')),
  bool: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('true', 'false', 'has(m.a)', 'has(m.b.c)', 'm.flag', 'dyn(1)', 'x == null'),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('number'))
      .map((p) => `(${p.join(' ')})`),
    fc.tuple(tie('any'), fc.constantFrom('==', '!='), tie('any')).map(([a, op, b]) => `(dyn(${a}) ${op} dyn(${b}))`),
    tie('bool').map((a) => `!${a}`),
    fc
      .tuple(tie('text'), fc.constantFrom('startsWith', 'contains', 'endsWith', 'matches'), tie('text'))
      .map(([a, f, b]) => `${a}.${f}(${b})`),
    fc
      .tuple(tie('list'), fc.constantFrom('all', 'exists', 'exists_one', 'existsOne'), tie('bool'))
      .map(([l, f, b]) => `${l}.${f}(x, ${b})`),
    fc.tuple(tie('list'), tie('bool')).map(([l, b]) => `${l}.all(x, y, ${b})`),
    fc.tuple(tie('any'), tie('list')).map(([a, l]) => `(dyn(${a}) in dyn(${l}))`),
    fc.tuple(tie('any'), tie('bool')).map(([a, b]) => `cel.bind(x, ${a}, ${b})`),
  ),
  number: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      '0',
      '1',
      '-3',
      '2.5',
      '7u',
      '9223372036854775807',
      'x',
      'm.n',
      'm.list[1]',
      'm[?"n"].orValue(4)',
      'm.?z.orValue(5)',
    ),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%'), tie('number'))
      .map(([a, op, b]) => `(dyn(${a}) ${op} dyn(${b}))`),
    tie('any').map((a) => `size(dyn(${a}))`),
    tie('text').map((a) => `int(${a})`),
    fc.tuple(tie('bool'), tie('number'), tie('number')).map(([a, b, c]) => `(${a} ? dyn(${b}) : dyn(${c}))`),
    fc.tuple(tie('list'), tie('number')).map(([l, i]) => `dyn(${l})[dyn(${i})]`),
  ),
  text: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('"a"', '"é😁"', '""', 'm.name', 'x', '"12"', 'm.b["c"]'),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(dyn(${a}) + dyn(${b}))`),
    tie('number').map((n) => `string(dyn(${n}))`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `dyn(${a}).replace(dyn(${b}), "-")`),
    tie('any').map((a) => `"%s".format([${a}])`),
  ),
  list: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('[]', '[1, 2, 3]', '["a", "b"]', 'm.list', '[true, dyn(1), dyn("x")]', '{"k": 1, "l": 2}', 'm'),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => `[${items.map((item) => `dyn(${item})`).join(', ')}]`),
    fc.tuple(tie('list'), tie('any')).map(([l, a]) => `${l}.map(x, ${a})`),
    fc.tuple(tie('list'), tie('bool')).map(([l, b]) => `${l}.filter(x, ${b})`),
    fc.tuple(tie('list'), tie('bool'), tie('any')).map(([l, b, a]) => `${l}.transformList(x, y, ${b}, ${a})`),
    fc.tuple(tie('list'), tie('any')).map(([l, a]) => `${l}.transformMap(x, y, ${a})`),
    fc.tuple(tie('bool'), tie('list'), tie('list')).map(([a, b, c]) => `(${a} ? dyn(${b}) : dyn(${c}))`),
  ),
})).any;

const ACTIVATION = {
  m: { a: 1, n: 4, name: 'web', flag: true, list: [3, 0, -1, 'b'], b: { c: 'deep' } },
  x: 2,
  y: 'why',
};

function outcome(source: string, interpreted: boolean, costLimit?: number): unknown {
  const program = compileCel(source, { variables: { m: 'dyn', x: 'dyn', y: 'dyn' }, unchecked: true, interpreted });
  if ('errors' in program) return program.errors;
  const result = program.evaluate(ACTIVATION, costLimit === undefined ? {} : { costLimit });
  if ('value' in result) return { value: celJson(result.value), cost: result.cost };
  return {
    code: result.error.code,
    message: result.error.message,
    line: result.error.line,
    column: result.error.column,
  };
}

test('closures give what generated code gives: values, failures and their places, costs', () => {
  fc.assert(
    fc.property(expression, (source) => {
      expect(outcome(source, true)).toEqual(outcome(source, false));
      expect(outcome(source, true, 100_000)).toEqual(outcome(source, false, 100_000));
    }),
    { numRuns: 400 },
  );
});

test('counting costs changes no value', () => {
  fc.assert(
    fc.property(expression, (source) => {
      const { cost: _, ...counted } = outcome(source, false, 10_000_000) as { cost?: number };
      expect(outcome(source, false)).toEqual({ ...counted, ...('value' in counted ? { cost: undefined } : {}) });
    }),
    { numRuns: 150 },
  );
});

test('any text is an expression or has an error with a position', () => {
  const pieces = fc.constantFrom(
    'a',
    '.',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '1',
    '2u',
    '+',
    '-',
    '!',
    '&&',
    '||',
    '?',
    ':',
    ',',
    '==',
    'in',
    'has',
    '`',
    '\\',
    'r"',
    '\n',
    ' ',
    '😁',
    'all',
    '0x',
    '1e',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces, { maxLength: 30 }).map((list) => list.join('')),
      ),
      (source) => {
        const program = compileCel(source, { unchecked: true });
        const line = 'errors' in program ? (program.errors[0]?.line ?? 0) : 1;
        expect(line).toBeGreaterThan(0);
      },
    ),
    { numRuns: 500 },
  );
});
