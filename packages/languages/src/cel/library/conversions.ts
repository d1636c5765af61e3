import { fail } from '../errors.ts';
import { doubleToInt, doubleToUint, intOf, intToDouble, toNumber, uintOf } from '../numbers.ts';
import { Duration, INT_MAX, INT_MIN, UINT_MAX, doubleOf } from '../values.ts';
import type { CelValue, Double, Int, Timestamp, Uint } from '../values.ts';
import type { OverloadSpec } from './library.ts';
import { floorDivide, formatDuration, formatTimestamp, parseDuration, parseTimestamp, timestampOf } from './times.ts';

type Real = number | Double;

/** `string(1)`, `int('1')` and their like. */
export const CONVERSIONS: Readonly<Record<string, readonly OverloadSpec[]>> = {
  bool: [
    ['bool_to_bool', '(bool) -> bool', same],
    ['string_to_bool', '(string) -> bool', (_, text: string) => boolOf(text)],
  ],
  bytes: [
    ['bytes_to_bytes', '(bytes) -> bytes', same],
    ['string_to_bytes', '(string) -> bytes', (s, text: string) => (s.charge(text.length), Buffer.from(text, 'utf8'))],
  ],
  double: [
    ['double_to_double', '(double) -> double', same],
    ['int64_to_double', '(int) -> double', (_, value: Int) => intToDouble(value)],
    ['string_to_double', '(string) -> double', (_, text: string) => doubleOfText(text)],
    ['uint64_to_double', '(uint) -> double', (_, value: Uint) => intToDouble(value.value)],
  ],
  duration: [
    ['duration_to_duration', '(duration) -> duration', same],
    ['int64_to_duration', '(int) -> duration', (_, value: Int) => new Duration(BigInt(value))],
    [
      'string_to_duration',
      '(string) -> duration',
      (_, text: string) => parseDuration(text) ?? fail('invalid_argument', `${JSON.stringify(text)} is no duration`),
    ],
  ],
  int: [
    ['int64_to_int64', '(int) -> int', same],
    ['double_to_int64', '(double) -> int', (_, value: Real) => doubleToInt(value)],
    ['duration_to_int64', '(duration) -> int', (_, { nanos }: Duration) => intOf(nanos)],
    ['string_to_int64', '(string) -> int', (_, text: string) => intOfText(text)],
    [
      'timestamp_to_int64',
      '(timestamp) -> int',
      (_, { nanos }: Timestamp) => intOf(floorDivide(nanos, 1_000_000_000n)),
    ],
    ['uint64_to_int64', '(uint) -> int', (_, { value }: Uint) => intOf(BigInt(value))],
  ],
  string: [
    ['string_to_string', '(string) -> string', same],
    ['bool_to_string', '(bool) -> string', (_, value: boolean) => String(value)],
    ['bytes_to_string', '(bytes) -> string', (s, value: Uint8Array) => (s.charge(value.length), textOf(value))],
    ['double_to_string', '(double) -> string', (_, value: Real) => formatDouble(toNumber(value))],
    ['duration_to_string', '(duration) -> string', (_, value: Duration) => formatDuration(value)],
    ['int64_to_string', '(int) -> string', (_, value: Int) => String(value)],
    ['timestamp_to_string', '(timestamp) -> string', (_, value: Timestamp) => formatTimestamp(value)],
    ['uint64_to_string', '(uint) -> string', (_, { value }: Uint) => String(value)],
  ],
  timestamp: [
    ['timestamp_to_timestamp', '(timestamp) -> timestamp', same],
    ['int64_to_timestamp', '(int) -> timestamp', (_, value: Int) => timestampOf(BigInt(value) * 1_000_000_000n)],
    [
      'string_to_timestamp',
      '(string) -> timestamp',
      (_, text: string) => parseTimestamp(text) ?? fail('invalid_argument', `${JSON.stringify(text)} is no timestamp`),
    ],
  ],
  uint: [
    ['uint64_to_uint64', '(uint) -> uint', same],
    ['double_to_uint64', '(double) -> uint', (_, value: Real) => doubleToUint(value)],
    ['int64_to_uint64', '(int) -> uint', (_, value: Int) => uintOf(BigInt(value))],
    ['string_to_uint64', '(string) -> uint', (_, text: string) => uintOfText(text)],
  ],
};

function same(_: unknown, value: CelValue): CelValue {
  return value;
}

const TRUE = new Set(['1', 't', 'true', 'T', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'false', 'F', 'FALSE', 'False']);

function boolOf(text: string): boolean {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : fail('invalid_argument', `${JSON.stringify(text)} is no bool`);
}

const DOUBLE = /^[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)$/;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  infinity: Infinity,
  '+infinity': Infinity,
  '-infinity': -Infinity,
};

function doubleOfText(text: string): CelValue {
  const special = SPECIAL[text.toLowerCase()];
  if (special !== undefined) return special;
  const value = DOUBLE.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) fail('invalid_argument', `${JSON.stringify(text.slice(0, 40))} is no double`);
  return doubleOf(value);
}

function intOfText(text: string): Int {
  if (!/^[+-]?\d{1,40}$/.test(text)) fail('invalid_argument', `${JSON.stringify(text.slice(0, 40))} is no int`);
  const value = BigInt(text.replace('+', ''));
  if (value < INT_MIN || value > INT_MAX) fail('overflow', `${text} is out of range for int`);
  return intOf(value);
}

function uintOfText(text: string): Uint {
  if (!/^\d{1,40}$/.test(text)) fail('invalid_argument', `${JSON.stringify(text.slice(0, 40))} is no uint`);
  const value = BigInt(text);
  if (value > UINT_MAX) fail('overflow', `${text} is out of range for uint`);
  return uintOf(value);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail('invalid_argument', 'the bytes are no UTF-8');
  }
}

/** The shortest text of a double, as Go's `%g` writes it. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e21)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return String(value);
}
