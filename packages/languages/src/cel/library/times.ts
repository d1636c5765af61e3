import { fail } from '../errors.ts';
import { Duration, Timestamp } from '../values.ts';
import type { CelValue } from '../values.ts';

const SECOND = 1_000_000_000n;
const MIN_TIMESTAMP = -62_135_596_800n * SECOND;
const MAX_TIMESTAMP = 253_402_300_799n * SECOND + 999_999_999n;
/** A duration is an int64 of nanoseconds, about 292 years. */
const MAX_DURATION = 2n ** 63n - 1n;

export function timestampOf(nanos: bigint): Timestamp {
  if (nanos < MIN_TIMESTAMP || nanos > MAX_TIMESTAMP) fail('overflow', 'timestamp out of range');
  return new Timestamp(nanos);
}

export function durationOf(nanos: bigint): Duration {
  if (nanos < -MAX_DURATION - 1n || nanos > MAX_DURATION) fail('overflow', 'duration out of range');
  return new Duration(nanos);
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/** Reads a moment of RFC 3339; undefined where the text is none. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const local = localSeconds(match.slice(1, 7).map(Number));
  const offset = offsetSeconds(match[9], match[10], match[11]);
  if (local === undefined || offset === undefined) return undefined;
  const nanos = BigInt(local - offset) * SECOND + BigInt((match[7] ?? '').padEnd(9, '0'));
  return nanos < MIN_TIMESTAMP || nanos > MAX_TIMESTAMP ? undefined : new Timestamp(nanos);
}

/** Seconds since 1970 of year, month, day, hour, minute and second; undefined where there is no such date. */
function localSeconds([year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: readonly number[]):
  | number
  | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDate = date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  if (!isDate || hour > 23 || minute > 59 || second > 59) return undefined;
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}

function offsetSeconds(sign = '+', hours = '0', minutes = '0'): number | undefined {
  const [h, m] = [Number(hours), Number(minutes)];
  if (h > 23 || m > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (h * 3600 + m * 60);
}

/** A moment in UTC, with as many digits of a second as it has. */
export function formatTimestamp({ nanos }: Timestamp): string {
  const seconds = floorDivide(nanos, SECOND);
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${text}${fraction(nanos - seconds * SECOND)}Z`;
}

function fraction(nanos: bigint): string {
  return nanos === 0n ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

const UNITS: Readonly<Record<string, bigint>> = {
  h: 3600n * SECOND,
  m: 60n * SECOND,
  s: SECOND,
  ms: 1_000_000n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ns: 1n,
};
const PART = /(\d*)(?:\.(\d*))?(h|ms|us|µs|μs|ns|m|s)/gy;

/** Reads a duration such as `1h30m` or `-1.5s`; undefined where the text is none or too long. */
export function parseDuration(text: string): Duration | undefined {
  const sign = /^[+-]/.test(text) ? text.slice(0, 1) : '';
  const body = text.slice(sign.length);
  if (body === '0') return new Duration(0n);
  if (body === '' || body.length > 200) return undefined;
  const nanos = unsignedNanos(body);
  if (nanos === undefined) return undefined;
  const signed = sign === '-' ? -nanos : nanos;
  return signed > MAX_DURATION || signed < -MAX_DURATION - 1n ? undefined : new Duration(signed);
}

function unsignedNanos(body: string): bigint | undefined {
  let nanos = 0n;
  let end = 0;
  for (const [part, whole = '', digits = '', unit = ''] of body.matchAll(PART)) {
    if (whole === '' && digits === '') return undefined;
    const size = UNITS[unit] ?? 0n;
    nanos += BigInt(whole) * size + (BigInt(digits) * size) / 10n ** BigInt(digits.length);
    end += part.length;
  }
  return end === body.length ? nanos : undefined;
}

/** A duration in seconds: `-1.5s`. */
export function formatDuration({ nanos }: Duration): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? '-' : ''}${size / SECOND}${fraction(size % SECOND)}s`;
}

/** The parts of a moment that a clock on the wall shows in a time zone. */
export interface WallClock {
  readonly date: Date;
  readonly nanos: bigint;
}

const FIXED = /^([+-])?(\d\d):(\d\d)$/;

export function wallClock({ nanos }: Timestamp, zone: string): WallClock {
  const seconds = Number(floorDivide(nanos, SECOND));
  const rest = nanos - BigInt(seconds) * SECOND;
  const fixed = FIXED.exec(zone);
  const offset =
    zone === 'UTC' || zone === ''
      ? 0
      : fixed === null
        ? zoneOffset(zone, seconds)
        : offsetSeconds(fixed[1], fixed[2], fixed[3]);
  if (offset === undefined) return fail('invalid_argument', `unknown time zone ${zone}`);
  return { date: new Date((seconds + offset) * 1000), nanos: rest };
}

/** Seconds that a named zone is ahead of UTC at a moment; undefined where there is no such zone. */
function zoneOffset(zone: string, seconds: number): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0);
    const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year');
    const date = new Date(0);
    date.setUTCFullYear(year, number('month') - 1, number('day'));
    date.setUTCHours(number('hour'), number('minute'), number('second'));
    return date.getTime() / 1000 - seconds;
  } catch {
    return undefined;
  }
}

/** The accessors of a moment, by the name of the method. */
export const ACCESSORS: Readonly<Record<string, readonly [id: string, get: (wall: WallClock) => CelValue]>> = {
  getFullYear: ['year', ({ date }) => date.getUTCFullYear()],
  getMonth: ['month', ({ date }) => date.getUTCMonth()],
  getDayOfYear: ['day_of_year', ({ date }) => dayOfYear(date)],
  getDayOfMonth: ['day_of_month', ({ date }) => date.getUTCDate() - 1],
  getDate: ['day_of_month_1_based', ({ date }) => date.getUTCDate()],
  getDayOfWeek: ['day_of_week', ({ date }) => date.getUTCDay()],
  getHours: ['hours', ({ date }) => date.getUTCHours()],
  getMinutes: ['minutes', ({ date }) => date.getUTCMinutes()],
  getSeconds: ['seconds', ({ date }) => date.getUTCSeconds()],
  getMilliseconds: ['milliseconds', ({ nanos }) => Number(nanos / 1_000_000n)],
};

function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000);
}
