import { syntaxFailure } from '../result.ts';
import { isBlank, isBreak } from './chars.ts';
import type { Chars } from './chars.ts';
import { TokenKind, token } from './token.ts';
import type { Token } from './token.ts';

/** Reads a scalar in single or double quotes. Its lines need no indentation: Go's tools do not ask for any. */
export function scanQuoted(chars: Chars): Token {
  const start = chars.at;
  const quote = chars.code();
  chars.at += 1;
  let text = '';
  for (;;) {
    text += quote === 0x22 ? readDouble(chars) : readSingle(chars);
    if (chars.code() === quote) break;
    if (chars.at >= chars.text.length) throw syntaxFailure('YAML', 'a quoted text is not closed', start);
    text += foldBreaks(chars, start);
  }
  chars.at += 1;
  return token(TokenKind.scalar, start, chars.at, text);
}

/** Reads text up to a line break (blanks before it left out), the closing quote or the end. */
function readSingle(chars: Chars): string {
  const { text } = chars;
  let from = chars.at;
  let value = '';
  for (let { at } = chars; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x27 && text.charCodeAt(at + 1) === 0x27) {
      value += text.slice(from, at + 1);
      at += 1;
      from = at + 1;
    } else if (code === 0x27 || isBreak(code) || Number.isNaN(code)) {
      chars.at = at;
      const last = text.slice(from, at);
      return value + (isBreak(code) ? last.replace(/[ \t]+$/, '') : last);
    }
  }
}

function readDouble(chars: Chars): string {
  const { text } = chars;
  let from = chars.at;
  let value = '';
  for (let { at } = chars; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) {
      value += text.slice(from, at);
      if (isBreak(text.charCodeAt(at + 1))) {
        // An escaped line break joins lines without a blank.
        chars.at = at + 1;
        chars.newLine();
        value += blankLines(chars);
        at = chars.at - 1;
      } else {
        const escape = readEscape(text, at);
        value += escape.value;
        at = escape.end - 1;
      }
      from = at + 1;
    } else if (code === 0x22 || isBreak(code) || Number.isNaN(code)) {
      chars.at = at;
      const last = text.slice(from, at);
      return value + (isBreak(code) ? last.replace(/[ \t]+$/, '') : last);
    }
  }
}

/** Folds the line breaks here: one is a blank, each further one a line break. */
function foldBreaks(chars: Chars, start: number): string {
  chars.newLine();
  if (chars.atDocumentMark()) throw syntaxFailure('YAML', 'a quoted text is not closed before a document mark', start);
  const more = blankLines(chars);
  return more === '' ? ' ' : more;
}

/** Skips empty lines and the blanks before the next text; gives a line break for each empty line. */
function blankLines(chars: Chars): string {
  let breaks = '';
  for (;;) {
    while (isBlank(chars.code())) chars.at += 1;
    if (!isBreak(chars.code())) return breaks;
    chars.newLine();
    breaks += '\n';
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001B'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00A0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

function readEscape(text: string, at: number): { readonly value: string; readonly end: number } {
  const name = text.charAt(at + 1);
  const simple = ESCAPES.get(name);
  if (simple !== undefined) return { value: simple, end: at + 2 };
  const digits = DIGITS.get(name) ?? 0;
  const hex = text.slice(at + 2, at + 2 + digits);
  const code = digits > 0 && hex.length === digits && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : -1;
  if (code < 0 || code > 0x10ffff) throw syntaxFailure('YAML', 'no such escape in a quoted text', at);
  // A pair of surrogates, as JSON writes characters beyond the basic plane, is two escapes.
  return { value: code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code), end: at + 2 + digits };
}
