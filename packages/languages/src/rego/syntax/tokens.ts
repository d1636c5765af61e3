import { Halt, errorAt } from '../errors.ts';
import type { Source } from '../errors.ts';
import type { RegoVersion } from './ast.ts';
import type { Token } from './lexer.ts';

const ALWAYS = ['not', 'some', 'with', 'as', 'package', 'import', 'default', 'else', 'null', 'true', 'false'];
/** Keywords of v1 that a v0 module has only where it imports them. */
export const FUTURE_KEYWORDS = ['in', 'every', 'contains', 'if'];
/** Deeper nesting is refused: the parser is recursive. */
const MAX_DEPTH = 300;

/** A cursor over tokens, with the words that are keywords at this point of the module. */
export class TokenCursor {
  readonly source: Source;
  readonly keywords = new Set(ALWAYS);
  version: RegoVersion;
  tokens: readonly Token[];
  index = 0;
  #depth = 0;

  constructor(source: Source, tokens: readonly Token[], version: RegoVersion) {
    this.source = source;
    this.tokens = tokens;
    this.version = version;
    if (version === 'v1') for (const word of FUTURE_KEYWORDS) this.keywords.add(word);
  }

  get token(): Token {
    return this.tokens[this.index] as Token;
  }

  peek(ahead: number): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)] as Token;
  }

  /** The end of the token before. */
  get lastEnd(): number {
    return this.index === 0 ? 0 : (this.tokens[this.index - 1] as Token).end;
  }

  next(): Token {
    const token = this.token;
    if (token.type !== 'eof') this.index++;
    return token;
  }

  isPunct(text: string): boolean {
    const token = this.token;
    return token.type === 'punct' && token.text === text;
  }

  /** A keyword, unless a dot makes it the head of a reference (`if.x`). */
  isKeyword(word: string): boolean {
    const token = this.token;
    return token.type === 'name' && token.text === word && this.isReserved(token);
  }

  isReserved(token: Token): boolean {
    if (token.type !== 'name' || !this.keywords.has(token.text)) return false;
    const dot = this.tokens[this.tokens.indexOf(token, this.index) + 1];
    return dot === undefined || dot.type !== 'punct' || dot.text !== '.' || dot.space;
  }

  acceptPunct(text: string): boolean {
    if (!this.isPunct(text)) return false;
    this.index++;
    return true;
  }

  acceptKeyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.index++;
    return true;
  }

  expectPunct(text: string): Token {
    if (!this.isPunct(text)) this.unexpected(`expected ${text}`);
    return this.next();
  }

  unexpected(hint: string): never {
    const { token } = this;
    const what = token.type === 'eof' ? 'eof' : token.text;
    return this.fail(token.at, `unexpected ${what} token: ${hint}`);
  }

  fail(at: number, message: string): never {
    throw new Halt(errorAt(this.source, at, 'rego_parse_error', message));
  }

  /** Runs a production one level deeper. */
  nested<T>(produce: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.fail(this.token.at, 'nested too deeply');
    const result = produce();
    this.#depth--;
    return result;
  }
}
