import { Halt } from '../errors.ts';
import { readBytes, readText } from './literals.ts';

type TokenKind = 'ident' | 'quoted' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'op' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The text; of a string literal its value. */
  readonly text: string;
  readonly bytes?: Uint8Array;
  readonly at: number;
}

const SPACE = /(?:[ \t\r\n\f]+|\/\/[^\n]*)+/y;
const NUMBER = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|(?:0x[0-9a-fA-F]+|\d+)([uU])?/y;
const STRING = /([bB]?[rR]?|[rR][bB])("""|'''|"|')/y;
const IDENT = /[A-Za-z_]\w*/y;
const QUOTED = /`([\w.\-/ ]+)`/y;
const OPERATOR = /&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()[\]{}]/y;

/** Cuts a text into tokens; a `Halt` with the position where it holds none. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    at += match(SPACE, text, at)?.[0].length ?? 0;
    if (at >= text.length) break;
    const [token, end] = tokenAt(text, at);
    found.push(token);
    at = end;
  }
  found.push({ kind: 'end', text: 'the end', at: text.length });
  return found;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function tokenAt(text: string, at: number): [Token, number] {
  const opening = match(STRING, text, at);
  if (opening !== null) return stringAt(text, at, opening);
  const number = match(NUMBER, text, at);
  if (number !== null && (text[at] !== '.' || number[0].length > 1)) return numberAt(at, number);
  const ident = match(IDENT, text, at);
  if (ident !== null) return [{ kind: 'ident', text: ident[0], at }, at + ident[0].length];
  const quoted = match(QUOTED, text, at);
  if (quoted !== null) return [{ kind: 'quoted', text: quoted[1] ?? '', at }, at + quoted[0].length];
  const operator = match(OPERATOR, text, at);
  if (operator !== null) return [{ kind: 'op', text: operator[0], at }, at + operator[0].length];
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw new Halt('cel_syntax_error', `unexpected character ${JSON.stringify(character)}`, at);
}

function numberAt(at: number, found: RegExpExecArray): [Token, number] {
  const [whole] = found;
  const end = at + whole.length;
  if (found[1] !== undefined) return [{ kind: 'uint', text: whole.slice(0, -1), at }, end];
  const isDouble = !whole.startsWith('0x') && /[.eE]/.test(whole);
  return [{ kind: isDouble ? 'double' : 'int', text: whole, at }, end];
}

function stringAt(text: string, at: number, opening: RegExpExecArray): [Token, number] {
  const [whole, prefix = '', quote = '"'] = opening;
  const raw = /r/i.test(prefix);
  const start = at + whole.length;
  const end = closing(text, start, quote, raw);
  const body = text.slice(start, end).replaceAll(/\r\n?/g, '\n');
  const next = end + quote.length;
  if (/b/i.test(prefix)) return [{ kind: 'bytes', text: body, bytes: readBytes(body, raw, at), at }, next];
  return [{ kind: 'string', text: readText(body, raw, at), at }, next];
}

/** The offset of the closing quote. */
function closing(text: string, start: number, quote: string, raw: boolean): number {
  for (let i = start; i < text.length; i++) {
    if (text.startsWith(quote, i)) return i;
    if (quote.length === 1 && (text[i] === '\n' || text[i] === '\r')) break;
    if (text[i] === '\\' && !raw) i++;
  }
  throw new Halt('cel_syntax_error', 'the string has no end', start - quote.length);
}
