import { exactInteger } from '../integer.ts';
import { syntaxFailure } from '../result.ts';
import type { ReadFailure } from '../result.ts';
import type { Scalar } from '../source.ts';

/** A scalar that is no string, and for dates and times their kind. */
export interface TomlWord {
  readonly value: Scalar;
  readonly tag: string | undefined;
}

const DECIMAL = /^[+-]?(?:0|[1-9](?:_?[0-9])*)$/;
const PREFIXED = /^0(?:x[0-9a-fA-F](?:_?[0-9a-fA-F])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)$/;
const FLOAT = /^[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME = /^([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?$/;
const OFFSET = /(?:[zZ]|[+-]([0-9]{2}):([0-9]{2}))$/;

/** The value of a bare word: boolean, number, date or time. Dates and times stay as they are written. */
export function wordOf(raw: string, offset: number): TomlWord {
  if (raw === 'true' || raw === 'false') return { value: raw === 'true', tag: undefined };
  if (DECIMAL.test(raw) || PREFIXED.test(raw)) return { value: integerOf(raw.replaceAll('_', '')), tag: undefined };
  if (FLOAT.test(raw)) return { value: Number(raw.replaceAll('_', '')), tag: undefined };
  const special = /^([+-]?)(inf|nan)$/.exec(raw);
  if (special !== null) {
    const infinity = special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return { value: special[2] === 'nan' ? Number.NaN : infinity, tag: undefined };
  }
  const tag = dateKind(raw);
  if (tag === undefined) throw wrongWord(raw, offset);
  return { value: raw, tag };
}

function integerOf(digits: string): number | bigint {
  const value = exactInteger(digits.replace(/^[+-]/, ''), digits.startsWith('-'));
  return value === 0 ? 0 : value;
}

function dateKind(raw: string): string | undefined {
  if (validTime(raw)) return 'time-local';
  if (validDate(raw.slice(0, 10)) && /^(?:[tT ].*)?$/.test(raw.slice(10))) {
    if (raw.length === 10) return 'date-local';
    const time = raw.slice(11);
    const offset = OFFSET.exec(time);
    if (offset === null) return validTime(time) ? 'datetime-local' : undefined;
    const zoned = Number(offset[1] ?? 0) < 24 && Number(offset[2] ?? 0) < 60;
    return zoned && validTime(time.slice(0, offset.index)) ? 'datetime' : undefined;
  }
  return undefined;
}

function validDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const last = [31, leap(Number(year)) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0;
  return Number(day) >= 1 && Number(day) <= last;
}

function leap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function validTime(text: string): boolean {
  const match = TIME.exec(text);
  return match !== null && Number(match[1]) < 24 && Number(match[2]) < 60 && Number(match[3] ?? 0) < 60;
}

function wrongWord(raw: string, offset: number): ReadFailure {
  if (raw === '') return syntaxFailure('TOML', 'a value is missing', offset);
  return syntaxFailure('TOML', `"${raw.slice(0, 40)}" is no value; strings stand in quotes`, offset);
}
