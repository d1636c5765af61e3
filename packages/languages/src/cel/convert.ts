import { celErrors, fail } from './errors.ts';
import { formatDouble } from './library/conversions.ts';
import { formatDuration, formatTimestamp, parseDuration, parseTimestamp } from './library/times.ts';
import { intOf, toNumber, uintOf } from './numbers.ts';
import {
  CelMap,
  Double,
  Duration,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  doubleOf,
  entriesOf,
  isMap,
  mapKey,
} from './values.ts';
import type { CelValue } from './values.ts';

function bad(kind: string): never {
  throw celErrors.BAD_VALUE({ kind });
}

/** Makes values that JSON cannot say. */
export const celValue = Object.freeze({
  /** A 64-bit integer. */
  int: (value: bigint): CelValue => intOf(value),
  uint: (value: bigint): CelValue => uintOf(value),
  double: (value: number): CelValue => doubleOf(value),
  /** A type by its name, as `type(x)` returns it. */
  type: (name: string): CelValue => new TypeValue(name),
  map: (entries: Iterable<readonly [CelValue, CelValue]>): CelValue => CelMap.of(entries),
  optional: (value?: CelValue): CelValue => new Optional(value),
  /** A moment, from RFC 3339 or a `Date`. */
  timestamp: (value: string | Date): CelValue =>
    parseTimestamp(typeof value === 'string' ? value : value.toISOString()) ?? bad('text that is no timestamp'),
  /** A duration such as `1h30m`. */
  duration: (text: string): CelValue => parseDuration(text) ?? bad('text that is no duration'),
  /** Any JavaScript value: bigints, dates, maps and sets inside arrays and objects included. */
  of: (value: unknown): CelValue => fromJs(value, 0),
});

const MAX_DEPTH = 512;

// oxlint-disable-next-line complexity -- one arm for each kind of value
function fromJs(value: unknown, depth: number): CelValue {
  if (depth > MAX_DEPTH) bad('value nested that deeply');
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Object.is(value, -0) ? 0 : value;
    case 'bigint':
      return intOf(value);
    case 'object':
      break;
    default:
      return bad(typeof value);
  }
  if (value === null || value instanceof Uint8Array || isOwn(value)) return value as CelValue;
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => fromJs(item, depth + 1));
  if (value instanceof Date) return celValue.timestamp(value);
  if (value instanceof Map) {
    return CelMap.of(Array.from(value, ([key, item]) => [fromJs(key, depth + 1), fromJs(item, depth + 1)] as const));
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, fromJs(item, depth + 1)]));
}

function isOwn(value: object): boolean {
  return [Uint, Double, Timestamp, Duration, TypeValue, Optional, CelMap, Opaque].some((type) => value instanceof type);
}

const MAX_VALUES = 5_000_000;

/** A value as JSON: bytes in base64, times as text, 64-bit integers beyond a double as text. */
export function celJson(value: CelValue): unknown {
  return toJson(value, { count: 0 });
}

// oxlint-disable-next-line complexity -- one arm for each kind of value
function toJson(value: CelValue, made: { count: number }): unknown {
  if (++made.count > MAX_VALUES) bad('value that large');
  if (typeof value === 'number') return Number.isFinite(value) ? value : formatDouble(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: CelValue) => toJson(item, made));
  if (value instanceof Uint) return toJson(value.value, made);
  if (value instanceof Double) return toNumber(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof Optional) return value.value === undefined ? null : toJson(value.value, made);
  if (!isMap(value)) return value instanceof Opaque ? value.text() : fail('internal_error', 'unknown kind of value');
  return Object.fromEntries(Array.from(entriesOf(value), ([key, item]) => [String(mapKey(key)), toJson(item, made)]));
}
