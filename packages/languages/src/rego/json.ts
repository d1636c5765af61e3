import { Decimal, numberText } from '../shared/decimal.ts';
import { StructMap, StructSet, compareStrings } from '../shared/values.ts';
import type { Value } from '../shared/values.ts';

/** The JSON text of a value: sets are sorted arrays, keys other than strings are their own JSON text. */
export function jsonText(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal) return numberText(value);
  if (value instanceof StructSet) return `[${value.sorted().map(jsonText).join(',')}]`;
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(jsonText).join(',')}]`;
  return `{${stringEntries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`)
    .join(',')}}`;
}

/** The entries of an object under string keys, in order. */
function stringEntries(value: Exclude<Value, null | boolean | string | number | bigint>): [string, Value][] {
  const entries: [string, Value][] = [];
  if (value instanceof StructMap) {
    for (const [key, item] of value) entries.push([typeof key === 'string' ? key : jsonText(key), item]);
  } else {
    entries.push(...(Object.entries(value) as [string, Value][]));
  }
  return entries.sort(([a], [b]) => compareStrings(a, b));
}

/** A value as plain JSON: sets become sorted arrays, large numbers become doubles. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint' || value instanceof Decimal) return Number(numberText(value));
  if (value instanceof StructSet) return value.sorted().map(toJson);
  if (Array.isArray(value)) return (value as readonly Value[]).map(toJson);
  const object: Record<string, unknown> = {};
  for (const [key, item] of stringEntries(value)) {
    Object.defineProperty(object, key, { value: toJson(item), enumerable: true, writable: true, configurable: true });
  }
  return object;
}
