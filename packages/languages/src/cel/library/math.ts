import { compare } from '../compare.ts';
import { Halt, fail } from '../errors.ts';
import { intOf, negateInt, toNumber, uintOf } from '../numbers.ts';
import type { Session } from '../run/session.ts';
import type { CelExpr } from '../syntax/ast.ts';
import type { Macro, MacroCall } from '../syntax/macros.ts';
import { Uint, doubleOf, isDouble, isInt } from '../values.ts';
import type { CelValue, Double, Int } from '../values.ts';
import type { Library, OverloadSpec } from './library.ts';

type Real = number | Double;
const KINDS = ['int', 'double', 'uint'] as const;

function isNumber(value: CelValue): boolean {
  return isInt(value) || isDouble(value) || value instanceof Uint;
}

/** The greatest or least of values; the first of equal ones. */
function extreme(values: readonly CelValue[], sign: number, name: string): CelValue {
  let best: CelValue = values[0] ?? fail('invalid_argument', `${name}(list) argument must not be empty`);
  if (!values.every(isNumber)) return fail('no_such_overload', `no such overload: ${name} takes numbers`);
  for (const value of values) if (sign * (compare(value, best) ?? 0) > 0) best = value;
  return best;
}

function extremes(name: '@max' | '@min', sign: number): OverloadSpec[] {
  const full = `math.${name}`;
  const one = (_: Session, value: CelValue): CelValue => value;
  const two = (_: Session, a: CelValue, b: CelValue): CelValue => extreme([a, b], sign, full);
  const all = (s: Session, list: readonly CelValue[]): CelValue => (s.work(list.length), extreme(list, sign, full));
  const specs: OverloadSpec[] = [];
  for (const kind of KINDS) specs.push([`math_${name}_${kind}`, `(${kind}) -> ${kind}`, one]);
  for (const a of KINDS) {
    for (const b of KINDS) specs.push([`math_${name}_${a}_${b}`, `(${a}, ${b}) -> ${a === b ? a : 'dyn'}`, two]);
  }
  for (const kind of KINDS) specs.push([`math_${name}_list_${kind}`, `(list(${kind})) -> ${kind}`, all]);
  return specs;
}

/** `math.greatest(a, b, …)`: any number of operands. */
function variadic(name: 'greatest' | 'least', fn: string): Macro {
  return {
    name,
    method: true,
    expand: (call) => {
      const { target, args, build, at } = call;
      if (target?.kind !== 'ident' || target.name !== 'math') return undefined;
      if (args.length === 0) throw new Halt('cel_syntax_error', `math.${name}() requires at least one argument`, at);
      args.forEach((arg) => refuseOtherLiterals(arg, name));
      if (args.length === 1) return single(call, name, fn);
      return build.call(at, fn, args.length === 2 ? args : [build.list(at, args)]);
    },
  };
}

function single({ build, at, args }: MacroCall, name: string, fn: string): CelExpr {
  const [arg] = args as [CelExpr];
  if (arg.kind === 'list') {
    if (arg.items.length === 0) throw new Halt('cel_syntax_error', `math.${name}() list must not be empty`, at);
    arg.items.forEach((item) => refuseOtherLiterals(item, name));
  }
  return build.call(at, fn, args);
}

/** A literal that can be no number is an error of the text. */
function refuseOtherLiterals(arg: CelExpr, name: string): void {
  const isWrong =
    (arg.kind === 'const' && !['int', 'uint', 'double'].includes(arg.type)) ||
    arg.kind === 'map' ||
    arg.kind === 'message';
  if (isWrong) throw new Halt('cel_syntax_error', `math.${name}() takes numbers`, arg.at);
}

function onDouble(run: (value: number) => number): OverloadSpec[2] {
  return (_, value: Real) => doubleOf(run(toNumber(value)));
}

/** Ties go away from zero. */
function round(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 52) return value;
  return value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5);
}

function abs(value: Int): Int {
  if (value < 0) return negateInt(value);
  return value;
}

function bits(run: (a: bigint, b: bigint) => bigint): { int: OverloadSpec[2]; uint: OverloadSpec[2] } {
  return {
    int: (_, a: Int, b: Int) => intOf(BigInt.asIntN(64, run(BigInt(a), BigInt(b)))),
    uint: (_, a: Uint, b: Uint) => uintOf(BigInt.asUintN(64, run(BigInt(a.value), BigInt(b.value)))),
  };
}

