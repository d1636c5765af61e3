import { fixedClock } from '@sallyport/kernel';
import { describe, expect, test } from 'vitest';

import { compileCel } from './index.ts';
import type { CelErrorCode, CelOptions, EvaluateOptions } from './index.ts';

function code(source: string, options: CelOptions = {}, evaluation: EvaluateOptions = {}): CelErrorCode | 'value' {
  const program = compileCel(source, options);
  if ('errors' in program) return program.errors[0]?.code ?? 'internal_error';
  const result = program.evaluate({}, evaluation);
  return 'error' in result ? result.error.code : 'value';
}

/** `x` doubled by each binding. */
function doubled(start: string, levels: number, double: (name: string) => string): string {
  let source = `size(x${levels}) > 0`;
  for (let i = levels; i > 0; i--) source = `cel.bind(x${i}, ${double(`x${i - 1}`)}, ${source})`;
  return `cel.bind(x0, ${start}, ${source})`;
}

describe('the text of an expression', () => {
  test.each([
    ['parentheses', `${'('.repeat(100_000)}`],
    ['brackets', `${'['.repeat(90_000)}`],
    ['a chain of operators', `1${' + 1'.repeat(2_000)}`],
    ['a chain of fields', `{}${'.a'.repeat(2_000)}`],
    ['conditions', `${'true ? 1 : '.repeat(2_000)}1`],
    ['its length', ' '.repeat(100_001)],
    ['macros in macros', `${'[1].map(x, '.repeat(300)}1${')'.repeat(300)}`],
  ])('is bounded: %s', (_, source) => {
    expect(code(source)).toBe('cel_limit_error');
  });

  test('may hold long chains of && and ||, which are balanced', () => {
    expect(code(`true${' && true'.repeat(3_000)}`)).toBe('value');
  });

  test('is bounded in its parts', () => {
    expect(code(`[${'1,'.repeat(200)}1]`, { limits: { nodes: 100 } })).toBe('cel_limit_error');
  });

  test('is bounded in the size of its types', () => {
    expect(code(doubled('{1: 1}', 60, (name) => `{1: [${name}]}`))).not.toBe('internal_error');
    expect(code(doubled('[]', 40, (name) => `[{"a": {${name}.size(): [${name}, ${name}]}}]`))).not.toBe(
      'internal_error',
    );
  });
});

