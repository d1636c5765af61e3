import { syntaxFailure } from '../result.ts';
import type { HclExpression, HclTemplatePart } from './ast.ts';
import type { Cursor, ExpressionReader } from './cursor.ts';
import { readEscape } from './escape.ts';

/** Text of a template while it is read: white space may still be taken off its ends. */
export interface DraftText {
  readonly kind: 'text';
  value: string;
  start: number;
  readonly end: number;
}

/** How a template is written, which decides where its text ends. */
export interface TemplateStyle {
  /** `quoted` ends at a quote and knows escapes with a backslash; `bare` ends with the text; `heredoc` at `end`. */
  readonly kind: 'quoted' | 'bare' | 'heredoc';
  /** Offset at which the template ends, unless it is quoted. */
  readonly end: number;
}

/** The parts of a template in order: drafts of text, and something else where the text is interrupted. */
export type DraftTokens = (DraftText | undefined)[];

interface Directive {
  readonly keyword: string;
  readonly start: number;
}

/** Reads the parts of a template, from behind its opening on to its end (which is left to the caller). */
export class TemplateReader {
  /** Texts and interruptions in the order of the text; a heredoc takes indentation off them. */
  readonly tokens: DraftTokens = [];
  readonly #cursor: Cursor;
  readonly #style: TemplateStyle;
  readonly #readExpression: ExpressionReader;
  #trimNext = false;

  constructor(cursor: Cursor, style: TemplateStyle, readExpression: ExpressionReader) {
    this.#cursor = cursor;
    this.#style = style;
    this.#readExpression = readExpression;
  }

  parts(): HclTemplatePart[] {
    const { parts, stop } = this.#sequence();
    if (stop !== undefined) throw syntaxFailure('HCL', `"${stop.keyword}" has no beginning`, stop.start);
    return parts;
  }

  /** Reads parts up to the end of the template, or to an `else`, `endif` or `endfor` (which is consumed). */
  #sequence(): { parts: HclTemplatePart[]; stop: Directive | undefined } {
    const parts: HclTemplatePart[] = [];
    for (;;) {
      const start = this.#cursor.at;
      if (this.#atEnd()) return { parts, stop: undefined };
      if (this.#opens(0x24)) parts.push(this.#interpolation(start));
      else if (this.#opens(0x25)) {
        const found = this.#directive(start);
        if ('keyword' in found) return { parts, stop: found };
        parts.push(found);
      } else parts.push(this.#text());
    }
  }

  #atEnd(): boolean {
    const { at, end, code } = this.#cursor;
    if (this.#style.kind !== 'quoted') return at >= this.#style.end;
    if (at >= end) throw this.#cursor.unexpected('the closing quote of a string');
    return code === 0x22;
  }

  #opens(mark: number): boolean {
    return this.#cursor.code === mark && this.#cursor.codeAt(1) === 0x7b;
  }

  #text(): DraftText {
    const cursor = this.#cursor;
    const start = cursor.at;
    let value = '';
    let from = start;
    while (!this.#atEnd()) {
      const { code } = cursor;
      if (code === 0x24 || code === 0x25) {
        if (cursor.codeAt(1) === 0x7b) break;
        if (cursor.codeAt(1) === code && cursor.codeAt(2) === 0x7b) {
          value += cursor.text.slice(from, cursor.at + 1);
          from = cursor.at + 2;
          cursor.at += 3;
        } else cursor.at += 1;
      } else if (code === 0x5c && this.#style.kind === 'quoted') {
        value += cursor.text.slice(from, cursor.at);
        const escape = readEscape(cursor.text, cursor.at);
        value += escape.value;
        cursor.at = escape.end;
        from = escape.end;
      } else {
        if (code === 0x0a) this.#lineEnd();
        cursor.at += 1;
        if (code === 0x0a) break;
      }
    }
    value += cursor.text.slice(from, cursor.at);
    const text: DraftText = { kind: 'text', value: this.#trimNext ? value.trimStart() : value, start, end: cursor.at };
    this.#trimNext = false;
    this.tokens.push(text);
    return text;
  }

  #lineEnd(): void {
    if (this.#style.kind === 'quoted') {
      throw syntaxFailure('HCL', 'a string ends on its line; a heredoc holds several lines', this.#cursor.at);
    }
  }

  /** Moves behind `${` or `%{`, and takes white space off the text before where `~` says so. */
  #open(): void {
    this.#cursor.at += 2;
    this.#trimNext = false;
    if (this.#cursor.take('~')) {
      const before = this.tokens.at(-1);
      if (before !== undefined) before.value = before.value.trimEnd();
    }
    this.tokens.push(undefined);
  }

