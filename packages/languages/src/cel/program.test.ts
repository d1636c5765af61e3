import { fixedClock } from '@sallyport/kernel';
import { describe, expect, test } from 'vitest';

import { celAuthorizer, celErrors, celJson, celValue, compileCel, fail, formatCelError } from './index.ts';
import type { CelError, CelErrorCode, CelOptions, CelProgram, CelResult } from './index.ts';

function compiled(source: string, options: CelOptions = {}): CelProgram {
  const program = compileCel(source, options);
  if ('errors' in program) throw new TypeError(program.errors.map(formatCelError).join('; '));
  return program;
}

function refused(source: string, options: CelOptions = {}): readonly CelError[] {
  const program = compileCel(source, options);
  return 'errors' in program ? program.errors : [];
}

function value(source: string, activation = {}, options: CelOptions = {}): unknown {
  const result = compiled(source, options).evaluate(activation);
  return 'error' in result ? result.error.code : celJson(result.value);
}

function errorOf(result: CelResult): CelError | undefined {
  return 'error' in result ? result.error : undefined;
}

describe('what is wrong with an expression', () => {
  test.each<[CelErrorCode, string]>([
    ['cel_syntax_error', '1 +'],
    ['cel_syntax_error', '!-'],
    ['cel_syntax_error', '!-a'],
    ['cel_syntax_error', '"open'],
    ['cel_syntax_error', 'has(a)'],
    ['cel_reference_error', 'missing + 1'],
    ['cel_reference_error', 'missing(1)'],
    ['cel_type_error', '1 + "a"'],
    ['cel_type_error', '[1].all(x, x)'],
    ['cel_limit_error', `${'('.repeat(300)}1${')'.repeat(300)}`],
  ])('is told as %s: %s', (code, source) => {
    expect(refused(source).map((error) => error.code)).toContain(code);
  });

  test('has a position in characters, and every type error is told at once', () => {
    const errors = refused('"😁" == missing &&\n  (1 + "a" == 2)');

    expect(errors.map(({ line, column }) => [line, column])).toEqual([
      [1, 8],
      [2, 6],
    ]);
    expect(formatCelError(errors[1]!)).toBe(
      "2:6: cel_type_error: found no matching overload for '_+_' applied to '(int, string)'",
    );
  });

  test('is a wrong type of the whole where one is wanted', () => {
    expect(refused('1 + 1', { resultType: 'bool' })[0]?.code).toBe('cel_type_error');
    expect(refused('a', { resultType: 'bool', variables: { a: 'dyn' } })).toEqual([]);
  });
});

describe('what fails while it is evaluated', () => {
  const FAILURES: [CelErrorCode, string][] = [
    ['no_such_overload', 'dyn(1) + "a"'],
    ['no_such_key', '{"a": 1}["b"]'],
    ['no_such_variable', 'a == 1'],
    ['index_out_of_range', '[1][1]'],
    ['divide_by_zero', '1 / 0'],
    ['divide_by_zero', '1u % 0u'],
    ['overflow', '9223372036854775807 + 1'],
    ['overflow', '-9223372036854775808 - 1'],
    ['overflow', '0u - 1u'],
    ['overflow', 'int(1e19)'],
    ['invalid_argument', 'duration("soon")'],
    ['invalid_argument', '"a".matches("(")'],
    ['duplicate_key', '{"a": 1, "a": 2}'],
  ];
  test.each(FAILURES)('is told as %s: %s', (code, source) => {
    for (const interpreted of [false, true]) {
      const program = compiled(source, { variables: { a: 'dyn' }, interpreted });
      expect(errorOf(program.evaluate({}))?.code).toBe(code);
    }
  });

  test('has the position of the part that failed', () => {
    const error = errorOf(compiled('true &&\n  1 / 0 == 1').evaluate({}));

    expect(error).toMatchObject({ code: 'divide_by_zero', line: 2, column: 5 });
  });

  test('is an internal error where a function of the host throws, and the host can fail in its own words', () => {
    const functions = {
      broken: [
        [
          'broken',
          '() -> int',
          () => {
            throw new TypeError('a fault of the host');
          },
        ],
      ],
      refuses: [['refuses', '(string) -> int', (_: unknown, text: string) => fail('invalid_argument', `not ${text}`)]],
    } satisfies NonNullable<CelOptions['functions']>;

    expect(errorOf(compiled('broken()', { functions }).evaluate({}))?.code).toBe('internal_error');
    expect(errorOf(compiled('refuses("x")', { functions }).evaluate({}))).toMatchObject({
      code: 'invalid_argument',
      message: 'not x',
    });
  });
});

