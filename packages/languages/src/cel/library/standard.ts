import { compare, contains, equal } from '../compare.ts';
import { fail } from '../errors.ts';
import * as numbers from '../numbers.ts';
import type { Session } from '../run/session.ts';
import { STANDARD_MACROS } from '../syntax/macros.ts';
import { TypeValue, characters, doubleOf, lookUp, mapKey, sizeOfMap, typeNameOf } from '../values.ts';
import type { CelMap, CelValue, Double, Duration, Int, PlainMap, Timestamp, Uint } from '../values.ts';
import { CONVERSIONS } from './conversions.ts';
import type { Library, OverloadSpec } from './library.ts';
import { ACCESSORS, durationOf, timestampOf, wallClock } from './times.ts';
import { compiled } from './patterns.ts';
import { indexOfText } from '../../shared/search.ts';

const PER_HOUR = 3_600_000_000_000n;
const DURATION_PARTS: Readonly<Record<string, readonly [id: string, get: (nanos: bigint) => bigint]>> = {
  getHours: ['hours', (nanos) => nanos / PER_HOUR],
  getMinutes: ['minutes', (nanos) => nanos / 60_000_000_000n],
  getSeconds: ['seconds', (nanos) => nanos / 1_000_000_000n],
  getMilliseconds: ['milliseconds', (nanos) => (nanos % 1_000_000_000n) / 1_000_000n],
};

/** The functions and macros of the language's specification. */
export const STANDARD: Library = {
  name: 'standard',
  macros: STANDARD_MACROS,
  functions: {
    ...operators(),
    ...orderings(),
    ...texts(),
    ...accessors(),
    ...CONVERSIONS,
    size: [
      ['size_bytes', '(bytes) -> int', (_, value: Uint8Array) => value.length],
      ['bytes_size', 'bytes.() -> int', (_, value: Uint8Array) => value.length],
      ['size_list', '(list(A)) -> int', (_, value: readonly CelValue[]) => value.length],
      ['list_size', 'list(A).() -> int', (_, value: readonly CelValue[]) => value.length],
      ['size_map', '(map(A, B)) -> int', (_, value: PlainMap) => sizeOfMap(value)],
      ['map_size', 'map(A, B).() -> int', (_, value: PlainMap) => sizeOfMap(value)],
      ['size_string', '(string) -> int', (s, value: string) => (s.work(value.length >> 8), characters(value))],
      ['string_size', 'string.() -> int', (s, value: string) => (s.work(value.length >> 8), characters(value))],
    ],
    type: [['type', '(A) -> type(A)', (_, value: CelValue) => new TypeValue(typeNameOf(value))]],
    dyn: [['to_dyn', '(A) -> dyn', (_, value: CelValue) => value]],
  },
};

/** What `&&`, `||`, `?:` and `@not_strictly_false` do is in the compiler; here stand their types. */
function special(): CelValue {
  return fail('internal_error', 'a logical operator is no function');
}

function operators(): Record<string, readonly OverloadSpec[]> {
  return {
    '_?_:_': [['conditional', '(bool, A, A) -> A', special]],
    '_&&_': [['logical_and', '(bool, bool) -> bool', special]],
    '_||_': [['logical_or', '(bool, bool) -> bool', special]],
    '!_': [['logical_not', '(bool) -> bool', (_, value: boolean) => !value]],
    '@not_strictly_false': [['not_strictly_false', '(bool) -> bool', (_, value: boolean) => value]],
    '_==_': [['equals', '(A, A) -> bool', (s, a: CelValue, b: CelValue) => equal(a, b, s)]],
    '_!=_': [['not_equals', '(A, A) -> bool', (s, a: CelValue, b: CelValue) => !equal(a, b, s)]],
    '@in': [
      [
        'in_list',
        '(A, list(A)) -> bool',
        (s, value: CelValue, list: readonly CelValue[]) => {
          s.work(list.length >> 2);
          return contains(list, value, s);
        },
      ],
      ['in_map', '(A, map(A, B)) -> bool', (_, key: CelValue, map: PlainMap) => at(map, key) !== undefined],
    ],
    '_[_]': [
      ['index_list', '(list(A), int) -> A', (_, list: readonly CelValue[], index: Int) => item(list, index)],
      ['index_map', '(map(A, B), A) -> B', (_, map: PlainMap, key: CelValue) => at(map, key) ?? missing(key)],
    ],
    ...arithmetic(),
  };
}

