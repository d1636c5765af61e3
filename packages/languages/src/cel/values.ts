/**
 * Values at run time. JSON is used as it is: `null`, booleans, strings, arrays and plain objects are themselves.
 * A `number` that is a safe integer is an `int`, another one a `double`; whatever these two cannot say has a class.
 */
export type CelValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly CelValue[]
  | PlainMap
  | CelMap
  | Uint
  | Double
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | Opaque;

/** A map whose keys are strings, as JSON.parse makes it. A property that is `undefined` is not there. */
export interface PlainMap {
  readonly [key: string]: CelValue;
}

export const INT_MIN = -(2n ** 63n);
export const INT_MAX = 2n ** 63n - 1n;
export const UINT_MAX = 2n ** 64n - 1n;

/** An `int` beyond 2^53 is a bigint, any other a number: one value has one form. */
export type Int = number | bigint;

/** An unsigned integer; `value` has the form of an `Int`. */
export class Uint {
  readonly value: Int;

  constructor(value: Int) {
    this.value = value;
  }
}

/** A double whose value is a safe integer, −0 included: a bare number would be an `int`. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export function doubleOf(value: number): number | Double {
  return Number.isSafeInteger(value) ? new Double(value) : value;
}

/** A moment, in nanoseconds since 1970. */
export class Timestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value: what `type(x)` returns. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value that may be absent; `value` is undefined where it is. */
export class Optional {
  readonly value: CelValue | undefined;

  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

export const NONE = new Optional(undefined);

/** A value of a library's own type, such as a quantity. */
export abstract class Opaque {
  abstract readonly typeName: string;
  abstract equals(other: Opaque): boolean;
  /** Its text, for JSON. */
  abstract text(): string;
}

/** The form of a key under which keys that are equal are one: numbers by value, whatever their type. */
export type MapKey = number | bigint | string | boolean;

export function mapKey(value: CelValue): MapKey | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      return integerForm(value);
    default:
      if (value instanceof Uint) return value.value;
      return value instanceof Double ? integerForm(value.value) : undefined;
  }
}

function integerForm(value: number): Int {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return Number.isInteger(value) ? BigInt(value) : value;
}

/** A map that an expression made, or whose keys are not all strings. */
export class CelMap {
  readonly #entries = new Map<MapKey, readonly [CelValue, CelValue]>();

  static of(entries: Iterable<readonly [CelValue, CelValue]>): CelMap {
    const map = new CelMap();
    for (const [key, value] of entries) {
      const form = mapKey(key);
      if (form !== undefined) map.#entries.set(form, [key, value]);
    }
    return map;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: MapKey): CelValue | undefined {
    return this.#entries.get(key)?.[1];
  }

  has(key: MapKey): boolean {
    return this.#entries.has(key);
  }

  set(form: MapKey, key: CelValue, value: CelValue): void {
    this.#entries.set(form, [key, value]);
  }

  /** Keys and values, in the order in which they were put in. */
  entries(): Iterable<readonly [CelValue, CelValue]> {
    return this.#entries.values();
  }
}

/** True for the maps of JSON: objects that no class made. */
export function isPlain(value: unknown): value is PlainMap {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isMap(value: CelValue): value is PlainMap | CelMap {
  return value instanceof CelMap || isPlain(value);
}

export function isList(value: CelValue): value is readonly CelValue[] {
  return Array.isArray(value);
}

export function isInt(value: CelValue): value is Int {
  return typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'bigint';
}

export function isDouble(value: CelValue): value is number | Double {
  return value instanceof Double || (typeof value === 'number' && !Number.isSafeInteger(value));
}

/** The keys of a map as values. */
export function keysOf(map: PlainMap | CelMap): readonly CelValue[] {
  if (map instanceof CelMap) return Array.from(map.entries(), ([key]) => key);
  return Object.keys(map).filter((key) => map[key] !== undefined);
}

export function entriesOf(map: PlainMap | CelMap): Iterable<readonly [CelValue, CelValue]> {
  if (map instanceof CelMap) return map.entries();
  return Object.entries(map).filter(([, value]) => value !== undefined);
}

export function sizeOfMap(map: PlainMap | CelMap): number {
  return map instanceof CelMap ? map.size : keysOf(map).length;
}

/** The value at a key; undefined where there is none. Never a property that an object inherits. */
export function lookUp(map: PlainMap | CelMap, key: MapKey): CelValue | undefined {
  if (map instanceof CelMap) return map.get(key);
  return typeof key === 'string' && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The length of a text in characters (code points). */
export function characters(text: string): number {
  const { length } = text;
  if (!SURROGATES.test(text)) return length;
  let count = length;
  for (let i = 1; i < length; i++) if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) count--;
  return count;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

const SURROGATES = /[\ud800-\udfff]/;

/** True where a character is one UTF-16 unit throughout, so that offsets are the same. */
export function isBmp(text: string): boolean {
  return !SURROGATES.test(text);
}

/** The name of a value's type, as `type(x)` shows it. */
// oxlint-disable-next-line complexity -- one arm for each kind of value
export function typeNameOf(value: CelValue): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'double';
    default:
      if (value === null) return 'null_type';
      if (Array.isArray(value)) return 'list';
      if (value instanceof Uint) return 'uint';
      if (value instanceof Double) return 'double';
      if (value instanceof Uint8Array) return 'bytes';
      return otherTypeName(value);
  }
}

function otherTypeName(value: object): string {
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof Optional) return 'optional_type';
  return value instanceof Opaque ? value.typeName : 'map';
}