  #close(): void {
    this.#cursor.blank();
    this.#trimNext = this.#cursor.take('~');
    this.#cursor.expect('}', 'at the end of an interpolation');
  }

  #interpolation(start: number): HclTemplatePart {
    this.#open();
    const value = this.#cursor.nested(false, () => {
      const expression = this.#readExpression(this.#cursor);
      this.#close();
      return expression;
    });
    return { kind: 'interpolation', value, start, end: this.#cursor.at };
  }

  #directive(start: number): HclTemplatePart | Directive {
    const cursor = this.#cursor;
    this.#open();
    return cursor.nested(false, () => {
      cursor.blank();
      const keyword = cursor.identifier() ?? '';
      switch (keyword) {
        case 'if':
          return this.#if(start);
        case 'for':
          return this.#for(start);
        case 'else':
        case 'endif':
        case 'endfor':
          this.#close();
          return { keyword, start };
        default:
          throw syntaxFailure('HCL', 'a directive is one of if, else, endif, for, endfor', start);
      }
    });
  }

  #if(start: number): HclTemplatePart {
    const condition = this.#readExpression(this.#cursor);
    this.#close();
    const first = this.#sequence();
    let whenFalse: HclTemplatePart[] = [];
    let { stop } = first;
    if (stop?.keyword === 'else') ({ parts: whenFalse, stop } = this.#sequence());
    if (stop?.keyword !== 'endif') throw syntaxFailure('HCL', 'an "if" has no "endif"', start);
    return { kind: 'if', condition, whenTrue: first.parts, whenFalse, start, end: this.#cursor.at };
  }

  #for(start: number): HclTemplatePart {
    const { keyName, valueName, collection } = readForIntro(this.#cursor, this.#readExpression);
    this.#close();
    const { parts, stop } = this.#sequence();
    if (stop?.keyword !== 'endfor') throw syntaxFailure('HCL', 'a "for" has no "endfor"', start);
    return { kind: 'for', keyName, valueName, collection, body: parts, start, end: this.#cursor.at };
  }
}

/** What follows `for`: `k, v in collection`. */
export function readForIntro(
  cursor: Cursor,
  readExpression: ExpressionReader,
): { keyName: string | undefined; valueName: string; collection: HclExpression } {
  const name = () => {
    cursor.blank();
    const found = cursor.identifier();
    if (found === undefined) throw cursor.unexpected('the name of a variable');
    cursor.blank();
    return found;
  };
  const first = name();
  const second = cursor.take(',') ? name() : undefined;
  if (!cursor.word('in')) throw cursor.unexpected('"in" in a "for"');
  cursor.identifier();
  const collection = readExpression(cursor);
  return { keyName: second === undefined ? undefined : first, valueName: second ?? first, collection };
}

/** Joins neighbouring texts, and drops empty ones. */
export function joinTexts(parts: readonly HclTemplatePart[]): HclTemplatePart[] {
  const joined: HclTemplatePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'text') {
      if (part.value === '') continue;
      if (last?.kind === 'text') {
        joined[joined.length - 1] = { ...last, value: last.value + part.value, end: part.end };
      } else joined.push(part);
    } else if (part.kind === 'if') {
      joined.push({ ...part, whenTrue: joinTexts(part.whenTrue), whenFalse: joinTexts(part.whenFalse) });
    } else if (part.kind === 'for') joined.push({ ...part, body: joinTexts(part.body) });
    else joined.push(part);
  }
  return joined;
}
