import { syntaxFailure } from '../result.ts';
import { scanBlockScalar } from './block-scalar.ts';
import { Chars, isBlank, isBlankOrEnd, isBreak, isFlowMark } from './chars.ts';
import { scanPlain } from './plain.ts';
import { scanQuoted } from './quoted.ts';
import { TokenKind, token } from './token.ts';
import type { Token } from './token.ts';

/** A place where a key without a `?` may begin: what stands there becomes a key when a `:` follows on its line. */
interface KeyPlace {
  readonly possible: boolean;
  /** A key must begin there, since a block mapping is indented to it. */
  readonly required: boolean;
  /** Number of the token in the stream. */
  readonly token: number;
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

const NO_KEY: KeyPlace = { possible: false, required: false, token: 0, at: 0, line: 0, column: 0 };
/** A key that needs no `?` is not longer than this (YAML 1.2, section 7.4). */
const LONGEST_KEY = 1024;

/**
 * Parts YAML into tokens. It accepts what libyaml and Go's port of it accept: flow collections and quoted texts
 * may be indented less than the block around them.
 */
export class Scanner {
  readonly #chars: Chars;
  readonly #queue: Token[] = [];
  #head = 0;
  /** How many tokens were taken from the queue. */
  #taken = 0;
  #done = false;
  #flow = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  readonly #keys: KeyPlace[] = [NO_KEY];

  constructor(text: string) {
    this.#chars = new Chars(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    while (!this.#done && this.#needsMore()) this.#fetch();
    return this.#queue[this.#head] ?? token(TokenKind.streamEnd, this.#chars.at, this.#chars.at);
  }

  /** Takes the next token. */
  next(): Token {
    const found = this.peek();
    this.#head += 1;
    this.#taken += 1;
    if (this.#head >= this.#queue.length) {
      this.#queue.length = 0;
      this.#head = 0;
    }
    return found;
  }

  /** More tokens are needed while the next one may still turn out to be a key. */
  #needsMore(): boolean {
    if (this.#head >= this.#queue.length) return true;
    this.#dropStaleKeys();
    for (const key of this.#keys) if (key.possible && key.token === this.#taken) return true;
    return false;
  }

  #fetch(): void {
    const chars = this.#chars;
    this.#skipToToken();
    this.#dropStaleKeys();
    this.#unroll(chars.column);
    const code = chars.code();
    if (Number.isNaN(code)) this.#endStream();
    else if (chars.column === 0 && code === 0x25) this.#directive();
    else if (chars.atDocumentMark()) this.#documentMark(code);
    else if (!this.#indicator(code)) this.#content(code);
  }

  #push(kind: TokenKind, length: number): void {
    const { at } = this.#chars;
    this.#queue.push(token(kind, at, at + length));
    this.#chars.at += length;
  }

  #endStream(): void {
    const { at } = this.#chars;
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#queue.push(token(TokenKind.streamEnd, at, at));
    this.#done = true;
  }

