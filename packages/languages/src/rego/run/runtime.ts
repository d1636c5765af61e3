import { objectOf } from '../../shared/containers.ts';
import type { ObjectBuilder } from '../../shared/containers.ts';
import { Decimal } from '../../shared/decimal.ts';
import { StructMap, StructSet, compareStrings, equal, isObject } from '../../shared/values.ts';
import type { PlainObject, Value } from '../../shared/values.ts';
import type { Group } from '../compile/tree.ts';
import { Halt, errorAt } from '../errors.ts';
import type { Context, Mock } from './context.ts';

/** What plans are made of at run time; generated code and closures call the same functions. */

const NOTHING: readonly Value[] = [];

/** One step into a value; undefined where it has no such key. */
export function get(of: Value | undefined, key: Value): Value | undefined {
  if (typeof of !== 'object' || of === null) return undefined;
  if (Array.isArray(of))
    return typeof key === 'number' && Number.isInteger(key) ? (of[key] as Value | undefined) : undefined;
  if (of instanceof StructSet) return of.has(key) ? key : undefined;
  if (of instanceof StructMap) return of.get(key);
  if (of instanceof Decimal || typeof key !== 'string') return undefined;
  return Object.hasOwn(of, key) ? (of as PlainObject)[key] : undefined;
}

/** A step into base data: a number is the index of an array or the key that it spells. */
export function baseGet(of: Value | undefined, key: number): Value | undefined {
  return get(of, key) ?? get(of, String(key));
}

/** The keys of a loop: null for an array, whose keys are its indices. */
export function keysOf(over: Value | undefined, sorted: boolean): readonly Value[] | null {
  if (typeof over !== 'object' || over === null) return NOTHING;
  if (Array.isArray(over)) return null;
  if (over instanceof StructSet) return sorted ? over.sorted() : over.values();
  if (over instanceof StructMap) return sorted ? over.sortedKeys() : over.keys();
  if (over instanceof Decimal) return NOTHING;
  const keys = Object.keys(over);
  return sorted ? keys.sort(compareStrings) : keys;
}

/** The values that belong to the keys of a loop. */
export function valuesOf(over: Value | undefined, keys: readonly Value[] | null): readonly Value[] {
  if (keys === null) return over as readonly Value[];
  if (over instanceof StructSet || keys.length === 0) return keys;
  if (over instanceof StructMap) return keys.map((key) => over.get(key) as Value);
  const object = over as PlainObject;
  return keys.map((key) => object[key as string] as Value);
}

export function isArrayOf(value: Value, length: number): boolean {
  return Array.isArray(value) && value.length === length;
}

export function isObjectOf(value: Value, size: number): boolean {
  if (!isObject(value)) return false;
  return (value instanceof StructMap ? value.size : Object.keys(value).length) === size;
}

/** A collection that `every` and loops can walk. */
export function isCollection(value: Value | undefined): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Decimal);
}

/** A set from an array of members that the caller made. */
export function setOf(items: readonly Value[]): StructSet {
  return StructSet.of(items);
}

export function objectFrom(entries: readonly (readonly [Value, Value])[]): Value {
  return objectOf(entries);
}

export function conflict(group: Group, at: number, message: string): never {
  const source = group.sources[0]?.module;
  if (source === undefined) throw new Halt({ code: 'eval_conflict_error', message });
  throw new Halt(errorAt(source, at, 'eval_conflict_error', message));
}

/** The result of a complete rule or function so far and one more: they must agree. */
export function agree(before: Value | undefined, value: Value, group: Group, at: number): Value {
  if (before === undefined || equal(before, value)) return value;
  const what = group.kind === 'function' ? 'functions' : 'complete rules';
  return conflict(group, at, `${what} must not produce multiple outputs`);
}

/** Puts an entry of a partial object or an object comprehension: one key, one value. */
// oxlint-disable-next-line max-params -- called for every entry: no object per call
export function put(builder: ObjectBuilder, key: Value, value: Value, group: Group, at: number): void {
  const before = builder.get(key);
  if (before === undefined) builder.set(key, value);
  else if (!equal(before, value)) conflict(group, at, 'object keys must be unique');
}

/** An object of any depth, put together from rules whose heads are references with variables. */
export class DocumentBuilder {
  readonly #entries = new StructMap();
  readonly #builders: DocumentBuilder[] = [];
  readonly #sets = new Set<StructSet>();

