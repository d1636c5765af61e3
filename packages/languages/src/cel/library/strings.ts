import { fail } from '../errors.ts';
import type { Session } from '../run/session.ts';
import { isBmp } from '../values.ts';
import type { CelValue, Int } from '../values.ts';
import { format } from './format.ts';
import type { Library } from './library.ts';
import { indexOfText, lastIndexOfText, splitText } from '../../shared/search.ts';

/** Texts by character: where every character is one UTF-16 unit, the text itself. */
interface Characters {
  readonly length: number;
  slice(from: number, to?: number): string;
  indexOf(part: string, from: number): number;
  lastIndexOf(part: string, from: number): number;
}

function charactersOf(text: string): Characters {
  if (isBmp(text)) {
    return {
      length: text.length,
      slice: (from, to) => text.slice(from, to),
      indexOf: (part, from) => indexOfText(text, part, from),
      lastIndexOf: (part, from) => lastIndexOfText(text, part, from),
    };
  }
  const points = Array.from(text);
  const offsets = [0];
  for (const point of points) offsets.push((offsets.at(-1) ?? 0) + point.length);
  const place = (offset: number): number => (offset < 0 ? -1 : offsets.indexOf(offset));
  return {
    length: points.length,
    slice: (from, to) => points.slice(from, to).join(''),
    indexOf: (part, from) => place(indexOfText(text, part, offsets[from])),
    lastIndexOf: (part, from) => place(lastIndexOfText(text, part, offsets[from] ?? text.length)),
  };
}

function place(index: Int, length: number): number {
  const at = Number(index);
  return at < 0 || at > length ? fail('index_out_of_range', `index out of range: ${index}`) : at;
}

function charAt(s: Session, text: string, index: Int): string {
  s.work(text.length >> 4);
  const characters = charactersOf(text);
  const at = place(index, characters.length);
  return characters.slice(at, at + 1);
}

function indexOf(s: Session, text: string, part: string, from: Int = 0): number {
  s.work(text.length >> 2);
  const characters = charactersOf(text);
  const start = place(from, characters.length);
  return part === '' ? start : characters.indexOf(part, start);
}

function lastIndexOf(s: Session, text: string, part: string, from?: Int): number {
  s.work(text.length >> 2);
  const characters = charactersOf(text);
  const start = from === undefined ? characters.length : place(from, characters.length);
  return part === '' ? start : characters.lastIndexOf(part, start);
}

// oxlint-disable-next-line max-params -- the operands of the overload
function substring(s: Session, text: string, from: Int, to?: Int): string {
  s.charge(text.length >> 2);
  const characters = charactersOf(text);
  const start = place(from, characters.length);
  const end = to === undefined ? characters.length : place(to, characters.length);
  if (start > end) fail('index_out_of_range', `invalid substring range: start ${start}, end ${end}`);
  return characters.slice(start, end);
}

// oxlint-disable-next-line max-params -- the operands of the overload
function replace(s: Session, text: string, old: string, by: string, limit: Int = -1): string {
  const most = Number(limit);
  const parts = old === '' ? ['', ...Array.from(text), ''] : splitText(text, old);
  const gaps = Math.min(parts.length - 1, most < 0 ? Infinity : most);
  s.charge(text.length + gaps * by.length);
  if (gaps === parts.length - 1) return parts.join(by);
  return [...parts.slice(0, gaps), parts.slice(gaps).join(old)].join(by);
}

// oxlint-disable-next-line max-params -- the operands of the overload
function split(s: Session, text: string, by: string, limit: Int = -1): readonly string[] {
  s.charge(text.length);
  const most = Number(limit);
  if (most === 0) return [];
  const parts = by === '' ? Array.from(text) : splitText(text, by);
  if (most < 0 || parts.length <= most) return parts;
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(by)];
}

function join(s: Session, list: readonly CelValue[], by = ''): string {
  let length = 0;
  for (const item of list) {
    if (typeof item !== 'string') return fail('no_such_overload', 'no such overload: join takes a list of strings');
    length += item.length + by.length;
  }
  s.charge(length);
  return list.join(by);
}

const SPACES =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

function trim(s: Session, text: string): string {
  s.work(text.length);
  // The end is searched from behind: an expression over the whole text could go through a run of spaces again and again.
  let end = text.length;
  while (end > 0 && text.charAt(end - 1).replace(SPACES, '') === '') end--;
  return text.slice(0, end).replace(SPACES, '');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
  '\\': '\\\\',
  '"': String.raw`\"`,
};

function quote(s: Session, text: string): string {
  s.charge(text.length * 2);
  // oxlint-disable-next-line no-control-regex -- control characters are what is escaped
  return `"${text.toWellFormed().replaceAll(/[\x07\b\f\n\r\t\v\\"]/g, (character) => ESCAPES[character] ?? '')}"`;
}

/** Functions on texts; positions count characters. */
export const STRINGS: Library = {
  name: 'strings',
  functions: {
    charAt: [['string_char_at_int', 'string.(int) -> string', charAt]],
    indexOf: [
      ['string_index_of_string', 'string.(string) -> int', indexOf],
      ['string_index_of_string_int', 'string.(string, int) -> int', indexOf],
    ],
    lastIndexOf: [
      ['string_last_index_of_string', 'string.(string) -> int', lastIndexOf],
      ['string_last_index_of_string_int', 'string.(string, int) -> int', lastIndexOf],
    ],
    join: [
      ['list_join', 'list(string).() -> string', join],
      ['list_join_string', 'list(string).(string) -> string', join],
    ],
    lowerAscii: [
      [
        'string_lower_ascii',
        'string.() -> string',
        (s, text: string) => (s.charge(text.length), text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase())),
      ],
    ],
    upperAscii: [
      [
        'string_upper_ascii',
        'string.() -> string',
        (s, text: string) => (s.charge(text.length), text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase())),
      ],
    ],
    replace: [
      ['string_replace_string_string', 'string.(string, string) -> string', replace],
      ['string_replace_string_string_int', 'string.(string, string, int) -> string', replace],
    ],
    split: [
      ['string_split_string', 'string.(string) -> list(string)', split],
      ['string_split_string_int', 'string.(string, int) -> list(string)', split],
    ],
    substring: [
      ['string_substring_int', 'string.(int) -> string', substring],
      ['string_substring_int_int', 'string.(int, int) -> string', substring],
    ],
    trim: [['string_trim', 'string.() -> string', trim]],
    reverse: [
      [
        'string_reverse',
        'string.() -> string',
        (s, text: string) => (s.charge(text.length), Array.from(text).reverse().join('')),
      ],
    ],
    'strings.quote': [['strings_quote', '(string) -> string', quote]],
    format: [['string_format', 'string.(list(dyn)) -> string', format]],
  },
};
