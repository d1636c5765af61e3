import { Decimal, compareNumbers, toDouble } from './decimal.ts';
import type { Numeric } from './decimal.ts';

/**
 * The values that policies see. JSON is what `JSON.parse` makes of it (no copy into another model); sets, objects
 * with keys other than strings, and numbers beyond a double have their own classes. `undefined` is no value.
 */
export type Value = null | boolean | string | Numeric | readonly Value[] | PlainObject | StructMap | StructSet;
export interface PlainObject {
  readonly [key: string]: Value;
}

export const isNumeric = (value: unknown): value is Numeric =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal;

/** A JSON object, or an object with keys other than strings. */
export function isObject(value: unknown): value is PlainObject | StructMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof StructSet) &&
    !(value instanceof Decimal)
  );
}

export function isPlain(value: unknown): value is PlainObject {
  return isObject(value) && !(value instanceof StructMap);
}

const isList = (value: unknown): value is readonly Value[] => Array.isArray(value);

/** Structural equality; 1 and 1.0 are one number. */
// oxlint-disable-next-line complexity -- one test for each kind of value, in the innermost loop
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a)) return isList(b) && equalLists(a, b);
  if (isList(b)) return false;
  if (a instanceof StructSet) return b instanceof StructSet && equalSets(a, b);
  if (a instanceof StructMap) return b instanceof StructMap && equalMaps(a, b);
  if (a instanceof Decimal) return b instanceof Decimal && a.mantissa === b.mantissa && a.exponent === b.exponent;
  if (b instanceof StructSet || b instanceof StructMap || b instanceof Decimal) return false;
  return equalPlain(a, b);
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equal(a[i] as Value, b[i] as Value)) return false;
  return true;
}

function equalPlain(a: PlainObject, b: PlainObject): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!Object.hasOwn(b, key) || !equal(a[key] as Value, b[key] as Value)) return false;
  return true;
}

function equalSets(a: StructSet, b: StructSet): boolean {
  if (a.size !== b.size) return false;
  for (const member of a) if (!b.has(member)) return false;
  return true;
}

function equalMaps(a: StructMap, b: StructMap): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !equal(value, other)) return false;
  }
  return true;
}

function rank(value: Value): number {
  if (value === null) return 0;
  switch (typeof value) {
    case 'boolean':
      return 1;
    case 'number':
    case 'bigint':
      return 2;
    case 'string':
      return 3;
    default:
      if (isList(value)) return 4;
      return value instanceof Decimal ? 2 : value instanceof StructSet ? 6 : 5;
  }
}

/** The total order of values: null, booleans, numbers, strings (by code point), arrays, objects, sets. */
export function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const ra = rank(a);
  const rb = rank(b);
  if (ra !== rb) return ra - rb;
  switch (ra) {
    case 1:
      return a === false ? -1 : 1;
    case 2:
      return compareNumbers(a as Numeric, b as Numeric);
    case 4:
      return compareLists(a as readonly Value[], b as readonly Value[]);
    case 5:
      return compareObjects(a as PlainObject | StructMap, b as PlainObject | StructMap);
    case 6:
      return compareLists((a as StructSet).sorted(), (b as StructSet).sorted());
    default:
      return 0;
  }
}

const SURROGATE = /[\ud800-\udfff]/;

/** By code point, which is the order of the UTF-8 bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  const ca = Array.from(a, (c) => c.codePointAt(0) ?? 0);
  const cb = Array.from(b, (c) => c.codePointAt(0) ?? 0);
  for (let i = 0; i < Math.min(ca.length, cb.length); i++) {
    const difference = (ca[i] ?? 0) - (cb[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return ca.length - cb.length;
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i] as Value, b[i] as Value);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: PlainObject | StructMap, b: PlainObject | StructMap): number {
  const ka = sortedKeys(a);
  const kb = sortedKeys(b);
  const length = Math.min(ka.length, kb.length);
  for (let i = 0; i < length; i++) {
    const order = compare(ka[i] as Value, kb[i] as Value);
    if (order !== 0) return order;
    const byValue = compare(field(a, ka[i] as Value) as Value, field(b, kb[i] as Value) as Value);
    if (byValue !== 0) return byValue;
  }
  return ka.length - kb.length;
}

/** The value of a key of an object, or undefined. */
export function field(object: PlainObject | StructMap, key: Value): Value | undefined {
  if (object instanceof StructMap) return object.get(key);
  return typeof key === 'string' && Object.hasOwn(object, key) ? object[key] : undefined;
}

export function sortedKeys(object: PlainObject | StructMap): readonly Value[] {
  if (object instanceof StructMap) return object.sortedKeys();
  return Object.keys(object).sort(compareStrings);
}

/** A hash under which equal values are equal; cheap rather than good. */
export function hash(value: Value): number {
  if (value === null) return 1;
  switch (typeof value) {
    case 'boolean':
      return value ? 2 : 3;
    case 'number':
      return hashNumber(value);
    case 'bigint':
      return hashNumber(Number(value));
    case 'string':
      return hashString(value);
    default:
      return hashComposite(value);
  }
}

