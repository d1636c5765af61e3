import { exactInteger } from '../integer.ts';
import { syntaxFailure } from '../result.ts';
import type { Scalar } from '../source.ts';

/** What JSON5 and JSON with comments add to JSON: blanks, strings, names and numbers. */

/** Offset behind white space and comments. */
export function skipBlankAndComments(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x2f) {
      const behind = skipComment(text, at);
      if (behind === at) return at;
      at = behind;
    } else if (code <= 0x20 || (code >= 0xa0 && /\s/.test(text.charAt(at)))) at += 1;
    else return at;
  }
}

function skipComment(text: string, offset: number): number {
  const next = text.charCodeAt(offset + 1);
  if (next === 0x2f) {
    const end = text.indexOf('\n', offset);
    return end === -1 ? text.length : end + 1;
  }
  if (next !== 0x2a) return offset;
  const end = text.indexOf('*/', offset + 2);
  if (end === -1) throw syntaxFailure('JSON', 'a comment is not closed', offset);
  return end + 2;
}

/** Offset behind the closing quote of a string in single or double quotes. */
export function skipQuoted(text: string, offset: number): number {
  const quote = text.charCodeAt(offset);
  let at = offset + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (Number.isNaN(code) || code === 0x0a) throw syntaxFailure('JSON', 'a string is not closed', offset);
    if (code === 0x5c) at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    else at += 1;
  }
}

/** Offset behind the bare word (a name without quotes, a number, a literal) at an offset. */
export function skipWord(text: string, offset: number): number {
  const word = /[^\s,:{}[\]"'/]+/y;
  word.lastIndex = offset;
  return word.test(text) ? word.lastIndex : offset;
}

const LITERALS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
]);

/** The value of a bare word, or undefined where it is none of the literals and no number. */
export function wordValue(word: string): Scalar | undefined {
  const literal = LITERALS.get(word);
  if (literal !== undefined) return literal;
  const match = /^([+-]?)(Infinity|0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)$/.exec(word);
  if (match === null) return undefined;
  const [, sign, digits = ''] = match;
  if (/^(?:[0-9]+|0[xX].*)$/.test(digits)) return exactInteger(digits, sign === '-');
  return sign === '-' ? -Number(digits) : Number(digits);
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '0': '\0' };

/** The value of a string with JSON5's escapes, without its quotes. */
export function unescapeLenient(raw: string): string {
  return raw.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))/g,
    (_, unicode?: string, byte?: string, other = '') => {
      const hex = unicode ?? byte;
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return /^[\r\n\u2028\u2029]/.test(other) ? '' : (ESCAPES[other] ?? other);
    },
  );
}
