import { Halt } from '../errors.ts';
import type { CelExpr, FoldExpr } from './ast.ts';
import type { Builder } from './build.ts';

/** A call that the parser turns into something else. */
export interface Macro {
  readonly name: string;
  readonly method: boolean;
  /** Number of arguments; any where it is not given. */
  readonly arity?: number;
  /** Undefined where the call is none of this macro. */
  expand(call: MacroCall): CelExpr | undefined;
}

export interface MacroCall {
  readonly build: Builder;
  readonly at: number;
  readonly target: CelExpr | undefined;
  readonly args: readonly CelExpr[];
}

/** The name of a fold's result; no expression can say it. */
export const RESULT = '@result';

/** The name of a macro's variable. */
export function variableName(expr: CelExpr | undefined): string {
  if (expr === undefined || expr.kind !== 'ident' || expr.name.startsWith('.')) {
    throw new Halt('cel_syntax_error', 'the argument must be a simple name', expr?.at);
  }
  if (expr.name === '__result__' || expr.name === RESULT) {
    throw new Halt('cel_syntax_error', `${expr.name} is no name for a variable`, expr.at);
  }
  return expr.name;
}

interface Variables {
  readonly iterVar: string;
  readonly iterVar2: string | undefined;
}

type Steps = Pick<FoldExpr, 'form' | 'init' | 'loopCondition' | 'step' | 'result' | 'condition' | 'body'>;

/** The fold over the call's target. */
export function foldOf(call: MacroCall, variables: Variables, steps: Steps): FoldExpr {
  return call.build.fold(call.at, { range: call.target as CelExpr, accuVar: RESULT, ...variables, ...steps });
}

export function allSteps({ build, at }: MacroCall, body: CelExpr): Steps {
  const result = (): CelExpr => build.ident(at, RESULT);
  return {
    form: 'all',
    condition: undefined,
    body,
    init: build.constant(at, 'bool', true),
    loopCondition: build.call(at, '@not_strictly_false', [result()]),
    step: build.call(at, '_&&_', [result(), body]),
    result: result(),
  };
}

export function existsSteps({ build, at }: MacroCall, body: CelExpr): Steps {
  const result = (): CelExpr => build.ident(at, RESULT);
  return {
    form: 'exists',
    condition: undefined,
    body,
    init: build.constant(at, 'bool', false),
    loopCondition: build.call(at, '@not_strictly_false', [build.call(at, '!_', [result()])]),
    step: build.call(at, '_||_', [result(), body]),
    result: result(),
  };
}

export function existsOneSteps({ build, at }: MacroCall, body: CelExpr): Steps {
  const result = (): CelExpr => build.ident(at, RESULT);
  const one = (): CelExpr => build.constant(at, 'int', 1);
  return {
    form: 'existsOne',
    condition: undefined,
    body,
    init: build.constant(at, 'int', 0),
    loopCondition: build.constant(at, 'bool', true),
    step: build.call(at, '_?_:_', [body, build.call(at, '_+_', [result(), one()]), result()]),
    result: build.call(at, '_==_', [result(), one()]),
  };
}

/** Collects into a list: all that `condition` lets through. */
export function collectSteps(
  { build, at }: MacroCall,
  form: 'map' | 'filter' | 'transformList',
  { condition, body }: { condition: CelExpr | undefined; body: CelExpr },
): Steps {
  const result = (): CelExpr => build.ident(at, RESULT);
  const add = build.call(at, '_+_', [result(), build.list(at, [body])]);
  return {
    form,
    condition,
    body,
    init: build.list(at, []),
    loopCondition: build.constant(at, 'bool', true),
    step: condition === undefined ? add : build.call(at, '_?_:_', [condition, add, result()]),
    result: result(),
  };
}

/** `name` bound to a value in an expression. */
// oxlint-disable-next-line max-params -- the parts of a binding
export function bind({ build, at }: MacroCall, name: string, value: CelExpr, body: CelExpr): FoldExpr {
  return build.fold(at, {
    form: 'bind',
    condition: undefined,
    body,
    iterVar: '#unused',
    iterVar2: undefined,
    range: build.list(at, []),
    accuVar: name,
    init: value,
    loopCondition: build.constant(at, 'bool', false),
    step: build.ident(at, name),
    result: body,
  });
}

function oneVariable(name: string, steps: (call: MacroCall, body: CelExpr) => Steps): Macro {
  return {
    name,
    method: true,
    arity: 2,
    expand: (call) => {
      const iterVar = variableName(call.args[0]);
      return foldOf(call, { iterVar, iterVar2: undefined }, steps(call, call.args[1] as CelExpr));
    },
  };
}

const MAP: Macro['expand'] = (call) => {
  const iterVar = variableName(call.args[0]);
  const [, first, second] = call.args as [CelExpr, CelExpr, CelExpr?];
  const parts = second === undefined ? { condition: undefined, body: first } : { condition: first, body: second };
  return foldOf(call, { iterVar, iterVar2: undefined }, collectSteps(call, 'map', parts));
};

/** The macros of the language itself. */
export const STANDARD_MACROS: readonly Macro[] = [
  {
    name: 'has',
    method: false,
    arity: 1,
    expand: ({ build, args }) => {
      const [argument] = args as [CelExpr];
      if (argument.kind !== 'select' || argument.test) {
        throw new Halt('cel_syntax_error', 'has() takes a field selection such as a.b', argument.at);
      }
      return build.select(argument.at, argument.operand, argument.field, true);
    },
  },
  oneVariable('all', allSteps),
  oneVariable('exists', existsSteps),
  oneVariable('exists_one', existsOneSteps),
  oneVariable('existsOne', existsOneSteps),
  { name: 'map', method: true, arity: 2, expand: MAP },
  { name: 'map', method: true, arity: 3, expand: MAP },
  oneVariable('filter', (call, condition) =>
    collectSteps(call, 'filter', { condition, body: call.build.ident(call.at, variableName(call.args[0])) }),
  ),
];