describe('an evaluation', () => {
  for (const interpreted of [false, true]) {
    const mode = interpreted ? 'closures' : 'code';

    test(`cannot double a text without end (${mode})`, () => {
      expect(
        code(
          doubled('"abcdefgh"', 60, (name) => `${name} + ${name}`),
          { interpreted },
        ),
      ).toBe('size_exceeded');
    });

    test(`cannot double a list without end (${mode})`, () => {
      expect(
        code(
          doubled('[1, 2]', 60, (name) => `${name} + ${name}`),
          { interpreted },
        ),
      ).toBe('size_exceeded');
    });

    test(`cannot multiply a text (${mode})`, () => {
      const long = `"${'a'.repeat(5_000)}"`;
      const source = `${long}.replace("a", ${long}).replace("a", ${long}).size() > 0`;
      expect(code(source, { interpreted })).toBe('size_exceeded');
    });

    test(`cannot go round without end (${mode})`, () => {
      const list = 'lists.range(3000)';
      const source = `${list}.all(a, ${list}.all(b, ${list}.all(c, a + b + c >= 0)))`;
      expect(code(source, { interpreted, limits: { steps: 100_000 } })).toBe('cost_exceeded');
    });

    test(`cannot make a huge list (${mode})`, () => {
      expect(code('lists.range(9000000000).size() > 0', { interpreted })).toBe('size_exceeded');
    });

    test(`ends at its deadline, which no operator can do without (${mode})`, () => {
      const clock = fixedClock(0);
      const program = compileCel('lists.range(5000).exists(x, tick() > x) || true', {
        clock,
        interpreted,
        functions: { tick: [['tick', '() -> int', () => (clock.advance(1), -1)]] },
      });
      if ('errors' in program) throw new TypeError('does not compile');

      const result = program.evaluate({}, { limits: { timeMs: 100 } });

      expect(result).toMatchObject({ error: { code: 'deadline_exceeded' } });
    });

    test(`ends at its cost, which no operator can do without (${mode})`, () => {
      const source = 'lists.range(100).all(x, x >= 0) || true';
      expect(code(source, { interpreted }, { costLimit: 100 })).toBe('cost_exceeded');
      expect(code(source, { interpreted }, { costLimit: 100_000 })).toBe('value');
    });

    test(`the next one starts afresh (${mode})`, () => {
      const program = compileCel('[1, 2, 3].all(x, x > 0)', { interpreted });
      if ('errors' in program) throw new TypeError('does not compile');

      expect(program.evaluate({}, { costLimit: 3 })).toMatchObject({ error: { code: 'cost_exceeded' } });
      expect(program.evaluate({}, { costLimit: 300 })).toMatchObject({ value: true });
    });
  }

  test.each([
    ['compares', (name: string) => `${name} == [${name}, ${name}]`],
    ['looks for', (name: string) => `[${name}] in [[${name}], ${name}]`],
    ['formats', (name: string) => `"%s".format([${name}]) == ""`],
    ['goes through', (name: string) => `[${name}].indexOf(1) == 7`],
  ])('ends where it %s what holds itself a million million times', (_, use) => {
    const build = (name: string, levels: number, rest: string): string => {
      let source = rest;
      for (let i = levels; i > 0; i--) source = `cel.bind(${name}${i}, [${name}${i - 1}, ${name}${i - 1}], ${source})`;
      return `cel.bind(${name}0, dyn([1]), ${source})`;
    };
    const two = build('a', 40, build('b', 40, `a40 == b40 || ${use('dyn(a40)')}`));
    const options: CelOptions = { unchecked: true, libraries: ['bindings', 'kubernetes.lists', 'strings'] };
    expect(code(two, options)).toMatch(/_exceeded$/);
    expect(code(build('a', 40, use('dyn(a40)')), options, { costLimit: 1_000_000 })).toMatch(/_exceeded$|^value$/);
  });

  test('searches long texts in linear time', () => {
    const bound = (rest: string): string =>
      `cel.bind(t, "${'a'.repeat(40_000)}", cel.bind(p, "${'a'.repeat(20_000)}b${'a'.repeat(10_000)}", ${rest}))`;
    expect(code(bound('t.contains(p) || t.indexOf(p) == 1 || t.lastIndexOf(p) == 1'))).toBe('value');
    expect(code(bound('t.split(p).size() + t.replace(p, "").size()'))).toBe('value');
  });

  test('matches patterns in linear time', () => {
    const text = `"${'a'.repeat(20_000)}!"`;
    expect(code(`${text}.matches("^(a+)+$") || ${text}.matches("(a|aa)+$")`)).toBe('value');
    expect(code(`"  ${' '.repeat(50_000)}x".trim().size() == 1`)).toBe('value');
  });
});

describe('names that JavaScript knows', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'])('are mere keys: %s', (name) => {
    for (const interpreted of [false, true]) {
      for (const source of [
        `m.${name} == null`,
        `m["${name}"] == null`,
        `l.${name} == null`,
        `s.${name} == null`,
        name,
      ]) {
        const program = compileCel(source, { variables: { m: 'dyn', l: 'dyn', s: 'dyn', [name]: 'dyn' }, interpreted });
        if ('errors' in program) throw new TypeError(program.errors[0]?.message);
        const result = program.evaluate({ m: {}, l: [1], s: 'text' });
        expect(result).toMatchObject({ error: { code: expect.stringMatching(/^no_such_/) } });
      }
      const held = compileCel(`has(m.${name}) && m.${name} == 7`, { variables: { m: 'dyn' }, interpreted });
      if ('errors' in held) throw new TypeError('does not compile');
      expect(held.evaluate({ m: JSON.parse(`{"${name}": 7}`) as never })).toMatchObject({ value: true });
      expect(held.evaluate({ m: {} })).toMatchObject({ value: false });
    }
  });

  test('in constants reach no code', () => {
    const source = '"`${process.exit(1)}`" + \'"; process.exit(1); "\' == "" || {"a\\"]; b": 1}["a\\"]; b"] == 1';
    expect(code(source)).toBe('value');
  });
});