/** The item of a list at an index. */
export function item(list: readonly CelValue[], index: Int): CelValue {
  return list[Number(index)] ?? fail('index_out_of_range', `index out of bounds: ${index}`);
}

/** The value of a map at a key of any type; undefined where there is none. */
function at(map: PlainMap | CelMap, key: CelValue): CelValue | undefined {
  const form = mapKey(key);
  return form === undefined ? undefined : lookUp(map, form);
}

export function missing(key: CelValue): never {
  const shown = typeof key === 'string' ? key : String(mapKey(key) ?? typeNameOf(key));
  return fail('no_such_key', `no such key: ${shown}`);
}

function concat(s: Session, a: string, b: string): string {
  s.charge(a.length + b.length);
  return a + b;
}

function join(s: Session, a: readonly CelValue[], b: readonly CelValue[]): readonly CelValue[] {
  s.charge(a.length + b.length);
  return [...a, ...b];
}

function bytes(s: Session, a: Uint8Array, b: Uint8Array): Uint8Array {
  s.charge(a.length + b.length);
  return Buffer.concat([a, b]);
}

type Real = number | Double;
const num = numbers.toNumber;

// oxlint-disable-next-line max-lines-per-function -- a table
function arithmetic(): Record<string, readonly OverloadSpec[]> {
  const { addInts, subtractInts, multiplyInts, divideInts, moduloInts, negateInt, onUints } = numbers;
  return {
    '_+_': [
      ['add_bytes', '(bytes, bytes) -> bytes', bytes],
      ['add_double', '(double, double) -> double', (_, a: Real, b: Real) => doubleOf(num(a) + num(b))],
      [
        'add_duration_duration',
        '(duration, duration) -> duration',
        (_, a: Duration, b: Duration) => durationOf(a.nanos + b.nanos),
      ],
      [
        'add_duration_timestamp',
        '(duration, timestamp) -> timestamp',
        (_, a: Duration, b: Timestamp) => timestampOf(a.nanos + b.nanos),
      ],
      [
        'add_timestamp_duration',
        '(timestamp, duration) -> timestamp',
        (_, a: Timestamp, b: Duration) => timestampOf(a.nanos + b.nanos),
      ],
      ['add_int64', '(int, int) -> int', (_, a: Int, b: Int) => addInts(a, b)],
      ['add_list', '(list(A), list(A)) -> list(A)', join],
      ['add_string', '(string, string) -> string', concat],
      ['add_uint64', '(uint, uint) -> uint', (_, a: Uint, b: Uint) => onUints(a, b, (x, y) => x + y)],
    ],
    '_-_': [
      ['subtract_double', '(double, double) -> double', (_, a: Real, b: Real) => doubleOf(num(a) - num(b))],
      [
        'subtract_duration_duration',
        '(duration, duration) -> duration',
        (_, a: Duration, b: Duration) => durationOf(a.nanos - b.nanos),
      ],
      ['subtract_int64', '(int, int) -> int', (_, a: Int, b: Int) => subtractInts(a, b)],
      [
        'subtract_timestamp_duration',
        '(timestamp, duration) -> timestamp',
        (_, a: Timestamp, b: Duration) => timestampOf(a.nanos - b.nanos),
      ],
      [
        'subtract_timestamp_timestamp',
        '(timestamp, timestamp) -> duration',
        (_, a: Timestamp, b: Timestamp) => durationOf(a.nanos - b.nanos),
      ],
      ['subtract_uint64', '(uint, uint) -> uint', (_, a: Uint, b: Uint) => onUints(a, b, (x, y) => x - y)],
    ],
    '_*_': [
      ['multiply_double', '(double, double) -> double', (_, a: Real, b: Real) => doubleOf(num(a) * num(b))],
      ['multiply_int64', '(int, int) -> int', (_, a: Int, b: Int) => multiplyInts(a, b)],
      ['multiply_uint64', '(uint, uint) -> uint', (_, a: Uint, b: Uint) => onUints(a, b, (x, y) => x * y)],
    ],
    '_/_': [
      ['divide_double', '(double, double) -> double', (_, a: Real, b: Real) => doubleOf(num(a) / num(b))],
      ['divide_int64', '(int, int) -> int', (_, a: Int, b: Int) => divideInts(a, b)],
      ['divide_uint64', '(uint, uint) -> uint', (_, a: Uint, b: Uint) => numbers.divideUints(a, b)],
    ],
    '_%_': [
      ['modulo_int64', '(int, int) -> int', (_, a: Int, b: Int) => moduloInts(a, b)],
      ['modulo_uint64', '(uint, uint) -> uint', (_, a: Uint, b: Uint) => numbers.moduloUints(a, b)],
    ],
    '-_': [
      ['negate_double', '(double) -> double', (_, a: Real) => doubleOf(-num(a))],
      ['negate_int64', '(int) -> int', (_, a: Int) => negateInt(a)],
    ],
  };
}

