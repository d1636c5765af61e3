import { parseNumber } from '../../shared/decimal.ts';
import type { Value } from '../../shared/values.ts';
import { Halt, errorAt } from '../errors.ts';
import type { Source } from '../errors.ts';
import type { Comment } from './ast.ts';

/** One token. `text` is the name of an identifier or the punctuation; constants carry `value`. */
export interface Token {
  readonly type: 'name' | 'const' | 'punct' | 'template' | 'eof';
  readonly text: string;
  readonly value?: Value;
  /** Of a template: literal text and the tokens of each expression in turn. */
  readonly parts?: readonly (string | readonly Token[])[];
  readonly at: number;
  readonly end: number;
  /** A line break stands before it. */
  readonly newline: boolean;
  /** Space or a line break stands before it. */
  readonly space: boolean;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

const TWO = new Set([':=', '==', '!=', '<=', '>=']);
const ONE = new Set('{}[]().,;:=<>+-*/%&|');
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\r]+/y;

/** Splits a module's text into tokens and comments. Throws `Halt` at the first character that fits nothing. */
export function lex(source: Source): Lexed {
  const lexer = new Lexer(source);
  return { tokens: lexer.tokens(), comments: lexer.comments };
}

class Lexer {
  readonly comments: Comment[] = [];
  readonly #source: Source;
  readonly #text: string;
  #pos = 0;
  #line = 1;
  #newline = false;
  #space = false;
  #lineHasToken = false;

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
    if (this.#text.charCodeAt(0) === 0xfeff) this.#pos = 1;
  }

