import { typeName } from '../../shared/containers.ts';
import type { Value } from '../../shared/values.ts';
import { isNumeric } from '../../shared/values.ts';
import type { Numeric } from '../../shared/decimal.ts';
import { StructSet } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';

/** A builtin: undefined is no result. What it makes in size it pays for with `session.charge`. */
// oxlint-disable-next-line typescript/no-explicit-any -- operands are checked by each builtin, as OPA does
export type Builtin = (context: Context, ...args: any[]) => Value | undefined;

export type BuiltinTable = Readonly<Record<string, Builtin>>;

/** `operand 1 must be string but got number`, or undefined where errors are not strict. */
// oxlint-disable-next-line max-params -- one check of one operand, called from every builtin
export function wrongType(context: Context, name: string, operand: number, wanted: string, got: Value): undefined {
  const message = `${name}: operand ${operand} must be ${wanted} but got ${typeName(got)}`;
  return context.session.fail('eval_type_error', message);
}

export function failed(context: Context, name: string, message: string): undefined {
  return context.session.fail('eval_builtin_error', `${name}: ${message}`);
}

export const isString = (value: unknown): value is string => typeof value === 'string';

type Guard<T extends Value> = (value: Value) => value is T;

/** A builtin of one operand of a certain type. */
export function unary<T extends Value>(
  name: string,
  [guard, wanted]: readonly [Guard<T>, string],
  run: (value: T, context: Context) => Value | undefined,
): Builtin {
  return (context, value: Value) => (guard(value) ? run(value, context) : wrongType(context, name, 1, wanted, value));
}

/** A builtin of two operands of certain types. */
export function binary<A extends Value, B extends Value>(
  name: string,
  first: readonly [Guard<A>, string],
  second: readonly [Guard<B>, string],
  run: (a: A, b: B, context: Context) => Value | undefined,
): Builtin {
  return (context, a: Value, b: Value) => {
    if (!first[0](a)) return wrongType(context, name, 1, first[1], a);
    return second[0](b) ? run(a, b, context) : wrongType(context, name, 2, second[1], b);
  };
}

export const STRING: readonly [Guard<string>, string] = [isString as Guard<string>, 'string'];
export const NUMBER: readonly [Guard<Numeric>, string] = [isNumeric as Guard<Numeric>, 'number'];
export const SET: readonly [Guard<StructSet>, string] = [
  (value): value is StructSet => value instanceof StructSet,
  'set',
];
export const ARRAY: readonly [Guard<readonly Value[]>, string] = [
  (value): value is readonly Value[] => Array.isArray(value),
  'array',
];

/** The members of an array or a set, in order; undefined for anything else. */
export function membersOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value as readonly Value[];
  return value instanceof StructSet ? value.sorted() : undefined;
}
