import { compareTexts } from '../compare.ts';
import { fail } from '../errors.ts';
import { toNumber } from '../numbers.ts';
import type { Session } from '../run/session.ts';
import {
  Duration,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  entriesOf,
  isDouble,
  isInt,
  isMap,
  typeNameOf,
} from '../values.ts';
import type { CelValue } from '../values.ts';
import { formatDouble } from './conversions.ts';
import { formatDuration, formatTimestamp } from './times.ts';

const CLAUSE = /%(?:\.(\d{1,4}))?([\s\S]?)/g;
const MAX_PRECISION = 100;
const MAX_DEPTH = 64;

/** `'%s is %d'.format([a, b])`. */
export function format(s: Session, template: string, list: readonly CelValue[]): string {
  let next = 0;
  const text = template.replaceAll(CLAUSE, (clause, precision: string | undefined, verb: string) => {
    if (clause === '%%') return '%';
    if (verb === '') fail('invalid_argument', 'unexpected end of the format');
    const write = VERBS[verb] ?? fail('invalid_argument', `unrecognized formatting clause "${verb}"`);
    const value = list[next] ?? (next < list.length ? null : fail('index_out_of_range', `index ${next} out of range`));
    next++;
    const digits = precision === undefined ? undefined : Number(precision);
    if ((digits ?? 0) > MAX_PRECISION) fail('invalid_argument', `precision ${precision} is more than ${MAX_PRECISION}`);
    const part = write(s, value, digits);
    s.charge(part.length);
    return part;
  });
  s.charge(template.length);
  return text;
}

type Write = (s: Session, value: CelValue, precision: number | undefined) => string;

const VERBS: Readonly<Record<string, Write>> = {
  s: (s, value) => formatValue(s, value, 0),
  d: (_, value) => decimal(value),
  f: (_, value, precision) => fixed(real(value, 'f'), precision ?? 6),
  e: (_, value, precision) => exponent(real(value, 'e'), precision ?? 6),
  b: (_, value) => binary(value),
  o: (_, value) => integer(value, 8, 'o'),
  x: (_, value) => hexadecimal(value, false),
  X: (_, value) => hexadecimal(value, true),
};

function refuse(value: CelValue, verb: string, wanted: string): never {
  return fail('invalid_argument', `%${verb} takes ${wanted}, was given ${typeNameOf(value)}`);
}

/** What `%s` shows of a value. */
// oxlint-disable-next-line complexity -- one arm for each kind of value
function formatValue(s: Session, value: CelValue, depth: number): string {
  // A value that holds another one twice is longer than it is large.
  s.charge(typeof value === 'string' ? value.length : 4);
  if (depth > MAX_DEPTH) fail('size_exceeded', 'the value is nested too deeply to be formatted');
  if (typeof value === 'string') return value;
  if (value === null || typeof value === 'boolean' || isInt(value)) return String(value);
  if (value instanceof Uint) return String(value.value);
  if (isDouble(value)) return special(toNumber(value)) ?? formatDouble(toNumber(value));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return `[${value.map((item: CelValue) => formatValue(s, item, depth + 1)).join(', ')}]`;
  if (isMap(value)) {
    const entries = Array.from(entriesOf(value), ([key, item]) => [formatValue(s, key, depth + 1), item] as const);
    entries.sort(([a], [b]) => compareTexts(a, b));
    return `{${entries.map(([key, item]) => `${key}: ${formatValue(s, item, depth + 1)}`).join(', ')}}`;
  }
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  return value instanceof Optional || value instanceof Opaque ? refuse(value, 's', 'a value with a text') : '';
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return undefined;
  return value > 0 ? 'Infinity' : '-Infinity';
}

function decimal(value: CelValue): string {
  if (isInt(value)) return String(value);
  if (value instanceof Uint) return String(value.value);
  const text = isDouble(value) ? special(toNumber(value)) : undefined;
  return text ?? refuse(value, 'd', 'an integer');
}

function real(value: CelValue, verb: string): number {
  if (isDouble(value)) return toNumber(value);
  if (isInt(value)) return Number(value);
  return value instanceof Uint ? Number(value.value) : refuse(value, verb, 'a number');
}

/** Fixed digits; exact ties go to the even digit, as IEEE 754 has it. */
function fixed(value: number, digits: number): string {
  const text = special(value);
  if (text !== undefined) return text;
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const rounded = value.toFixed(digits);
  const scaled = Math.abs(value) * 10 ** digits;
  const isTie = digits < 16 && scaled < 2 ** 52 && scaled % 1 === 0.5 && scaled / 10 ** digits === Math.abs(value);
  if (!isTie || Math.floor(scaled) % 2 === 1) return rounded;
  const even = (Math.floor(scaled) / 10 ** digits).toFixed(digits);
  return value < 0 ? `-${even}` : even;
}

function exponent(value: number, digits: number): string {
  return special(value) ?? value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
}

function binary(value: CelValue): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : integer(value, 2, 'b');
}

function integer(value: CelValue, radix: number, verb: string): string {
  if (isInt(value)) return value.toString(radix);
  return value instanceof Uint ? value.value.toString(radix) : refuse(value, verb, 'an integer');
}

function hexadecimal(value: CelValue, upper: boolean): string {
  const isBytes = typeof value === 'string' || value instanceof Uint8Array;
  const text = isBytes ? Buffer.from(value as string).toString('hex') : integer(value, 16, upper ? 'X' : 'x');
  return upper ? text.toUpperCase() : text;
}
