import { syntaxFailure } from '../result.ts';

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

/** The character that an escape in a quoted string stands for, and the offset behind it; a backslash stands at `at`. */
export function readEscape(text: string, at: number): { readonly value: string; readonly end: number } {
  const name = text.charAt(at + 1);
  const simple = SIMPLE.get(name);
  if (simple !== undefined) return { value: simple, end: at + 2 };
  const digits = name === 'u' ? 4 : name === 'U' ? 8 : 0;
  const hex = text.slice(at + 2, at + 2 + digits);
  const code = digits > 0 && hex.length === digits && /^[0-9a-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : -1;
  if (code < 0 || code > 0x10ffff) throw syntaxFailure('HCL', 'no such escape in a string', at);
  return { value: code >= 0xd800 && code <= 0xdfff ? '\uFFFD' : String.fromCodePoint(code), end: at + 2 + digits };
}
