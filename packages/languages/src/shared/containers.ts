import { Decimal } from './decimal.ts';
import { StructMap, StructSet } from './values.ts';
import type { PlainObject, Value } from './values.ts';

/** Collects the entries of an object: plain while every key is a string. */
export class ObjectBuilder {
  #plain: Record<string, Value> = Object.create(null) as Record<string, Value>;
  #map: StructMap | undefined;

  get(key: Value): Value | undefined {
    if (this.#map !== undefined) return this.#map.get(key);
    return typeof key === 'string' ? this.#plain[key] : undefined;
  }

  set(key: Value, value: Value): void {
    if (this.#map === undefined && typeof key === 'string') {
      this.#plain[key] = value;
      return;
    }
    if (this.#map === undefined) {
      this.#map = new StructMap();
      for (const name of Object.keys(this.#plain)) this.#map.set(name, this.#plain[name] as Value);
    }
    this.#map.set(key, value);
  }

  done(): PlainObject | StructMap {
    return this.#map ?? this.#plain;
  }
}

/** An object from entries; plain where every key is a string. */
export function objectOf(entries: Iterable<readonly [Value, Value]>): PlainObject | StructMap {
  const builder = new ObjectBuilder();
  for (const [key, value] of entries) builder.set(key, value);
  return builder.done();
}

/** The entries of an object in any order. */
export function entriesOf(object: PlainObject | StructMap): Iterable<[Value, Value]> {
  return object instanceof StructMap ? object : Object.entries(object);
}

export function sizeOf(object: PlainObject | StructMap): number {
  return object instanceof StructMap ? object.size : Object.keys(object).length;
}

/** What kind of value it is, in the words of the language. */
export function typeName(value: Value): 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'set' {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
    case 'bigint':
      return 'number';
    case 'string':
      return 'string';
    default:
      if (Array.isArray(value)) return 'array';
      return value instanceof Decimal ? 'number' : value instanceof StructSet ? 'set' : 'object';
  }
}
