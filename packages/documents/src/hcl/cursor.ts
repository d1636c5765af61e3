import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { ReadFailure, syntaxFailure } from '../result.ts';
import type { HclExpression } from './ast.ts';

/** What a cursor can do for readers of templates, which stand inside of expressions and hold expressions. */
export interface ExpressionReader {
  (cursor: Cursor): HclExpression;
}

/** A place in a text in HCL. Line ends count only where they end an attribute or an item of an object. */
export class Cursor {
  readonly text: string;
  readonly end: number;
  readonly limits: Limits;
  at: number;
  /** Whether a line end is a token here, or white space. */
  lines = true;
  #depth = 0;
  #nodes = 0;

  constructor(text: string, limits: Limits, start = 0, end = text.length) {
    this.text = text;
    this.limits = limits;
    this.at = start;
    this.end = end;
  }

  get code(): number {
    return this.at < this.end ? this.text.charCodeAt(this.at) : Number.NaN;
  }

  codeAt(ahead: number): number {
    return this.at + ahead < this.end ? this.text.charCodeAt(this.at + ahead) : Number.NaN;
  }

  /** Counts a node, and keeps the bound on their number. */
  count(): void {
    this.#nodes += 1;
    const max = this.limits.nodes;
    if (this.#nodes > max) throw new ReadFailure(documentErrors.TOO_MANY_NODES({ max }), this.at);
  }

  /** Reads something one level deeper, where line ends are tokens or not. */
  nested<T>(lines: boolean, read: () => T): T {
    const max = this.limits.depth;
    if (this.#depth >= max) throw new ReadFailure(documentErrors.TOO_DEEP({ max }), this.at);
    const outer = this.lines;
    this.lines = lines;
    this.#depth += 1;
    const result = read();
    this.#depth -= 1;
    this.lines = outer;
    return result;
  }

  /** Skips white space and comments, and line ends where they are white space. */
  blank(): void {
    const { text, end } = this;
    let { at } = this;
    while (at < end) {
      const code = text.charCodeAt(at);
      if (code === 0x20 || code === 0x09) at += 1;
      else if (code === 0x0a || code === 0x0d) {
        if (this.lines && (code === 0x0a || text.charCodeAt(at + 1) === 0x0a)) break;
        at += 1;
      } else if (code === 0x23 || code === 0x2f) {
        const behind = this.#comment(at);
        if (behind === at) break;
        at = behind;
      } else break;
    }
    this.at = at;
  }

  /** Skips blanks and line ends. */
  blankLines(): void {
    const { lines } = this;
    this.lines = false;
    this.blank();
    this.lines = lines;
  }

  /** Moves behind a text if it stands here. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at) || this.at + token.length > this.end) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string, where: string): void {
    if (!this.take(token)) throw this.unexpected(`"${token}" ${where}`);
  }

  /** Reads the identifier that stands here, or nothing. */
  identifier(): string | undefined {
    const start = this.at;
    let at = start;
    while (at < this.end && isNamePart(this.text.charCodeAt(at), at > start)) at += 1;
    if (at < this.end && this.text.charCodeAt(at) > 0x7f) return this.#unicodeIdentifier(start);
    if (at === start) return undefined;
    this.at = at;
    return this.text.slice(start, at);
  }

  /** Whether a word stands here on its own. */
  word(word: string): boolean {
    const start = this.at;
    const found = this.identifier() === word;
    this.at = start;
    return found;
  }

  unexpected(wanted: string): ReadFailure {
    const code = this.at < this.end ? this.text.codePointAt(this.at) : undefined;
    let found = 'the text ends';
    if (code === 0x0a || code === 0x0d) found = 'the line ends';
    else if (code !== undefined) found = `${JSON.stringify(String.fromCodePoint(code))} stands`;
    return syntaxFailure('HCL', `${found} where ${wanted} is expected`, this.at);
  }

  #unicodeIdentifier(start: number): string | undefined {
    const name = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
    name.lastIndex = start;
    const found = name.exec(this.text)?.[0].slice(0, this.end - start);
    if (found === undefined) return undefined;
    this.at = start + found.length;
    return found;
  }

  /** Offset behind the comment at an offset, or the offset itself; the line end behind a comment is left. */
  #comment(at: number): number {
    const next = this.text.charCodeAt(at + 1);
    if (this.text.charCodeAt(at) === 0x23 || next === 0x2f) {
      const end = this.text.indexOf('\n', at);
      return end === -1 || end > this.end ? this.end : end;
    }
    if (next !== 0x2a) return at;
    const end = this.text.indexOf('*/', at + 2);
    if (end === -1 || end + 2 > this.end) throw syntaxFailure('HCL', 'a comment is not closed', at);
    return end + 2;
  }
}

/** Letters, digits and hyphens of ASCII; a name begins with a letter. */
function isNamePart(code: number, inside: boolean): boolean {
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f) return true;
  return inside && ((code >= 0x30 && code <= 0x39) || code === 0x2d);
}