  /** False where a value stands already where another one, or a deeper one, is to be put. */
  put(keys: readonly Value[], value: Value, isMember: boolean): boolean {
    const [key, ...rest] = keys as [Value, ...Value[]];
    const before = this.#entries.get(key);
    if (rest.length > 0) {
      if (before === undefined) return this.#below(key).put(rest, value, isMember);
      const builder = this.#builderOf(before);
      return builder !== undefined && builder.put(rest, value, isMember);
    }
    if (isMember) return this.#putMember(key, before, value);
    if (before === undefined) {
      this.#entries.set(key, value);
      return true;
    }
    if (this.#builderOf(before) !== undefined || (before instanceof StructSet && this.#sets.has(before))) return false;
    return equal(before, value);
  }

  /** The builder below a path, made where there is none; undefined where a value stands there. */
  at(keys: readonly Value[]): DocumentBuilder | undefined {
    const [key, ...rest] = keys;
    if (key === undefined) return this;
    const before = this.#entries.get(key);
    const below = before === undefined ? this.#below(key) : this.#builderOf(before);
    return below?.at(rest);
  }

  #putMember(key: Value, before: Value | undefined, value: Value): boolean {
    if (before === undefined) {
      const set = StructSet.of([value]);
      this.#sets.add(set);
      this.#entries.set(key, set);
      return true;
    }
    if (!(before instanceof StructSet) || !this.#sets.has(before)) return false;
    before.add(value);
    return true;
  }

  /** Makes sure that there is a set, though nothing may be in it. */
  #below(key: Value): DocumentBuilder {
    const builder = new DocumentBuilder();
    this.#entries.set(key, [this.#builders.push(builder) - 1, marker]);
    return builder;
  }

  #builderOf(value: Value): DocumentBuilder | undefined {
    return Array.isArray(value) && value[1] === marker ? this.#builders[value[0] as number] : undefined;
  }

  done(): Value {
    const entries: [Value, Value][] = [];
    for (const [key, value] of this.#entries) entries.push([key, this.#builderOf(value)?.done() ?? value]);
    return objectOf(entries);
  }
}

/** Marks an entry of a builder as a builder; never leaves this class. */
const marker = new StructMap();

// oxlint-disable-next-line max-params -- called for every entry: no object per call
export function putPath(
  builder: DocumentBuilder,
  keys: readonly Value[],
  value: Value,
  isMember: boolean,
  group: Group,
  at: number,
): void {
  if (!builder.put(keys, value, isMember)) conflict(group, at, 'object keys must be unique');
}

/** A value with another one put in at a path; what stands in the way is replaced by an object. */
export function patch(value: Value | undefined, path: readonly string[], put: Value): Value {
  const [key, ...rest] = path;
  if (key === undefined) return put;
  const entries: Record<string, Value> = Object.create(null) as Record<string, Value>;
  if (isObject(value) && !(value instanceof StructMap)) Object.assign(entries, value);
  entries[key] = patch(get(value, key), rest, put);
  return entries;
}

export interface Changes {
  input?: Value | undefined;
  data?: Value;
  replaced?: readonly (readonly string[])[];
  mocks?: ReadonlyMap<string, Mock>;
}

/** The context that `with` makes: its rules are evaluated anew. */
export function derive(context: Context, changes: Changes): Context {
  const { session, input, data, replaced, mocks, generation } = context;
  return { session, input, data, replaced, mocks, memo: new Map(), generation, ...changes };
}

export function withInput(context: Context, path: readonly string[], value: Value): Context {
  return derive(context, { input: patch(context.input, path, value) });
}

export function withData(context: Context, path: readonly string[], value: Value): Context {
  const data = patch(context.data, path, value);
  return derive(context, { data, replaced: [...(context.replaced ?? []), path] });
}

export function withMock(context: Context, key: string, mock: Mock): Context {
  return derive(context, { mocks: new Map(context.mocks ?? []).set(key, mock) });
}

/** Inside what stands in a function's place, the function itself is there again. */
export function withoutMock(context: Context, key: string): Context {
  const mocks = new Map(context.mocks ?? []);
  mocks.delete(key);
  return derive(context, { mocks });
}

/** True where `with` has put base data in the place of what is at this path. */
export function isReplaced(context: Context, path: readonly string[]): boolean {
  if (context.replaced === null) return false;
  return context.replaced.some((prefix) => prefix.length <= path.length && prefix.every((name, i) => name === path[i]));
}

export function baseAt(context: Context, path: readonly string[]): Value | undefined {
  let value: Value | undefined = context.data;
  for (const name of path) value = get(value, name);
  return value;
}