function shift(run: (value: bigint, by: bigint) => bigint): { int: OverloadSpec[2]; uint: OverloadSpec[2] } {
  const places = (by: Int): bigint => {
    if (by < 0) fail('invalid_argument', `negative offset: ${by}`);
    return by > 63 ? 64n : BigInt(by);
  };
  return {
    // An integer is shifted as its 64 bits, so that no sign is carried in.
    int: (_, a: Int, by: Int) => intOf(BigInt.asIntN(64, run(BigInt.asUintN(64, BigInt(a)), places(by)))),
    uint: (_, a: Uint, by: Int) => uintOf(BigInt.asUintN(64, run(BigInt(a.value), places(by)))),
  };
}

function pair(name: string, { int, uint }: { int: OverloadSpec[2]; uint: OverloadSpec[2] }): OverloadSpec[] {
  return [
    [`math_${name}_int_int`, '(int, int) -> int', int],
    [`math_${name}_uint_uint`, '(uint, uint) -> uint', uint],
  ];
}

function shifts(name: string, { int, uint }: { int: OverloadSpec[2]; uint: OverloadSpec[2] }): OverloadSpec[] {
  return [
    [`math_${name}_int_int`, '(int, int) -> int', int],
    [`math_${name}_uint_int`, '(uint, int) -> uint', uint],
  ];
}

/** Functions on numbers. */
export const MATH: Library = {
  name: 'math',
  macros: [variadic('greatest', 'math.@max'), variadic('least', 'math.@min')],
  functions: {
    'math.@max': extremes('@max', 1),
    'math.@min': extremes('@min', -1),
    'math.ceil': [['math_ceil_double', '(double) -> double', onDouble(Math.ceil)]],
    'math.floor': [['math_floor_double', '(double) -> double', onDouble(Math.floor)]],
    'math.round': [['math_round_double', '(double) -> double', onDouble(round)]],
    'math.trunc': [['math_trunc_double', '(double) -> double', onDouble(Math.trunc)]],
    'math.isInf': [['math_isInf_double', '(double) -> bool', (_, v: Real) => Math.abs(toNumber(v)) === Infinity]],
    'math.isNaN': [['math_isNaN_double', '(double) -> bool', (_, v: Real) => Number.isNaN(toNumber(v))]],
    'math.isFinite': [['math_isFinite_double', '(double) -> bool', (_, v: Real) => Number.isFinite(toNumber(v))]],
    'math.abs': [
      ['math_abs_double', '(double) -> double', onDouble(Math.abs)],
      ['math_abs_int', '(int) -> int', (_, value: Int) => abs(value)],
      ['math_abs_uint', '(uint) -> uint', (_, value: Uint) => value],
    ],
    'math.sign': [
      ['math_sign_double', '(double) -> double', onDouble(Math.sign)],
      ['math_sign_int', '(int) -> int', (_, value: Int) => (value > 0 ? 1 : value < 0 ? -1 : 0)],
      ['math_sign_uint', '(uint) -> uint', (_, { value }: Uint) => new Uint(value > 0 ? 1 : 0)],
    ],
    'math.sqrt': [
      ['math_sqrt_double', '(double) -> double', onDouble(Math.sqrt)],
      ['math_sqrt_int', '(int) -> double', (_, value: Int) => doubleOf(Math.sqrt(Number(value)))],
      ['math_sqrt_uint', '(uint) -> double', (_, { value }: Uint) => doubleOf(Math.sqrt(Number(value)))],
    ],
    'math.bitAnd': pair(
      'bitAnd',
      bits((a, b) => a & b),
    ),
    'math.bitOr': pair(
      'bitOr',
      bits((a, b) => a | b),
    ),
    'math.bitXor': pair(
      'bitXor',
      bits((a, b) => a ^ b),
    ),
    'math.bitNot': [
      ['math_bitNot_int_int', '(int) -> int', (_, value: Int) => intOf(~BigInt(value))],
      ['math_bitNot_uint_uint', '(uint) -> uint', (_, { value }: Uint) => uintOf(BigInt.asUintN(64, ~BigInt(value)))],
    ],
    'math.bitShiftLeft': shifts(
      'bitShiftLeft',
      shift((a, by) => a << by),
    ),
    'math.bitShiftRight': shifts(
      'bitShiftRight',
      shift((a, by) => a >> by),
    ),
  },
};
