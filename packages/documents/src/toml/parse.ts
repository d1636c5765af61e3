import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { ArrayNode, ScalarNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import { guard, ReadFailure, syntaxFailure } from '../result.ts';
import type { ParseOptions, ParseResult } from '../result.ts';
import { Source } from '../source.ts';
import { isControl, readKeyString, readString } from './strings.ts';
import { assign, finish, openItem, openTable, Table } from './tables.ts';
import type { KeyPart } from './tables.ts';
import { wordOf } from './words.ts';

/**
 * Reads TOML 1.0, with the syntax that 1.1 adds. Integers beyond a double are bigints; dates and times are strings as
 * they are written, with the tag `datetime`, `datetime-local`, `date-local` or `time-local`.
 */
export function parseToml(text: string, options: ParseOptions = {}): ParseResult {
  return guard(text, options.limits, (limits) => {
    const source = new Source(text, () => null);
    return { ok: true, documents: [new TomlReader(source, limits).document()], warnings: [] };
  });
}

class TomlReader {
  readonly #source: Source;
  readonly #text: string;
  readonly #limits: Limits;
  #at = 0;
  #depth = 0;
  #nodes = 0;

  constructor(source: Source, limits: Limits) {
    this.#source = source;
    this.#text = source.text;
    this.#limits = limits;
  }

  document(): DocumentNode {
    const root = new Table('header', 0, this.#text.length);
    let current = root;
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    for (this.#blankLines(); this.#at < this.#text.length; this.#blankLines()) {
      if (this.#text.charCodeAt(this.#at) === 0x5b) current = this.#header(root);
      else this.#pair(current);
      this.#endOfLine();
    }
    return finish(this.#source, root);
  }

  #header(root: Table): Table {
    const start = this.#at;
    const close = this.#text.startsWith('[[', start) ? ']]' : ']';
    this.#at += close.length;
    const key = this.#key(start);
    if (!this.#text.startsWith(close, this.#at)) throw this.#expected(`"${close}" behind the name of a table`);
    this.#at += close.length;
    this.#depth = key.length;
    for (const part of key) this.#count(part.start);
    return (close === ']' ? openTable : openItem)(root, key, start, this.#at);
  }

  #pair(table: Table): void {
    const key = this.#key(this.#at);
    if (this.#text.charCodeAt(this.#at) !== 0x3d) throw this.#expected('"=" behind a key');
    this.#at += 1;
    this.#spaces();
    this.#depth += key.length;
    for (const part of key) this.#count(part.start);
    assign(table, key, this.#value());
    this.#depth -= key.length;
  }

  #key(owner: number): KeyPart[] {
    const parts: KeyPart[] = [];
    do {
      if (parts.length > 0) this.#at += 1;
      this.#spaces();
      parts.push(this.#keyPart());
      this.#spaces();
    } while (this.#text.charCodeAt(this.#at) === 0x2e);
    if (parts.length > this.#limits.depth) throw this.#tooDeep(owner);
    return parts;
  }

  #keyPart(): KeyPart {
    const start = this.#at;
    const first = this.#text.charAt(start);
    if (first === '"' || first === "'") {
      const { value, end } = readKeyString(this.#text, start);
      this.#at = end;
      return { name: value, start, end };
    }
    const bare = /[A-Za-z0-9_-]+/y;
    bare.lastIndex = start;
    if (!bare.test(this.#text)) throw this.#expected('a key');
    this.#at = bare.lastIndex;
    return { name: this.#text.slice(start, this.#at), start, end: this.#at };
  }

  #value(): DocumentNode {
    const start = this.#at;
    const first = this.#text.charAt(start);
    if (first === '"' || first === "'") {
      const { value, end } = readString(this.#text, start);
      this.#at = end;
      return new ScalarNode(this.#source, start, end, value);
    }
    if (first === '[' || first === '{') {
      this.#depth += 1;
      if (this.#depth > this.#limits.depth) throw this.#tooDeep(start);
      const node = first === '[' ? this.#array(start) : this.#inlineTable(start);
      this.#depth -= 1;
      return node;
    }
    return this.#word(start);
  }

  #word(start: number): ScalarNode {
    const word = /[^\s,\]}#=]*(?:(?<=[0-9]{4}-[0-9]{2}-[0-9]{2}) [0-9][^\s,\]}#=]*)?/y;
    word.lastIndex = start;
    word.test(this.#text);
    this.#at = word.lastIndex;
    const { value, tag } = wordOf(this.#text.slice(start, this.#at), start);
    return new ScalarNode(this.#source, start, this.#at, value, tag);
  }

  #array(start: number): ArrayNode {
    const items: DocumentNode[] = [];
    this.#members(']', () => {
      this.#count(this.#at);
      items.push(this.#value());
    });
    return new ArrayNode(this.#source, start, this.#at, items);
  }

  #inlineTable(start: number): DocumentNode {
    const table = new Table('inline', start, start + 1);
    this.#members('}', () => {
      this.#pair(table);
    });
    table.end = this.#at;
    return finish(this.#source, table);
  }

  #members(close: string, readMember: () => void): void {
    this.#at += 1;
    this.#blankLines();
    while (this.#text.charAt(this.#at) !== close) {
      readMember();
      this.#blankLines();
      if (this.#text.charAt(this.#at) === ',') {
        this.#at += 1;
        this.#blankLines();
      } else if (this.#text.charAt(this.#at) !== close) throw this.#expected(`"," or "${close}"`);
    }
    this.#at += 1;
  }

  #spaces(): void {
    for (let code = this.#code(); code === 0x20 || code === 0x09; code = this.#code()) this.#at += 1;
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  /** Skips blanks, line ends and comments. */
  #blankLines(): void {
    for (;;) {
      this.#spaces();
      const code = this.#code();
      if (code === 0x0a) this.#at += 1;
      else if (code === 0x0d && this.#text.charCodeAt(this.#at + 1) === 0x0a) this.#at += 2;
      else if (code === 0x23) this.#comment();
      else return;
    }
  }

  #comment(): void {
    const start = this.#at;
    const end = this.#text.indexOf('\n', start);
    this.#at = end === -1 ? this.#text.length : end;
    const stop = end > start && this.#text.charCodeAt(end - 1) === 0x0d ? end - 1 : this.#at;
    for (let at = start; at < stop; at += 1) {
      if (isControl(this.#text.charCodeAt(at))) {
        throw syntaxFailure('TOML', 'a control character stands in a comment', at);
      }
    }
  }

  #endOfLine(): void {
    this.#spaces();
    if (this.#code() === 0x23) this.#comment();
    if (this.#at >= this.#text.length || /\r?\n/y.test(this.#text.slice(this.#at, this.#at + 2))) return;
    throw this.#expected('the end of the line');
  }

  #count(offset: number): void {
    this.#nodes += 1;
    const max = this.#limits.nodes;
    if (this.#nodes > max) throw new ReadFailure(documentErrors.TOO_MANY_NODES({ max }), offset);
  }

  #tooDeep(offset: number): ReadFailure {
    return new ReadFailure(documentErrors.TOO_DEEP({ max: this.#limits.depth }), offset);
  }

  #expected(wanted: string): ReadFailure {
    const found = this.#text.codePointAt(this.#at);
    const what = found === undefined ? 'the text ends' : `${JSON.stringify(String.fromCodePoint(found))} stands`;
    return syntaxFailure('TOML', `${what} where ${wanted} is expected`, this.#at);
  }
}
