import { fail } from '../errors.ts';
import type { CelExpr, FoldForm } from '../syntax/ast.ts';
import { Halt } from '../errors.ts';
import {
  RESULT,
  allSteps,
  bind,
  collectSteps,
  existsOneSteps,
  existsSteps,
  foldOf,
  variableName,
} from '../syntax/macros.ts';
import type { Macro, MacroCall } from '../syntax/macros.ts';
import type { Library } from './library.ts';

function isNamespace(target: CelExpr | undefined, name: string): boolean {
  return target?.kind === 'ident' && target.name === name;
}

/** `cel.bind(name, value, expression)`. */
export const BINDINGS: Library = {
  name: 'bindings',
  functions: {},
  macros: [
    {
      name: 'bind',
      method: true,
      arity: 3,
      expand: (call) => {
        if (!isNamespace(call.target, 'cel')) return undefined;
        const [name, value, body] = call.args as [CelExpr, CelExpr, CelExpr];
        return bind(call, variableName(name), value, body);
      },
    },
  ],
};

function numberOf(expr: CelExpr | undefined): number {
  if (expr?.kind !== 'const' || typeof expr.value !== 'number' || expr.value < 0) {
    throw new Halt('cel_syntax_error', 'the argument must be a whole number, not negative', expr?.at);
  }
  return expr.value;
}

function blockName(name: string, arity: number, made: (numbers: readonly number[]) => string): Macro {
  return {
    name,
    method: true,
    arity,
    expand: ({ build, at, target, args }) =>
      isNamespace(target, 'cel') ? build.ident(at, made(args.map(numberOf))) : undefined,
  };
}

/** `cel.block([…], expression)`: values shared by the parts of an expression, as optimisers write them. */
export const BLOCK: Library = {
  name: 'block',
  functions: {
    'cel.@block': [['cel_block_list', '(list(dyn), T) -> T', () => fail('internal_error', 'a block is no function')]],
  },
  macros: [
    {
      name: 'block',
      method: true,
      arity: 2,
      expand: ({ build, at, target, args }) => {
        if (!isNamespace(target, 'cel')) return undefined;
        if (args[0]?.kind !== 'list') throw new Halt('cel_syntax_error', 'cel.block takes a list', args[0]?.at ?? at);
        return build.call(at, 'cel.@block', args);
      },
    },
    blockName('index', 1, ([i]) => `@index${i}`),
    blockName('iterVar', 2, ([depth, i]) => `@it:${depth}:${i}`),
    blockName('accuVar', 2, ([depth, i]) => `@ac:${depth}:${i}`),
  ],
};

type Steps = Parameters<typeof foldOf>[2];

function twoVariables(name: string, arity: number, steps: (call: MacroCall, args: readonly CelExpr[]) => Steps): Macro {
  return {
    name,
    method: true,
    arity,
    expand: (call) => {
      const [first, second, ...rest] = call.args;
      const [iterVar, iterVar2] = [variableName(first), variableName(second)];
      if (iterVar === iterVar2) throw new Halt('cel_syntax_error', `duplicate variable name: ${iterVar}`, second?.at);
      return foldOf(call, { iterVar, iterVar2 }, steps(call, rest));
    },
  };
}

/** Both forms of a transforming macro: with a condition and without. */
function transforming(
  name: string,
  steps: (call: MacroCall, condition: CelExpr | undefined, body: CelExpr) => Steps,
): Macro[] {
  return [
    twoVariables(name, 3, (call, [body]) => steps(call, undefined, body as CelExpr)),
    twoVariables(name, 4, (call, [condition, body]) => steps(call, condition, body as CelExpr)),
  ];
}

function insertSteps(form: FoldForm, operands: (call: MacroCall, body: CelExpr) => readonly CelExpr[]) {
  return (call: MacroCall, condition: CelExpr | undefined, body: CelExpr): Steps => {
    const { build, at } = call;
    const result = (): CelExpr => build.ident(at, RESULT);
    const insert = build.call(at, 'cel.@mapInsert', [result(), ...operands(call, body)]);
    return {
      form,
      condition,
      body,
      init: build.map(at, []),
      loopCondition: build.constant(at, 'bool', true),
      step: condition === undefined ? insert : build.call(at, '_?_:_', [condition, insert, result()]),
      result: result(),
    };
  };
}

const never = (): never => fail('internal_error', 'an insertion is no function');

/** Macros with two variables: index and item, or key and value. */
export const COMPREHENSIONS: Library = {
  name: 'comprehensions',
  functions: {
    'cel.@mapInsert': [
      ['@mapInsert_map_map', '(map(K, V), map(K, V)) -> map(K, V)', never],
      ['@mapInsert_map_key_value', '(map(K, V), K, V) -> map(K, V)', never],
    ],
  },
  macros: [
    twoVariables('all', 3, (call, [body]) => allSteps(call, body as CelExpr)),
    twoVariables('exists', 3, (call, [body]) => existsSteps(call, body as CelExpr)),
    twoVariables('existsOne', 3, (call, [body]) => existsOneSteps(call, body as CelExpr)),
    twoVariables('exists_one', 3, (call, [body]) => existsOneSteps(call, body as CelExpr)),
    ...transforming('transformList', (call, condition, body) =>
      collectSteps(call, 'transformList', { condition, body }),
    ),
    ...transforming(
      'transformMap',
      insertSteps('transformMap', ({ build, at, args }, body) => [build.ident(at, variableName(args[0])), body]),
    ),
    ...transforming(
      'transformMapEntry',
      insertSteps('transformMapEntry', (_, body) => [body]),
    ),
  ],
};

/** Base64. */
export const ENCODERS: Library = {
  name: 'encoders',
  functions: {
    'base64.encode': [
      [
        'base64_encode_bytes',
        '(bytes) -> string',
        (s, bytes: Uint8Array) => {
          s.charge(bytes.length * 2);
          return Buffer.from(bytes).toString('base64');
        },
      ],
    ],
    'base64.decode': [
      [
        'base64_decode_string',
        '(string) -> bytes',
        (s, text: string) => {
          s.charge(text.length);
          return decode(text);
        },
      ],
    ],
  },
};

function decode(text: string): Uint8Array {
  const bare = text.replace(/={0,2}$/, '');
  const isPadded = text.length === bare.length || text.length % 4 === 0;
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1 || !isPadded)
    fail('invalid_argument', 'the text is no base64');
  return Buffer.from(bare, 'base64');
}
