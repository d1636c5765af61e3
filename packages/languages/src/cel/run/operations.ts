import { compare, equal } from '../compare.ts';
import { Halt, fail } from '../errors.ts';
import { item, missing } from '../library/standard.ts';
import {
  CelMap,
  NONE,
  Optional,
  entriesOf,
  isInt,
  isMap,
  isPlain,
  keysOf,
  lookUp,
  mapKey,
  typeNameOf,
} from '../values.ts';
import type { CelValue, PlainMap } from '../values.ts';
import { noOverload } from './dispatch.ts';
import { isFinal } from './session.ts';
import type { Session } from './session.ts';

export { compare, equal, isPlain };

/** The variables of one evaluation. */
export type Activation = Readonly<Record<string, CelValue | undefined>>;

export function variable(activation: Activation, name: string): CelValue {
  const value = Object.hasOwn(activation, name) ? activation[name] : undefined;
  return value ?? (value === null ? null : fail('no_such_variable', `no such variable: ${name}`));
}

export function undeclared(message: string): never {
  return fail('no_such_variable', message);
}

/** `a.b`; of an optional, an optional. */
export function select(of: CelValue, field: string): CelValue {
  if (of instanceof Optional) return optionalField(of, field);
  if (!isMap(of)) return fail('no_such_overload', `no such overload: ${typeNameOf(of)} has no fields`);
  const value = lookUp(of, field);
  return value === undefined ? missing(field) : value;
}

/** `has(a.b)`. */
export function has(of: CelValue, field: string): boolean {
  if (of instanceof Optional) return of.value !== undefined && has(of.value, field);
  if (!isMap(of)) return fail('no_such_overload', `no such overload: ${typeNameOf(of)} has no fields`);
  return lookUp(of, field) !== undefined;
}

/** `a.?b`: absent where the field is. */
export function optionalField(of: CelValue, field: string): Optional {
  const target = of instanceof Optional ? of.value : of;
  if (target === undefined) return NONE;
  if (!isMap(target)) return fail('no_such_overload', `no such overload: ${typeNameOf(target)} has no fields`);
  const value = lookUp(target, field);
  return value === undefined ? NONE : new Optional(value);
}

/** `a[b]`, by the kind of `a`. */
export function index(of: CelValue, key: CelValue): CelValue {
  if (Array.isArray(of)) {
    const place = mapKey(key);
    return typeof place === 'number' && Number.isSafeInteger(place)
      ? item(of as readonly CelValue[], place)
      : noOverload('_[_]', [of, key]);
  }
  if (of instanceof Optional) return of.value === undefined ? NONE : optionalIndex(of.value, key);
  if (!isMap(of)) return noOverload('_[_]', [of, key]);
  const form = mapKey(key);
  if (form === undefined) return noOverload('_[_]', [of, key]);
  const value = lookUp(of, form);
  return value === undefined ? missing(key) : value;
}

/** `a[?b]`: absent where there is no such item. */
export function optionalIndex(of: CelValue, key: CelValue): Optional {
  const target = of instanceof Optional ? of.value : of;
  if (target === undefined) return NONE;
  if (Array.isArray(target)) {
    if (!isInt(key)) return noOverload('_[?_]', [of, key]);
    const value = (target as readonly CelValue[])[Number(key)];
    return value === undefined ? NONE : new Optional(value);
  }
  const form = mapKey(key);
  if (!isMap(target) || form === undefined) return noOverload('_[?_]', [of, key]);
  const value = lookUp(target, form);
  return value === undefined ? NONE : new Optional(value);
}

export function not(value: CelValue): boolean {
  return typeof value === 'boolean' ? !value : noOverload('!_', [value]);
}

/** The value, where it is a bool. */
export function bool(value: CelValue): boolean {
  return typeof value === 'boolean'
    ? value
    : fail('no_such_overload', `no such overload: ${typeNameOf(value)} is no bool`);
}

/** What a loop with one variable goes through: a list's items, a map's keys. */
export function items(range: CelValue): readonly CelValue[] {
  if (Array.isArray(range)) return range as readonly CelValue[];
  if (isMap(range)) return keysOf(range);
  return fail('no_such_overload', `no such overload: ${typeNameOf(range)} cannot be gone through`);
}

/** What a loop with two variables goes through: indices and items, or keys and values. */
export function pairs(range: CelValue): readonly [readonly CelValue[], readonly CelValue[]] {
  if (Array.isArray(range)) return [Array.from(range.keys()), range as readonly CelValue[]];
  if (!isMap(range)) return fail('no_such_overload', `no such overload: ${typeNameOf(range)} cannot be gone through`);
  const entries = Array.from(entriesOf(range));
  return [entries.map(([key]) => key), entries.map(([, value]) => value)];
}

/** The error that an operator may do without; what ends the whole evaluation is thrown on. */
export function caught(session: Session, error: unknown): Halt {
  if (isFinal(error)) throw error;
  const halt = error as Halt;
  halt.at ??= session.at;
  return halt;
}

export function notBool(session: Session, value: CelValue): Halt {
  return new Halt('no_such_overload', `no such overload: ${typeNameOf(value)} is no bool`, session.at);
}

export function raise(error: unknown): never {
  throw error;
}

/** Adds the value of an optional to a list, where there is one. */
export function pushOptional(list: CelValue[], value: CelValue): void {
  if (!(value instanceof Optional))
    return fail('no_such_overload', `no such overload: ${typeNameOf(value)} is no optional`);
  if (value.value !== undefined) list.push(value.value);
}

/** Adds an entry to a map that an expression makes. */
export function put(map: CelMap, key: CelValue, value: CelValue): void {
  const form = mapKey(key);
  if (form === undefined || (typeof form === 'number' && !isInt(key) && typeNameOf(key) !== 'uint')) {
    return fail('no_such_overload', `unsupported key type: ${typeNameOf(key)}`);
  }
  if (map.has(form)) return fail('duplicate_key', `insert failed: key ${String(form)} already exists`);
  map.set(form, key, value);
}

export function putOptional(map: CelMap, key: CelValue, value: CelValue): void {
  if (!(value instanceof Optional))
    return fail('no_such_overload', `no such overload: ${typeNameOf(value)} is no optional`);
  if (value.value !== undefined) put(map, key, value.value);
}

/** Adds the entries of a map, for `transformMapEntry`. */
export function putAll(map: CelMap, entries: CelValue): void {
  if (!isMap(entries)) return noOverload('@mapInsert', [map, entries]);
  for (const [key, value] of entriesOf(entries as PlainMap)) put(map, key, value);
}

export function newMap(): CelMap {
  return new CelMap();
}
