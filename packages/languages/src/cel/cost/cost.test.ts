import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { KUBERNETES_LIBRARIES, compileCel } from '../index.ts';
import type { CelProgram } from '../index.ts';

function compiled(source: string, interpreted = false): CelProgram {
  const program = compileCel(source, {
    libraries: KUBERNETES_LIBRARIES,
    variables: { input: 'list(string)', object: 'dyn', text: 'string' },
    interpreted,
  });
  if ('errors' in program) throw new TypeError(program.errors[0]?.message);
  return program;
}

const FIFTY = `'${'0123456789'.repeat(5)}'`;
const STRINGS = `[${Array.from({ length: 5 }, () => "'012345678901'").join(', ')}]`;

describe('costs that Kubernetes documents in its tests', () => {
  test.each([
    ['[1, 2, 3, 4, 5].sum()', 15],
    ['[uint(1), uint(2), uint(3), uint(4), uint(5)].sum()', 20],
    ['[1.0, 2.0, 3.0, 4.0, 5.0].max()', 15],
    [`${STRINGS}.isSorted()`, 15],
    ['[1, 2, 3, 4, 5].indexOf(3)', 15],
    [`${FIFTY}.indexOf('123')`, 5],
    ["url('https://kubernetes.example/').getHost()", 4],
    ["ip('192.168.0.1')", 2],
    ["ip('192.168.0.1').family()", 3],
    ["ip('2001:db8:3333:4444:5555:6666:7777:8888')", 4],
    ["ip.isCanonical('192.168.0.1')", 3],
    ["ip.isCanonical('2001:db8:3333:4444:5555:6666:7777:8888')", 8],
    ["cidr('192.168.0.0/16')", 2],
    ["cidr('192.168.0.0/16').prefixLength()", 3],
    ["cidr('192.168.0.0/16').containsCIDR(cidr('192.0.0.0/30'))", 7],
    ["cidr('192.168.0.0/16').containsCIDR('192.0.0.0/30')", 7],
    ["cidr('192.168.0.0/16').containsIP(ip('192.0.0.1'))", 4],
    ["cidr('192.168.0.0/16').containsIP('192.169.0.1')", 5],
  ])('%s', (source, wanted) => {
    for (const interpreted of [false, true]) {
      expect(compiled(source, interpreted).evaluate({}, { costLimit: 1e6 })).toMatchObject({ cost: wanted });
    }
  });

  test('a check of the authorizer uses up a third of an expression', () => {
    const source = 'a.path("/x").check("get").allowed()';
    const program = compileCel(source, {
      libraries: KUBERNETES_LIBRARIES,
      variables: { a: 'kubernetes.authorization.Authorizer' },
    });

    expect('errors' in program ? undefined : program.estimateCost()).toEqual({ min: 350_003, max: 350_003 });
  });
});

describe('an estimate', () => {
  test.each([
    ['input.all(x, true)', { min: 2, max: 302 }],
    ["input.all(x, x == 'abc')", { min: 2, max: 502 }],
    ["text.contains('abc')", { min: 1, max: 6 }],
    ["text == 'abc' || text.startsWith('x')", { min: 1, max: 8 }],
    ['[1, 2, 3].map(x, x + 1)', { min: 63, max: 63 }],
    ["cidr('192.168.0.0/16').containsIP(ip('192.0.0.1'))", { min: 4, max: 7 }],
    [`${STRINGS}.isSorted()`, { min: 25, max: 25 }],
    ["input.join('--')", { min: 1, max: 441 }],
  ])('%s', (source, wanted) => {
    const hints = { input: { min: 0, max: 100 }, text: { min: 0, max: 50 }, 'input.@items': { min: 0, max: 20 } };

    expect(compiled(source).estimateCost(hints)).toEqual(wanted);
  });

  test('has no end where a size is not known', () => {
    expect(compiled('object.items.exists(i, i.ok)').estimateCost().max).toBe(Infinity);
    expect(compiled('object.items.exists(i, i.ok)').estimateCost({ 'object.items': { min: 0, max: 9 } }).max).toBe(57);
  });

  test('holds what evaluations cost', () => {
    const sources = [
      "input.all(x, x.startsWith('a') && x.size() < 3)",
      "input.filter(x, x != text).map(x, x + text).exists(x, x.contains('b'))",
      "input.exists_one(x, x == text) ? text.upperAscii() : text + 'x'",
      'input.join(text).size() > 3 || input.max() > text',
      "text.replace('a', 'bb').split('b').join(text).size() > 3 || input.isSorted()",
    ];
    const programs = sources.map((source) => compiled(source));
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 20 }), { maxLength: 8 }),
        fc.string({ maxLength: 30 }),
        (input, text) => {
          const sizes = {
            input: { min: input.length, max: input.length },
            'input.@items': { min: 0, max: 20 },
            text: { min: text.length, max: text.length },
          };
          for (const program of programs) {
            const { cost = 0 } = program.evaluate({ input, text }, { costLimit: 1e9 });
            expect(cost).toBeLessThanOrEqual(program.estimateCost(sizes).max);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
