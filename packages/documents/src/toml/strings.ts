import { syntaxFailure } from '../result.ts';

/** A string as it is written: its value, and the offset behind its closing quote. */
export interface ReadString {
  readonly value: string;
  readonly end: number;
}

/** Reads any of TOML's four kinds of strings; a quote stands at `start`. */
export function readString(text: string, start: number): ReadString {
  const quote = text.charAt(start);
  if (text.startsWith(quote.repeat(3), start)) return multiline(text, start, quote);
  return quote === '"' ? basic(text, start) : literal(text, start);
}

/** Reads a string that may stand as a key: on one line. */
export function readKeyString(text: string, start: number): ReadString {
  const quote = text.charAt(start);
  if (text.startsWith(quote.repeat(3), start)) {
    throw syntaxFailure('TOML', 'a key is no multi-line string', start);
  }
  return quote === '"' ? basic(text, start) : literal(text, start);
}

function basic(text: string, start: number): ReadString {
  const end = closing(text, start, 0x22, true);
  return { value: unescape(text, start + 1, end), end: end + 1 };
}

function literal(text: string, start: number): ReadString {
  const end = closing(text, start, 0x27, false);
  return { value: text.slice(start + 1, end), end: end + 1 };
}

function closing(text: string, start: number, quote: number, escapes: boolean): number {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (Number.isNaN(code) || code === 0x0a || code === 0x0d) {
      throw syntaxFailure('TOML', 'a string is not closed on its line', start);
    }
    if (isControl(code)) throw syntaxFailure('TOML', 'a control character stands in a string', at);
    at += escapes && code === 0x5c ? 2 : 1;
  }
}

function multiline(text: string, start: number, quote: string): ReadString {
  const end = multilineEnd(text, start, quote);
  const opened = start + 3;
  const first = text.startsWith('\r\n', opened) ? opened + 2 : opened + (text.charAt(opened) === '\n' ? 1 : 0);
  const last = end - 3;
  const value = quote === '"' ? unescape(text, first, last) : text.slice(first, last);
  return { value, end };
}

/** Offset behind the closing quotes; up to two more quotes may stand before them. */
function multilineEnd(text: string, start: number, quote: string): number {
  let at = start + 3;
  for (;;) {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code)) throw syntaxFailure('TOML', 'a multi-line string is not closed', start);
    if (code === 0x5c && quote === '"') at += 2;
    else if (code === quote.charCodeAt(0) && text.startsWith(quote.repeat(3), at)) {
      let end = at + 3;
      while (end < at + 5 && text.charAt(end) === quote) end += 1;
      return end;
    } else {
      if (isControl(code) && !/^\r?\n/.test(text.slice(at, at + 2))) {
        throw syntaxFailure('TOML', 'a control character stands in a string', at);
      }
      at += 1;
    }
  }
}

/** Control characters that no string and no comment may hold: all but the tab. */
export function isControl(code: number): boolean {
  return (code < 0x20 && code !== 0x09) || code === 0x7f;
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001B'],
  ['"', '"'],
  ['\\', '\\'],
]);
const DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

function unescape(text: string, start: number, end: number): string {
  const raw = text.slice(start, end);
  if (!raw.includes('\\')) return raw;
  let value = '';
  let from = start;
  for (let at = text.indexOf('\\', start); at !== -1 && at < end; at = text.indexOf('\\', from)) {
    value += text.slice(from, at);
    const escape = readEscape(text, at, end);
    value += escape.value;
    from = escape.end;
  }
  return value + text.slice(from, end);
}

function readEscape(text: string, at: number, limit: number): ReadString {
  const name = text.charAt(at + 1);
  const simple = SIMPLE.get(name);
  if (simple !== undefined) return { value: simple, end: at + 2 };
  const digits = DIGITS.get(name);
  if (digits !== undefined)
    return { value: codePoint(text.slice(at + 2, at + 2 + digits), digits, at), end: at + 2 + digits };
  const trimmed = /[ \t]*\r?\n[ \t\r\n]*/y;
  trimmed.lastIndex = at + 1;
  if (trimmed.test(text) && trimmed.lastIndex <= limit) return { value: '', end: trimmed.lastIndex };
  throw syntaxFailure('TOML', 'no such escape in a string', at);
}

function codePoint(hex: string, digits: number, at: number): string {
  const code = hex.length === digits && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : Number.NaN;
  if (Number.isNaN(code) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw syntaxFailure('TOML', 'an escape names no character', at);
  }
  return String.fromCodePoint(code);
}