function hashComposite(value: Exclude<Value, null | boolean | string | number | bigint>): number {
  if (value instanceof Decimal) return hashNumber(toDouble(value));
  let h = 17;
  if (isList(value)) {
    for (const item of value) h = (Math.imul(h, 31) + hash(item)) | 0;
    return h;
  }
  if (value instanceof StructSet) {
    for (const member of value) h = (h + hash(member)) | 0;
    return h ^ 0x55;
  }
  if (value instanceof StructMap) {
    for (const [key, item] of value) h = (h + Math.imul(hash(key), 31) + hash(item)) | 0;
    return h;
  }
  for (const key of Object.keys(value)) h = (h + Math.imul(hashString(key), 31) + hash(value[key] as Value)) | 0;
  return h;
}

function hashNumber(value: number): number {
  return Number.isInteger(value) ? value | 0 : Math.trunc(value * 1_000_003) | 0;
}

function hashString(text: string): number {
  let h = text.length;
  for (let i = 0; i < text.length && i < 64; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}

type Primitive = null | boolean | string | number | bigint;

function isPrimitive(value: Value): value is Primitive {
  return typeof value !== 'object' || value === null;
}

/** From a composite value to its index in a list: a scan while it is short, a hash table when it has grown. */
class CompositeIndex {
  readonly #items: Value[] = [];
  #byHash: Map<number, number[]> | undefined;

  get items(): readonly Value[] {
    return this.#items;
  }

  find(value: Value): number {
    if (this.#byHash === undefined) {
      for (let i = 0; i < this.#items.length; i++) if (equal(this.#items[i] as Value, value)) return i;
      return -1;
    }
    for (const i of this.#byHash.get(hash(value)) ?? []) if (equal(this.#items[i] as Value, value)) return i;
    return -1;
  }

  add(value: Value): number {
    const at = this.#items.push(value) - 1;
    if (this.#byHash !== undefined) this.#note(value, at);
    else if (this.#items.length > 8) {
      this.#byHash = new Map();
      this.#items.forEach((item, i) => this.#note(item, i));
    }
    return at;
  }

  #note(value: Value, at: number): void {
    const key = hash(value);
    const bucket = this.#byHash?.get(key);
    if (bucket === undefined) this.#byHash?.set(key, [at]);
    else bucket.push(at);
  }
}

/** A set of values by structure. Built once with `add`, then only read. */
export class StructSet {
  readonly #primitives = new Set<Primitive>();
  #composites: CompositeIndex | undefined;
  #sorted: readonly Value[] | undefined;

  static of(items: Iterable<Value>): StructSet {
    const set = new StructSet();
    for (const item of items) set.add(item);
    return set;
  }

  get size(): number {
    return this.#primitives.size + (this.#composites?.items.length ?? 0);
  }

  has(value: Value): boolean {
    if (isPrimitive(value)) return this.#primitives.has(value);
    return this.#composites !== undefined && this.#composites.find(value) >= 0;
  }

  /** True if the value is new. */
  add(value: Value): boolean {
    if (isPrimitive(value)) {
      if (this.#primitives.has(value)) return false;
      this.#primitives.add(value);
    } else {
      this.#composites ??= new CompositeIndex();
      if (this.#composites.find(value) >= 0) return false;
      this.#composites.add(value);
    }
    this.#sorted = undefined;
    return true;
  }

  /** The members in the order of values. */
  sorted(): readonly Value[] {
    this.#sorted ??= [...this].sort(compare);
    return this.#sorted;
  }

  /** The members in any order. */
  values(): readonly Value[] {
    return this.#sorted ?? [...this.#primitives, ...(this.#composites?.items ?? [])];
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.values()[Symbol.iterator]();
  }
}

/** An object with at least one key that is no string. Built once with `set`, then only read. */
export class StructMap {
  readonly #primitives = new Map<Primitive, Value>();
  #composites: CompositeIndex | undefined;
  readonly #values: Value[] = [];

  get size(): number {
    return this.#primitives.size + this.#values.length;
  }

  get(key: Value): Value | undefined {
    if (isPrimitive(key)) return this.#primitives.get(key);
    const at = this.#composites?.find(key) ?? -1;
    return at < 0 ? undefined : this.#values[at];
  }

  set(key: Value, value: Value): void {
    if (isPrimitive(key)) {
      this.#primitives.set(key, value);
      return;
    }
    this.#composites ??= new CompositeIndex();
    const at = this.#composites.find(key);
    if (at >= 0) this.#values[at] = value;
    else this.#values[this.#composites.add(key)] = value;
  }

  keys(): readonly Value[] {
    return [...this.#primitives.keys(), ...(this.#composites?.items ?? [])];
  }

  sortedKeys(): readonly Value[] {
    return [...this.keys()].sort(compare);
  }

  *[Symbol.iterator](): Iterator<[Value, Value]> {
    yield* this.#primitives;
    for (const [i, key] of (this.#composites?.items ?? []).entries()) yield [key, this.#values[i] as Value];
  }
}