function orderings(): Record<string, readonly OverloadSpec[]> {
  const order = (name: string, holds: (order: number) => boolean): OverloadSpec[] => {
    const run = (s: Session, a: CelValue, b: CelValue): boolean => {
      if (typeof a === 'string') s.work(a.length >> 10);
      return holds(compare(a, b) ?? Number.NaN);
    };
    const kinds = ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration'];
    const pairs = kinds.map((kind): [string, string] => [kind, kind]);
    const numeric = ['int', 'uint', 'double'];
    for (const a of numeric) for (const b of numeric) if (a !== b) pairs.push([a, b]);
    const id = (kind: string): string => (kind === 'int' || kind === 'uint' ? `${kind}64` : kind);
    return pairs.map(([a, b]): OverloadSpec => [
      `${name}_${a === b ? id(a) : `${id(a)}_${id(b)}`}`,
      `(${a}, ${b}) -> bool`,
      run,
    ]);
  };
  return {
    '_<_': order('less', (o) => o < 0),
    '_<=_': order('less_equals', (o) => o <= 0),
    '_>_': order('greater', (o) => o > 0),
    '_>=_': order('greater_equals', (o) => o >= 0),
  };
}

function texts(): Record<string, readonly OverloadSpec[]> {
  const matches = (s: Session, text: string, pattern: string): boolean => {
    s.work(text.length);
    const regex = compiled(s, pattern);
    // A long search tells of its steps, so that it ends in time.
    return text.length > 4_096 ? regex.find(text, 0, (steps) => s.work(steps)) !== undefined : regex.test(text);
  };
  return {
    contains: [
      [
        'contains_string',
        'string.(string) -> bool',
        (s, text: string, part: string) => (s.work(text.length >> 10), indexOfText(text, part) >= 0),
      ],
    ],
    startsWith: [
      [
        'starts_with_string',
        'string.(string) -> bool',
        (s, text: string, part: string) => (s.work(part.length >> 10), text.startsWith(part)),
      ],
    ],
    endsWith: [
      [
        'ends_with_string',
        'string.(string) -> bool',
        (s, text: string, part: string) => (s.work(part.length >> 10), text.endsWith(part)),
      ],
    ],
    matches: [
      ['matches', '(string, string) -> bool', matches],
      ['matches_string', 'string.(string) -> bool', matches],
    ],
  };
}

function accessors(): Record<string, readonly OverloadSpec[]> {
  const functions: Record<string, OverloadSpec[]> = {};
  for (const [name, [id, get]] of Object.entries(ACCESSORS)) {
    // The reference implementation names one of these without `with`.
    const zoned = id === 'seconds' ? 'timestamp_to_seconds_tz' : `timestamp_to_${id}_with_tz`;
    functions[name] = [
      [`timestamp_to_${id}`, 'timestamp.() -> int', (_, time: Timestamp) => get(wallClock(time, 'UTC'))],
      [zoned, 'timestamp.(string) -> int', (_, time: Timestamp, zone: string) => get(wallClock(time, zone))],
    ];
  }
  for (const [name, [id, get]] of Object.entries(DURATION_PARTS)) {
    functions[name]?.push([
      `duration_to_${id}`,
      'duration.() -> int',
      (_, { nanos }: Duration) => numbers.intOf(get(nanos)),
    ]);
  }
  return functions;
}
