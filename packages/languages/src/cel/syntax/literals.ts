import { Halt } from '../errors.ts';
import { INT_MAX, INT_MIN, UINT_MAX, Uint, doubleOf } from '../values.ts';
import type { CelValue } from '../values.ts';

const ESCAPE =
  /\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([abfnrtv\\'"?`])|([\s\S]?))/g;
const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

interface Escape {
  readonly code: number;
  /** True for `\x` and octal escapes, which are bytes in a bytes literal. */
  readonly isByte: boolean;
}

function escapeOf(groups: readonly (string | undefined)[], at: number): Escape {
  const [x, bigX, u, bigU, octal, simple] = groups;
  const hex = x ?? bigX;
  if (hex !== undefined) return { code: Number.parseInt(hex, 16), isByte: true };
  if (octal !== undefined) return { code: Number.parseInt(octal, 8), isByte: true };
  const unicode = u ?? bigU;
  if (unicode !== undefined) {
    const code = Number.parseInt(unicode, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw new Halt('cel_syntax_error', `\\u${unicode} is no character`, at);
    }
    return { code, isByte: false };
  }
  if (simple === undefined) throw new Halt('cel_syntax_error', 'unknown escape in a string', at);
  return { code: (SIMPLE[simple] ?? simple).charCodeAt(0), isByte: false };
}

/** The value of a string literal's inside. */
export function readText(body: string, raw: boolean, at: number): string {
  if (raw || !body.includes('\\')) return body;
  return body.replaceAll(ESCAPE, (_, ...groups: (string | undefined)[]) =>
    String.fromCodePoint(escapeOf(groups, at).code),
  );
}

/** The value of a bytes literal's inside: text as UTF-8, escapes as bytes. */
export function readBytes(body: string, raw: boolean, at: number): Uint8Array {
  if (raw || !body.includes('\\')) return Buffer.from(body, 'utf8');
  const parts: Uint8Array[] = [];
  let last = 0;
  for (const found of body.matchAll(ESCAPE)) {
    parts.push(Buffer.from(body.slice(last, found.index), 'utf8'));
    const { code, isByte } = escapeOf(found.slice(1), at);
    if (!isByte && (found[3] ?? found[4]) !== undefined) {
      throw new Halt('cel_syntax_error', 'bytes take no \\u escape', at);
    }
    parts.push(isByte ? Uint8Array.of(code) : Buffer.from(String.fromCodePoint(code), 'utf8'));
    last = found.index + found[0].length;
  }
  parts.push(Buffer.from(body.slice(last), 'utf8'));
  return Buffer.concat(parts);
}

/** The value of a number literal; a `Halt` where it is out of range. */
export function readNumber(kind: 'int' | 'uint' | 'double', text: string, at: number): CelValue {
  if (kind === 'double') {
    const value = Number(text);
    if (!Number.isFinite(value)) throw new Halt('cel_syntax_error', `${text} is no double`, at);
    return doubleOf(value);
  }
  const negative = text.startsWith('-');
  const digits = BigInt(negative ? text.slice(1) : text);
  const value = negative ? -digits : digits;
  const fits = kind === 'uint' ? value <= UINT_MAX : value >= INT_MIN && value <= INT_MAX;
  if (!fits) throw new Halt('cel_syntax_error', `${text} is no ${kind}: out of range`, at);
  const form = Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return kind === 'uint' ? new Uint(form) : form;
}