  tokens(): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      const token = this.#next();
      tokens.push(token);
      if (token.type === 'eof') return tokens;
    }
  }

  #fail(at: number, message: string): never {
    throw new Halt(errorAt(this.#source, at, 'rego_parse_error', message));
  }

  #skip(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#pos);
      if (code === 10) {
        this.#newline = true;
        this.#space = true;
        this.#lineHasToken = false;
        this.#line++;
        this.#pos++;
      } else if (code === 32 || code === 9 || code === 13) {
        this.#space = true;
        SPACE.lastIndex = this.#pos;
        SPACE.test(this.#text);
        this.#pos = SPACE.lastIndex;
      } else if (code === 35) {
        this.#comment();
      } else {
        return;
      }
    }
  }

  #comment(): void {
    const at = this.#pos;
    const end = this.#text.indexOf('\n', at);
    this.#pos = end < 0 ? this.#text.length : end;
    const text = this.#text.slice(at + 1, this.#pos).replace(/\r$/, '');
    this.comments.push({ text, at, line: this.#line, own: !this.#lineHasToken });
    this.#space = true;
  }

  #token(type: Token['type'], text: string, at: number, extra?: Pick<Token, 'value' | 'parts'>): Token {
    const token: Token = { type, text, at, end: this.#pos, newline: this.#newline, space: this.#space, ...extra };
    this.#newline = false;
    this.#space = false;
    this.#lineHasToken = true;
    return token;
  }

  // oxlint-disable-next-line complexity -- one arm for each kind of token
  #next(): Token {
    this.#skip();
    const at = this.#pos;
    if (at >= this.#text.length) return this.#token('eof', 'eof', at);
    const code = this.#text.charCodeAt(at);
    if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) return this.#name(at);
    if (code >= 48 && code <= 57) return this.#number(at);
    if (code === 34 || code === 96) {
      const value = code === 34 ? this.#quoted(at) : this.#raw(at);
      return this.#token('const', this.#text.slice(at, this.#pos), at, { value });
    }
    if (code === 36) return this.#template(at);
    return this.#punctuation(at);
  }

  #name(at: number): Token {
    NAME.lastIndex = at;
    NAME.test(this.#text);
    this.#pos = NAME.lastIndex;
    return this.#token('name', this.#text.slice(at, this.#pos), at);
  }

  #number(at: number): Token {
    NUMBER.lastIndex = at;
    NUMBER.test(this.#text);
    this.#pos = NUMBER.lastIndex;
    const text = this.#text.slice(at, this.#pos);
    if (/[A-Za-z0-9_]/.test(this.#text.charAt(this.#pos))) this.#fail(at, `illegal number format: ${text}`);
    const value = parseNumber(text);
    if (value === undefined) this.#fail(at, `number is too long: ${text.slice(0, 20)}`);
    return this.#token('const', text, at, { value });
  }

  #punctuation(at: number): Token {
    const two = this.#text.slice(at, at + 2);
    if (TWO.has(two)) {
      this.#pos = at + 2;
      return this.#token('punct', two, at);
    }
    const one = this.#text.charAt(at);
    if (!ONE.has(one)) this.#fail(at, `illegal token: ${JSON.stringify(one)}`);
    this.#pos = at + 1;
    return this.#token('punct', one, at);
  }

  #quoted(at: number): string {
    for (let i = at + 1; i < this.#text.length; i++) {
      const code = this.#text.charCodeAt(i);
      if (code === 92) i++;
      else if (code === 10) break;
      else if (code === 34) {
        this.#pos = i + 1;
        return this.#unescape(at, this.#text.slice(at + 1, i));
      }
    }
    return this.#fail(at, 'non-terminated string');
  }

  #unescape(at: number, raw: string): string {
    if (!raw.includes('\\')) return raw;
    try {
      return JSON.parse(`"${raw.replaceAll('\t', String.raw`\t`)}"`) as string;
    } catch {
      return this.#fail(at, 'illegal string escape sequence');
    }
  }

  #raw(at: number): string {
    const end = this.#text.indexOf('`', at + 1);
    if (end < 0) this.#fail(at, 'non-terminated string');
    const raw = this.#text.slice(at + 1, end);
    this.#line += raw.split('\n').length - 1;
    this.#pos = end + 1;
    return raw;
  }

  /** `$"text {expression} text"`, or the same between backticks without escapes. */
  // oxlint-disable-next-line complexity -- one grammar production
  #template(at: number): Token {
    const quote = this.#text.charAt(at + 1);
    if (quote !== '"' && quote !== '`') this.#fail(at, 'illegal token: "$"');
    const flags = [this.#newline, this.#space] as const;
    const parts: (string | readonly Token[])[] = [];
    let start = at + 2;
    for (let i = start; ; i++) {
      const c = this.#text.charAt(i);
      if (c === '' || (c === '\n' && quote === '"')) this.#fail(at, 'non-terminated string');
      if (c === '\n') this.#line++;
      if (c === '\\' && (quote === '"' || this.#text.charAt(i + 1) === '{')) i++;
      else if (c === quote || c === '{') {
        parts.push(this.#templateText(at, quote, this.#text.slice(start, i)));
        if (c === quote) {
          this.#pos = i + 1;
          break;
        }
        parts.push(this.#templateExpression(at, i + 1));
        start = this.#pos;
        i = start - 1;
      }
    }
    [this.#newline, this.#space] = flags;
    return this.#token('template', 'template', at, { parts });
  }

  #templateText(at: number, quote: string, raw: string): string {
    const text = raw.replaceAll(/\\([{}])/g, '$1');
    return quote === '"' ? this.#unescape(at, text) : text;
  }

  #templateExpression(at: number, from: number): Token[] {
    const tokens: Token[] = [];
    this.#pos = from;
    for (let depth = 0; ;) {
      const token = this.#next();
      if (token.type === 'eof') this.#fail(at, 'non-terminated template expression');
      if (token.type === 'punct' && token.text === '{') depth++;
      if (token.type === 'punct' && token.text === '}' && depth-- === 0) {
        tokens.push({ type: 'eof', text: 'eof', at: token.at, end: token.at, newline: false, space: true });
        return tokens;
      }
      tokens.push(token);
    }
  }
}
