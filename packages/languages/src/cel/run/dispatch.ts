import { fail } from '../errors.ts';
import type { Overload } from '../library/library.ts';
import type { CelType } from '../types.ts';
import {
  Duration,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  isDouble,
  isInt,
  isList,
  isMap,
  typeNameOf,
} from '../values.ts';
import type { CelValue } from '../values.ts';
import type { Session } from './session.ts';

type Guard = (value: CelValue) => boolean;
export type Callable = (session: Session, ...operands: readonly CelValue[]) => CelValue;

const GUARDS: Readonly<Record<string, Guard>> = {
  bool: (value) => typeof value === 'boolean',
  int: isInt,
  uint: (value) => value instanceof Uint,
  double: isDouble,
  string: (value) => typeof value === 'string',
  bytes: (value) => value instanceof Uint8Array,
  null: (value) => value === null,
  timestamp: (value) => value instanceof Timestamp,
  duration: (value) => value instanceof Duration,
  list: isList,
  map: isMap,
  type: (value) => value instanceof TypeValue,
};

/** Tells whether a value is of a type, as far as the type's name says: items of lists are not looked at. */
function guardOf(type: CelType): Guard {
  if (type.kind === 'opaque') {
    if (type.name === 'optional_type') return (value) => value instanceof Optional;
    return (value) => value instanceof Opaque && value.typeName === type.name;
  }
  if (type.kind === 'wrapper') {
    const inner = guardOf(type.params[0] ?? type);
    return (value) => value === null || inner(value);
  }
  return GUARDS[type.kind] ?? (() => true);
}

/** One function for the overloads that a call may mean: the first that takes the operands is called. */
export function callable(name: string, overloads: readonly Overload[]): Callable {
  const [only, second] = overloads;
  if (only === undefined) return (_, ...operands) => noOverload(name, operands);
  if (second === undefined) return single(name, only);
  const choices = overloads.map(({ params, run }) => ({ guards: params.map(guardOf), run }));
  return (session, ...operands) => {
    for (const { guards, run } of choices) {
      if (guards.every((guard, i) => guard(operands[i] as CelValue))) return run(session, ...operands);
    }
    return noOverload(name, operands);
  };
}

function single(name: string, { params, run }: Overload): Callable {
  const guards = params.map(guardOf);
  const [first, second] = guards;
  if (first === undefined) return run;
  if (second === undefined)
    return (session, a) => (first(a as CelValue) ? run(session, a as CelValue) : noOverload(name, [a]));
  if (guards.length === 2) {
    return (session, a, b) =>
      first(a as CelValue) && second(b as CelValue)
        ? run(session, a as CelValue, b as CelValue)
        : noOverload(name, [a, b]);
  }
  return (session, ...operands) =>
    guards.every((guard, i) => guard(operands[i] as CelValue)) ? run(session, ...operands) : noOverload(name, operands);
}

export function noOverload(name: string, operands: readonly (CelValue | undefined)[]): never {
  const types = operands.map((operand) => (operand === undefined ? 'nothing' : typeNameOf(operand)));
  return fail('no_such_overload', `no such overload: ${name}(${types.join(', ')})`);
}