  #directive(): void {
    const chars = this.#chars;
    const start = chars.at;
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    while (chars.at < chars.text.length && !isBreak(chars.code())) chars.at += 1;
    const text = chars.text.slice(start, chars.at);
    this.#queue.push(token(TokenKind.directive, start, chars.at, text));
  }

  #documentMark(code: number): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#push(code === 0x2d ? TokenKind.documentStart : TokenKind.documentEnd, 3);
  }

  /** Reads a structure mark, or nothing. */
  // oxlint-disable-next-line complexity -- one case for each mark
  #indicator(code: number): boolean {
    const blankBehind = isBlankOrEnd(this.#chars.code(1));
    switch (code) {
      case 0x5b:
        this.#openFlow(TokenKind.flowSequenceStart);
        return true;
      case 0x7b:
        this.#openFlow(TokenKind.flowMappingStart);
        return true;
      case 0x5d:
        this.#closeFlow(TokenKind.flowSequenceEnd);
        return true;
      case 0x7d:
        this.#closeFlow(TokenKind.flowMappingEnd);
        return true;
      case 0x2c:
        this.#removeKey();
        this.#keyAllowed = true;
        this.#push(TokenKind.flowEntry, 1);
        return true;
      case 0x2d:
        if (blankBehind) this.#blockEntry();
        return blankBehind;
      case 0x3f:
        if (blankBehind) this.#key();
        return blankBehind;
      case 0x3a: {
        const value = blankBehind || (this.#flow > 0 && this.#valueInFlow());
        if (value) this.#value();
        return value;
      }
      default:
        return false;
    }
  }

  /** In a flow collection a `:` needs no blank behind it where a quoted key or a collection stands before, or a mark follows. */
  #valueInFlow(): boolean {
    const before = this.#chars.text.charCodeAt(this.#chars.at - 1);
    const jsonLike = before === 0x22 || before === 0x27 || before === 0x5d || before === 0x7d;
    return jsonLike || isFlowMark(this.#chars.code(1));
  }

  #content(code: number): void {
    switch (code) {
      case 0x2a:
        this.#named(TokenKind.alias);
        return;
      case 0x26:
        this.#named(TokenKind.anchor);
        return;
      case 0x21:
        this.#tag();
        return;
      case 0x22:
      case 0x27:
        this.#saveKey();
        this.#keyAllowed = false;
        this.#queue.push(scanQuoted(this.#chars));
        return;
      default:
        this.#text(code);
    }
  }

  #text(code: number): void {
    if ((code === 0x7c || code === 0x3e) && this.#flow === 0) {
      this.#removeKey();
      this.#keyAllowed = true;
      this.#queue.push(scanBlockScalar(this.#chars, this.#indent));
      return;
    }
    if (code === 0x09 || '#|>%@`'.includes(String.fromCharCode(code))) {
      const what =
        code === 0x09 ? 'a tab stands where spaces indent' : `no value begins with ${String.fromCharCode(code)}`;
      throw syntaxFailure('YAML', what, this.#chars.at);
    }
    this.#saveKey();
    this.#keyAllowed = false;
    const { token: scalar, lines } = scanPlain(this.#chars, this.#indent + 1, this.#flow > 0);
    this.#queue.push(scalar);
    if (lines) this.#keyAllowed = true;
  }

  #openFlow(kind: TokenKind): void {
    this.#saveKey();
    this.#flow += 1;
    this.#keys.push(NO_KEY);
    this.#keyAllowed = true;
    this.#push(kind, 1);
  }

  #closeFlow(kind: TokenKind): void {
    this.#removeKey();
    if (this.#flow > 0) {
      this.#flow -= 1;
      this.#keys.pop();
    }
    this.#keyAllowed = false;
    this.#push(kind, 1);
  }

  #blockEntry(): void {
    if (this.#flow === 0) {
      if (!this.#keyAllowed) throw syntaxFailure('YAML', 'an item of a list may not begin here', this.#chars.at);
      this.#roll(this.#chars.column, this.#queue.length, TokenKind.blockSequenceStart, this.#chars.at);
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#push(TokenKind.blockEntry, 1);
  }

  #key(): void {
    if (this.#flow === 0) {
      if (!this.#keyAllowed) throw syntaxFailure('YAML', 'a key may not begin here', this.#chars.at);
      this.#roll(this.#chars.column, this.#queue.length, TokenKind.blockMappingStart, this.#chars.at);
    }
    this.#removeKey();
    this.#keyAllowed = this.#flow === 0;
    this.#push(TokenKind.key, 1);
  }

  #value(): void {
    const key = this.#keys.at(-1) ?? NO_KEY;
    if (key.possible) {
      const index = key.token - this.#taken + this.#head;
      this.#queue.splice(index, 0, token(TokenKind.key, key.at, key.at));
      this.#roll(key.column, index, TokenKind.blockMappingStart, key.at);
      this.#keys[this.#keys.length - 1] = NO_KEY;
      this.#keyAllowed = false;
    } else {
      if (this.#flow === 0) {
        if (!this.#keyAllowed) throw syntaxFailure('YAML', 'a value may not begin here', this.#chars.at);
        this.#roll(this.#chars.column, this.#queue.length, TokenKind.blockMappingStart, this.#chars.at);
      }
      this.#keyAllowed = this.#flow === 0;
    }
    this.#push(TokenKind.value, 1);
  }

  #named(kind: TokenKind): void {
    const chars = this.#chars;
    const start = chars.at;
    this.#saveKey();
    this.#keyAllowed = false;
    const name = /[^\s,[\]{}:]+(?::[^\s,[\]{}:]+)*/y;
    name.lastIndex = start + 1;
    const found = name.exec(chars.text)?.[0];
    if (found === undefined) throw syntaxFailure('YAML', 'the name of an anchor is missing', start);
    chars.at = name.lastIndex;
    this.#queue.push(token(kind, start, chars.at, found));
  }

  #tag(): void {
    const chars = this.#chars;
    const start = chars.at;
    this.#saveKey();
    this.#keyAllowed = false;
    const written = /!(?:<[^>\s]*>|[^\s,[\]{}]*)/y;
    written.lastIndex = start;
    written.test(chars.text);
    chars.at = written.lastIndex;
    if (!isBlankOrEnd(chars.code()) && !(this.#flow > 0 && isFlowMark(chars.code()))) {
      throw syntaxFailure('YAML', 'a blank is expected behind a tag', chars.at);
    }
    this.#queue.push(token(TokenKind.tag, start, chars.at, chars.text.slice(start, chars.at)));
  }

  /** Skips blanks, comments and line breaks. Tabs do not indent: they are blanks only where no key may begin. */
  #skipToToken(): void {
    const chars = this.#chars;
    for (;;) {
      const code = chars.code();
      if (code === 0x20 || (code === 0x09 && this.#tabIsBlank())) chars.at += 1;
      else if (isBreak(code)) {
        chars.newLine();
        if (this.#flow === 0) this.#keyAllowed = true;
      } else if (code === 0x23) {
        while (chars.at < chars.text.length && !isBreak(chars.code())) chars.at += 1;
      } else if (code === 0xfeff && chars.column === 0) {
        chars.at += 1;
        chars.lineStart = chars.at;
      } else return;
    }
  }

  #tabIsBlank(): boolean {
    if (this.#flow > 0 || !this.#keyAllowed || this.#behindMark()) return true;
    // A line of blanks alone, or one with a comment, is empty whatever its blanks are.
    let { at } = this.#chars;
    while (isBlank(this.#chars.text.charCodeAt(at))) at += 1;
    const code = this.#chars.text.charCodeAt(at);
    return Number.isNaN(code) || isBreak(code) || code === 0x23;
  }

  /** Whether a mark stands before on the line, so that a tab does not indent. */
  #behindMark(): boolean {
    const { text, lineStart, at } = this.#chars;
    return /[^ \t]/.test(text.slice(lineStart, at));
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { at, line, column } = this.#chars;
    const required = this.#flow === 0 && this.#indent === column;
    this.#removeKey();
    const number = this.#taken + this.#queue.length - this.#head;
    this.#keys[this.#keys.length - 1] = { possible: true, required, token: number, at, line, column };
  }

  #removeKey(): void {
    const last = this.#keys.length - 1;
    const key = this.#keys[last] ?? NO_KEY;
    if (key.possible && key.required) throw syntaxFailure('YAML', 'a ":" is missing behind a key', key.at);
    if (key.possible) this.#keys[last] = NO_KEY;
  }

  /** A key that needs no `?` stands on one line, in a block; in a flow collection its `:` may stand on the next one. */
  #dropStaleKeys(): void {
    const { line, at } = this.#chars;
    const keys = this.#keys;
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? NO_KEY;
      const sameLine = index > 0 || key.line === line;
      if (!key.possible || (sameLine && at - key.at <= LONGEST_KEY)) continue;
      if (key.required) throw syntaxFailure('YAML', 'a ":" is missing behind a key', key.at);
      keys[index] = NO_KEY;
    }
  }

  /** Begins a block collection where the column is deeper than the block around. */
  // oxlint-disable-next-line max-params -- where in the queue and where in the text are two places
  #roll(column: number, index: number, kind: TokenKind, at: number): void {
    if (this.#flow > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (index === this.#queue.length) this.#queue.push(token(kind, at, at));
    else this.#queue.splice(index, 0, token(kind, at, at));
  }

  /** Ends the block collections that are deeper than a column. */
  #unroll(column: number): void {
    if (this.#flow > 0) return;
    const { at } = this.#chars;
    while (this.#indent > column) {
      this.#queue.push(token(TokenKind.blockEnd, at, at));
      this.#indent = this.#indents.pop() ?? -1;
    }
  }
}
