import { isIntegral, toBigInt } from '../../shared/decimal.ts';
import { fromBigInt } from '../../shared/decimal.ts';
import { isNumeric } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { STRING, binary, failed, isString, unary, wrongType } from './builtin.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';
import { formatTime, parseTime } from './go-time.ts';
import { civilToNs, localParts } from './zones.ts';
import type { Civil } from './zones.ts';

const MIN_NS = -(2n ** 63n);
const MAX_NS = 2n ** 63n - 1n;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
/** Go's named layouts. */
const LAYOUTS: Readonly<Record<string, string>> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
  Kitchen: '3:04PM',
};

function checked(context: Context, name: string, ns: bigint): Value | undefined {
  return ns < MIN_NS || ns > MAX_NS ? failed(context, name, 'time outside of valid range') : fromBigInt(ns);
}

interface Moment {
  readonly ns: bigint;
  readonly zone: string;
  readonly layout: string | undefined;
}

/** A number of nanoseconds, or an array of it, a time zone and a layout. */
// oxlint-disable-next-line complexity -- the accepted forms of one operand
function momentOf(context: Context, name: string, value: Value): Moment | undefined {
  const [ns, zone = 'UTC', layout] = Array.isArray(value) ? (value as readonly Value[]) : [value];
  if (ns === undefined || !isNumeric(ns))
    return wrongType(context, name, 1, 'either number (ns) or [number (ns), string (tz)]', ns ?? null);
  if (!isString(zone) || (layout !== undefined && !isString(layout)))
    return wrongType(context, name, 1, 'string', zone);
  if (!isIntegral(ns) && !Number.isFinite(Number(ns))) return failed(context, name, 'timestamp too big');
  const whole = toBigInt(ns) ?? BigInt(Math.trunc(Number(ns)));
  if (whole < MIN_NS || whole > MAX_NS) return failed(context, name, 'timestamp too big');
  return { ns: whole, zone: zone === '' || zone === 'Local' ? 'UTC' : zone, layout };
}

function civil(name: string, show: (parts: Civil) => Value): Builtin {
  return (context, value: Value) => {
    const moment = momentOf(context, name, value);
    if (moment === undefined) return undefined;
    const parts = localParts(moment.ns, moment.zone);
    return parts === undefined ? failed(context, name, `unknown time zone ${moment.zone}`) : show(parts);
  };
}

function format(context: Context, value: Value): Value | undefined {
  const moment = momentOf(context, 'time.format', value);
  if (moment === undefined) return undefined;
  const parts = localParts(moment.ns, moment.zone);
  if (parts === undefined) return failed(context, 'time.format', `unknown time zone ${moment.zone}`);
  const layout = moment.layout ?? 'RFC3339Nano';
  return formatTime(parts, LAYOUTS[layout] ?? layout);
}

function parseNs(layout: string, text: string, context: Context): Value | undefined {
  const ns = parseTime(LAYOUTS[layout] ?? layout, text);
  return ns === undefined
    ? failed(context, 'time.parse_ns', `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}`)
    : checked(context, 'time.parse_ns', ns);
}

function parseRfc3339(text: string, context: Context): Value | undefined {
  const ns = parseTime(LAYOUTS['RFC3339'] ?? '', text);
  return ns === undefined
    ? failed(context, 'time.parse_rfc3339_ns', `parsing time ${JSON.stringify(text)}`)
    : checked(context, 'time.parse_rfc3339_ns', ns);
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

// oxlint-disable-next-line complexity -- one grammar production
function parseDuration(text: string, context: Context): Value | undefined {
  const name = 'time.parse_duration_ns';
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body))
    return failed(context, name, `invalid duration ${JSON.stringify(text)}`);
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of body.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = UNITS[unit] ?? 1n;
    total += BigInt(whole === '' ? '0' : whole) * scale;
    if (fraction !== '') total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  return checked(context, name, sign === '-' ? -total : total);
}

// oxlint-disable-next-line max-params -- the builtin has four operands
function addDate(context: Context, ...operands: Value[]): Value | undefined {
  const name = 'time.add_date';
  const numbers: bigint[] = [];
  for (const [i, operand] of operands.entries()) {
    const whole = isNumeric(operand) ? toBigInt(operand) : undefined;
    if (whole === undefined) return wrongType(context, name, i + 1, 'integer number', operand);
    numbers.push(whole);
  }
  const [ns = 0n, years = 0n, months = 0n, days = 0n] = numbers;
  if ([years, months, days].some((part) => part > 1_000_000n || part < -1_000_000n))
    return failed(context, name, 'time outside of valid range');
  const parts = localParts(ns, 'UTC') as Civil;
  const moved = civilToNs({
    ...parts,
    year: parts.year + Number(years),
    month: parts.month + Number(months),
    day: parts.day + Number(days),
  });
  return checked(context, name, moved);
}

/** Years, months, days, hours, minutes and seconds between two moments, as a calendar counts. */
function difference(context: Context, a: Value, b: Value): Value | undefined {
  const name = 'time.diff';
  const first = momentOf(context, name, a);
  const second = first === undefined ? undefined : momentOf(context, name, b);
  if (first === undefined || second === undefined) return undefined;
  const [early, late] = first.ns > second.ns ? [second, first] : [first, second];
  const from = localParts(early.ns, first.zone);
  const to = localParts(late.ns, first.zone);
  if (from === undefined || to === undefined) return failed(context, name, 'unknown time zone');
  return calendarDifference(from, to);
}

function calendarDifference(from: Civil, to: Civil): Value {
  let [year, month, day] = [to.year - from.year, to.month - from.month, to.day - from.day];
  let [hour, minute, second] = [to.hour - from.hour, to.minute - from.minute, to.second - from.second];
  if (second < 0) [second, minute] = [second + 60, minute - 1];
  if (minute < 0) [minute, hour] = [minute + 60, hour - 1];
  if (hour < 0) [hour, day] = [hour + 24, day - 1];
  if (day < 0) {
    const daysInMonth = new Date(Date.UTC(from.year, from.month, 0)).getUTCDate();
    [day, month] = [day + daysInMonth, month - 1];
  }
  if (month < 0) [month, year] = [month + 12, year - 1];
  return [year, month, day, hour, minute, second];
}

export const timeBuiltins: BuiltinTable = {
  'time.now_ns': (context) => fromBigInt(context.session.nowNs),
  'time.parse_ns': binary('time.parse_ns', STRING, STRING, parseNs),
  'time.parse_rfc3339_ns': unary('time.parse_rfc3339_ns', STRING, parseRfc3339),
  'time.parse_duration_ns': unary('time.parse_duration_ns', STRING, parseDuration),
  'time.format': format,
  'time.date': civil('time.date', ({ year, month, day }) => [year, month, day]),
  'time.clock': civil('time.clock', ({ hour, minute, second }) => [hour, minute, second]),
  'time.weekday': civil('time.weekday', ({ weekday }) => DAYS[weekday] ?? ''),
  'time.add_date': addDate,
  'time.diff': difference,
};
