import { civilToNs } from './zones.ts';
import type { Civil } from './zones.ts';

/** Go's time layouts: the reference time Mon Jan 2 15:04:05 MST 2006, spelt out. */
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const ELEMENT =
  /January|Jan|Monday|Mon|MST|2006|Z07:00:00|-07:00:00|Z07:00|-07:00|Z0700|-0700|Z07|-07|002|__2|_2|01|02|03|04|05|06|15|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

const two = (value: number): string => String(value).padStart(2, '0');

function offsetText(seconds: number, separator: string): string {
  const absolute = Math.abs(seconds);
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(absolute / 3600))}${separator}${two(Math.floor(absolute / 60) % 60)}`;
}

const SHOW: Readonly<Record<string, (t: Civil) => string>> = {
  January: (t) => MONTHS[t.month - 1] ?? '',
  Jan: (t) => (MONTHS[t.month - 1] ?? '').slice(0, 3),
  Monday: (t) => DAYS[t.weekday] ?? '',
  Mon: (t) => (DAYS[t.weekday] ?? '').slice(0, 3),
  MST: (t) => t.zone,
  '2006': (t) => String(t.year).padStart(4, '0'),
  '06': (t) => two(((t.year % 100) + 100) % 100),
  '01': (t) => two(t.month),
  '1': (t) => String(t.month),
  '02': (t) => two(t.day),
  _2: (t) => String(t.day).padStart(2, ' '),
  '2': (t) => String(t.day),
  '002': (t) => String(dayOfYear(t)).padStart(3, '0'),
  __2: (t) => String(dayOfYear(t)).padStart(3, ' '),
  '15': (t) => two(t.hour),
  '03': (t) => two(t.hour % 12 === 0 ? 12 : t.hour % 12),
  '3': (t) => String(t.hour % 12 === 0 ? 12 : t.hour % 12),
  '04': (t) => two(t.minute),
  '4': (t) => String(t.minute),
  '05': (t) => two(t.second),
  '5': (t) => String(t.second),
  PM: (t) => (t.hour >= 12 ? 'PM' : 'AM'),
  pm: (t) => (t.hour >= 12 ? 'pm' : 'am'),
  'Z07:00': (t) => (t.offsetSeconds === 0 ? 'Z' : offsetText(t.offsetSeconds, ':')),
  Z0700: (t) => (t.offsetSeconds === 0 ? 'Z' : offsetText(t.offsetSeconds, '')),
  Z07: (t) => (t.offsetSeconds === 0 ? 'Z' : offsetText(t.offsetSeconds, '').slice(0, 3)),
  '-07:00': (t) => offsetText(t.offsetSeconds, ':'),
  '-0700': (t) => offsetText(t.offsetSeconds, ''),
  '-07': (t) => offsetText(t.offsetSeconds, '').slice(0, 3),
};

function dayOfYear(t: Civil): number {
  return Math.round((Date.UTC(t.year, t.month - 1, t.day) - Date.UTC(t.year, 0, 1)) / 86_400_000) + 1;
}

export function formatTime(time: Civil, layout: string): string {
  return layout.replaceAll(ELEMENT, (element) => {
    if (/^[.,][09]/.test(element)) return fractionText(time.nanosecond, element);
    return SHOW[element]?.(time) ?? element;
  });
}

function fractionText(nanosecond: number, element: string): string {
  const digits = String(nanosecond)
    .padStart(9, '0')
    .slice(0, element.length - 1);
  if (element.charAt(1) === '0') return element.charAt(0) + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : element.charAt(0) + trimmed;
}

interface Draft {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  offsetSeconds: number;
  pm: boolean | undefined;
  yearDay: number | undefined;
}

type Reader = readonly [pattern: string, take: (draft: Draft, text: string) => void];

const offset: Reader[1] = (draft, text) => {
  if (text === 'Z') return;
  const digits = text.slice(1).replaceAll(':', '');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4) || 0) * 60;
  draft.offsetSeconds = text.startsWith('-') ? -seconds : seconds;
};
const named =
  (names: readonly string[], length: number | undefined): Reader[1] =>
  (draft, text) => {
    draft.month =
      names.findIndex(
        (name) => (length === undefined ? name : name.slice(0, length)).toLowerCase() === text.toLowerCase(),
      ) + 1;
  };
const number =
  (key: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'): Reader[1] =>
  (draft, text) => {
    draft[key] = Number(text.trim());
  };
const nothing: Reader[1] = () => undefined;

const READ: Readonly<Record<string, Reader>> = {
  January: [`(?:${MONTHS.join('|')})`, named(MONTHS, undefined)],
  Jan: [`(?:${MONTHS.map((name) => name.slice(0, 3)).join('|')})`, named(MONTHS, 3)],
  Monday: [`(?:${DAYS.join('|')})`, nothing],
  Mon: [`(?:${DAYS.map((name) => name.slice(0, 3)).join('|')})`, nothing],
  MST: [String.raw`[A-Z]{3,5}|[+-]\d\d`, nothing],
  '2006': [String.raw`\d{4}`, number('year')],
  '06': [String.raw`\d\d`, (draft, text) => (draft.year = Number(text) + (Number(text) >= 69 ? 1900 : 2000))],
  '01': [String.raw`\d\d`, number('month')],
  '1': [String.raw`\d{1,2}`, number('month')],
  '02': [String.raw`\d\d`, number('day')],
  _2: [String.raw`[ \d]?\d`, number('day')],
  '2': [String.raw`\d{1,2}`, number('day')],
  '002': [String.raw`\d{3}`, (draft, text) => (draft.yearDay = Number(text))],
  __2: [String.raw`[ \d]{2}\d`, (draft, text) => (draft.yearDay = Number(text.trim()))],
  '15': [String.raw`\d\d`, number('hour')],
  '03': [String.raw`\d\d`, number('hour')],
  '3': [String.raw`\d{1,2}`, number('hour')],
  '04': [String.raw`\d\d`, number('minute')],
  '4': [String.raw`\d{1,2}`, number('minute')],
  '05': [String.raw`\d\d(?:[.,]\d+)?`, seconds],
  '5': [String.raw`\d{1,2}(?:[.,]\d+)?`, seconds],
  PM: ['AM|PM', (draft, text) => (draft.pm = text === 'PM')],
  pm: ['am|pm', (draft, text) => (draft.pm = text === 'pm')],
  'Z07:00': [String.raw`Z|[+-]\d\d:\d\d`, offset],
  Z0700: [String.raw`Z|[+-]\d{4}`, offset],
  Z07: [String.raw`Z|[+-]\d\d`, offset],
  '-07:00': [String.raw`[+-]\d\d:\d\d`, offset],
  '-0700': [String.raw`[+-]\d{4}`, offset],
  '-07': [String.raw`[+-]\d\d`, offset],
};

function seconds(draft: Draft, text: string): void {
  const [whole = '', fraction = ''] = text.split(/[.,]/);
  draft.second = Number(whole);
  if (fraction !== '') draft.nanosecond = Number(fraction.padEnd(9, '0').slice(0, 9));
}

/** Parses a text by a layout; nanoseconds since the epoch, or undefined. */
export function parseTime(layout: string, text: string): bigint | undefined {
  const readers: Reader[1][] = [];
  let pattern = '^';
  let from = 0;
  for (const found of layout.matchAll(ELEMENT)) {
    pattern += literal(layout.slice(from, found.index));
    from = found.index + found[0].length;
    const reader = /^[.,]/.test(found[0])
      ? fractionReader(found[0], /0?5$/.test(layout.slice(0, found.index)))
      : READ[found[0]];
    if (reader === undefined) continue;
    pattern += `(${reader[0]})`;
    readers.push(reader[1]);
  }
  pattern += `${literal(layout.slice(from))}$`;
  // oxlint-disable-next-line house/no-dynamic-regexp -- made of escaped literals and the bounded patterns above
  const match = new RegExp(pattern, 'i').exec(text);
  if (match === null) return undefined;
  const draft: Draft = {
    year: 0,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    offsetSeconds: 0,
    pm: undefined,
    yearDay: undefined,
  };
  readers.forEach((take, i) => take(draft, match[i + 1] ?? ''));
  return finish(draft);
}

/** Behind seconds the fraction is read with them, whatever the layout says. */
function fractionReader(element: string, afterSeconds: boolean): Reader | undefined {
  if (afterSeconds) return undefined;
  const count = element.length - 1;
  return [
    String.raw`[.,]\d{${count}}`,
    (draft, text) => (draft.nanosecond = Number(text.slice(1).padEnd(9, '0').slice(0, 9))),
  ];
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

// oxlint-disable-next-line complexity -- the checks of one date
function finish(draft: Draft): bigint | undefined {
  if (draft.pm === true && draft.hour < 12) draft.hour += 12;
  else if (draft.pm === false && draft.hour === 12) draft.hour = 0;
  if (draft.yearDay !== undefined) {
    draft.month = 1;
    draft.day = draft.yearDay;
  } else if (draft.month < 1 || draft.month > 12 || draft.day < 1 || draft.day > daysIn(draft)) return undefined;
  if (draft.hour > 23 || draft.minute > 59 || draft.second > 59) return undefined;
  return civilToNs(draft);
}

function daysIn({ year, month }: Draft): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}