describe('a failed side', () => {
  test.each([
    ['1 / 0 == 1 || true', true],
    ['true || 1 / 0 == 1', true],
    ['1 / 0 == 1 && false', false],
    ['1 / 0 == 1 || false', 'divide_by_zero'],
    ['[0, 1].exists(x, 1 / x == 1)', true],
    ['[0, 2].exists(x, 1 / x == 1)', 'divide_by_zero'],
    ['[0, 1].all(x, 1 / x == 2)', false],
    ['[0, 1].exists_one(x, 1 / x == 1)', 'divide_by_zero'],
    ['dyn(1) || true', true],
    ['false || dyn(1)', 'no_such_overload'],
    ['dyn("a") ? 1 : 2', 'no_such_overload'],
    ['cel.bind(x, 1 / 0, true)', true],
    ['cel.bind(x, 1 / 0, x == 1)', 'divide_by_zero'],
  ])('%s', (source, wanted) => {
    expect(value(source)).toBe(wanted);
    expect(value(source, {}, { interpreted: true })).toBe(wanted);
  });
});

describe('values', () => {
  test('of JSON are used as they are', () => {
    const activation = { pod: { spec: { replicas: 3, ratio: 0.5, tags: ['a'], none: null } } };
    const variables = { pod: 'dyn' };

    expect(value('pod.spec.replicas + 1', activation, { variables })).toBe(4);
    expect(value('type(pod.spec.ratio) == double && pod.spec.none == null', activation, { variables })).toBe(true);
    expect(value('pod.spec.map(k, k).size()', activation, { variables })).toBe(4);
  });

  test('of 64 bits keep every digit', () => {
    const activation = { big: celValue.int(2n ** 62n), unsigned: celValue.uint(2n ** 64n - 1n) };
    const variables = { big: 'int', unsigned: 'uint' };

    expect(value('big + 1 == 4611686018427387905', activation, { variables })).toBe(true);
    expect(value('string(unsigned)', activation, { variables })).toBe('18446744073709551615');
  });

  test('come from JavaScript, and what is no value is refused', () => {
    const made = celValue.of({ when: new Date(0), map: new Map([[1n, 'x']]), set: new Set(['a']), left: undefined });

    expect(celJson(made)).toEqual({ when: '1970-01-01T00:00:00Z', map: { 1: 'x' }, set: ['a'] });
    expect(() => celValue.of(Symbol('x'))).toThrow('A symbol is no CEL value');
    expect(() => celValue.timestamp('soon')).toThrow('is no CEL value');
  });

  test('may be objects without a prototype, or with keys that JavaScript knows', () => {
    const bare = Object.assign(Object.create(null) as object, { a: { b: 1 } });
    const odd = JSON.parse('{"a": {"b": 1, "constructor": 2}, "constructor": {"name": 3}}') as object;
    const variables = { m: 'dyn' };

    for (const interpreted of [false, true]) {
      expect(value('m.a.b == 1 && has(m.a) && !has(m.c)', { m: bare }, { variables, interpreted })).toBe(true);
      expect(value('m.a.b + m.a.constructor + m.constructor.name', { m: odd }, { variables, interpreted })).toBe(6);
    }
  });

  test('may be computed when they are asked for', () => {
    let asked = 0;
    const variables = Object.defineProperty({}, 'slow', {
      enumerable: true,
      get: () => {
        asked++;
        return 7;
      },
    });

    expect(value('false && v.slow == 7', { v: variables }, { variables: { v: 'dyn' } })).toBe(false);
    expect(asked).toBe(0);
    expect(value('v.slow == 7', { v: variables }, { variables: { v: 'dyn' } })).toBe(true);
  });
});

describe('the caller', () => {
  test.each([
    [() => compileCel('1', { libraries: ['nothing'] }), 'CEL_UNKNOWN_LIBRARY'],
    [() => compileCel('1', { variables: { a: 'list(' } }), 'CEL_BAD_TYPE'],
    [() => compileCel('1', { functions: { f: [['f', 'int', () => 1]] } }), 'CEL_BAD_SIGNATURE'],
    [() => celValue.of(() => 1), 'CEL_BAD_VALUE'],
  ])('is told of wrong use %#', (run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }));
    expect(celErrors.codes).toContain(code.replace('CEL_', ''));
  });

  test('brings variables, functions and an authorizer', () => {
    const decide = (request: { readonly verb: string }) => ({ allowed: request.verb === 'get' });
    const options: CelOptions = {
      libraries: ['kubernetes.authz'],
      variables: { authorizer: 'kubernetes.authorization.Authorizer' },
    };

    const source = 'authorizer.path("/x").check("get").allowed() && !authorizer.path("/x").check("put").allowed()';
    expect(value(source, { authorizer: celAuthorizer(decide) }, options)).toBe(true);
  });

  test('can leave the check out, and then fails only where a wrong part is reached', () => {
    expect(value('true || missing', {}, { unchecked: true })).toBe(true);
    expect(value('false || missing', {}, { unchecked: true })).toBe('no_such_variable');
    expect(compiled('1', { unchecked: true }).type).toBe('dyn');
  });

  test('sees the type, and the tree with its offsets', () => {
    const program = compiled('[1].map(x, string(x))', { clock: fixedClock(0) });

    expect(program.type).toBe('list(string)');
    expect(program.ast).toMatchObject({ kind: 'fold', form: 'map', at: 7 });
  });
});
