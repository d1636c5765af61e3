import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { exactInteger } from '../integer.ts';
import { ArrayNode, ObjectEntry, ObjectNode, ScalarNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import { guard, ReadFailure, syntaxFailure } from '../result.ts';
import type { ParseOptions, ParseResult } from '../result.ts';
import { Source } from '../source.ts';
import type { Scalar } from '../source.ts';
import { skipBlankAndComments, skipQuoted, skipWord, unescapeLenient, wordValue } from './lenient.ts';
import { skipBlank, skipNumber, skipString } from './scan.ts';

export interface JsonOptions extends ParseOptions {
  /**
   * `strict` (default) is RFC 8259. `lenient` also takes what configuration files hold: comments, trailing commas,
   * and JSON5's strings, names and numbers.
   */
  readonly mode?: 'strict' | 'lenient';
  /** Several values one after the other (JSON Lines, concatenated JSON) are several documents. */
  readonly stream?: boolean;
}

/**
 * Reads JSON with the place of every key and value. Values of scalars are decoded when they are first asked for.
 * Repeated keys are kept as entries (see `duplicateKeys`); the last one counts.
 */
export function parseJson(text: string, options: JsonOptions = {}): ParseResult {
  return guard(text, options.limits, (limits) => {
    const lenient = options.mode === 'lenient';
    const source = new Source(text, lenient ? decodeLenient : decodeStrict);
    const reader = new JsonReader(source, lenient, limits);
    return { ok: true, documents: reader.documents(options.stream === true), warnings: [] };
  });
}

function decodeStrict(text: string, start: number, end: number): Scalar {
  if (text.charCodeAt(start) === 0x22) return stringValue(text, start, end);
  const value = Number(text.slice(start, end));
  if (Number.isSafeInteger(value)) return value;
  const raw = text.slice(start, end);
  if (!/^-?[0-9]+$/.test(raw)) return value;
  return raw.startsWith('-') ? exactInteger(raw.slice(1), true) : exactInteger(raw, false);
}

function stringValue(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : inner;
}

function decodeLenient(text: string, start: number, end: number): Scalar {
  const first = text.charAt(start);
  if (first === '"' || first === "'") return unescapeLenient(text.slice(start + 1, end - 1));
  return wordValue(text.slice(start, end)) ?? null;
}

const LITERALS: ReadonlyMap<number, readonly [string, Scalar]> = new Map([
  [0x74, ['true', true]],
  [0x66, ['false', false]],
  [0x6e, ['null', null]],
]);

class JsonReader {
  readonly #source: Source;
  readonly #text: string;
  readonly #lenient: boolean;
  readonly #limits: Limits;
  #at: number;
  #depth = 0;
  #nodes = 0;

  constructor(source: Source, lenient: boolean, limits: Limits) {
    this.#source = source;
    this.#text = source.text;
    this.#lenient = lenient;
    this.#limits = limits;
    this.#at = source.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  documents(stream: boolean): DocumentNode[] {
    const found: DocumentNode[] = [];
    this.#blank();
    if (!stream) found.push(this.#value());
    for (this.#blank(); this.#at < this.#text.length; this.#blank()) {
      if (!stream) throw this.#unexpected('the end of the text');
      found.push(this.#value());
    }
    return found;
  }

  #blank(): void {
    this.#at = this.#lenient ? skipBlankAndComments(this.#text, this.#at) : skipBlank(this.#text, this.#at);
  }

  #value(): DocumentNode {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.nodes) {
      throw new ReadFailure(documentErrors.TOO_MANY_NODES({ max: this.#limits.nodes }), this.#at);
    }
    const start = this.#at;
    switch (this.#text.charCodeAt(start)) {
      case 0x22:
        this.#at = this.#string(start);
        return new ScalarNode(this.#source, start, this.#at);
      case 0x7b:
        return this.#nested(start, this.#object);
      case 0x5b:
        return this.#nested(start, this.#array);
      default:
        return this.#word(start);
    }
  }

  #string(start: number): number {
    return this.#lenient ? skipQuoted(this.#text, start) : skipString(this.#text, start);
  }

  #word(start: number): ScalarNode {
    const text = this.#text;
    if (this.#lenient) return this.#lenientWord(start);
    this.#at = skipNumber(text, start);
    if (this.#at > start) return new ScalarNode(this.#source, start, this.#at);
    const literal = LITERALS.get(text.charCodeAt(start));
    if (literal === undefined || !text.startsWith(literal[0], start)) throw this.#unexpected('a value');
    this.#at = start + literal[0].length;
    return new ScalarNode(this.#source, start, this.#at, literal[1]);
  }

  #lenientWord(start: number): ScalarNode {
    if (this.#text.charCodeAt(start) === 0x27) {
      this.#at = skipQuoted(this.#text, start);
      return new ScalarNode(this.#source, start, this.#at);
    }
    const end = skipWord(this.#text, start);
    const value = wordValue(this.#text.slice(start, end));
    if (value === undefined) throw this.#unexpected('a value');
    this.#at = end;
    return new ScalarNode(this.#source, start, end, value);
  }

  #nested(start: number, read: (this: JsonReader, start: number) => DocumentNode): DocumentNode {
    if (this.#depth >= this.#limits.depth) {
      throw new ReadFailure(documentErrors.TOO_DEEP({ max: this.#limits.depth }), start);
    }
    this.#depth += 1;
    const node = read.call(this, start);
    this.#depth -= 1;
    return node;
  }

  #array(start: number): ArrayNode {
    const items: DocumentNode[] = [];
    this.#at += 1;
    this.#blank();
    while (this.#text.charCodeAt(this.#at) !== 0x5d || (items.length > 0 && !this.#lenient)) {
      items.push(this.#value());
      if (!this.#separated(0x5d, 'array')) break;
    }
    this.#at += 1;
    return new ArrayNode(this.#source, start, this.#at, items);
  }

  #object(start: number): ObjectNode {
    const entries: ObjectEntry[] = [];
    this.#at += 1;
    this.#blank();
    while (this.#text.charCodeAt(this.#at) !== 0x7d || (entries.length > 0 && !this.#lenient)) {
      entries.push(this.#entry());
      if (!this.#separated(0x7d, 'object')) break;
    }
    this.#at += 1;
    return new ObjectNode(this.#source, start, this.#at, entries);
  }

  #entry(): ObjectEntry {
    const start = this.#at;
    const key = this.#key(start);
    const end = this.#at;
    this.#blank();
    if (this.#text.charCodeAt(this.#at) !== 0x3a) throw this.#unexpected('":" after a key');
    this.#at += 1;
    this.#blank();
    return new ObjectEntry(this.#source, key, start, end, this.#value());
  }

  #key(start: number): string {
    const code = this.#text.charCodeAt(start);
    if (code === 0x22 || (code === 0x27 && this.#lenient)) {
      this.#at = this.#string(start);
      if (this.#lenient) return unescapeLenient(this.#text.slice(start + 1, this.#at - 1));
      return stringValue(this.#text, start, this.#at);
    }
    this.#at = this.#lenient ? skipWord(this.#text, start) : start;
    if (this.#at === start) throw this.#unexpected('a key in double quotes');
    return this.#text.slice(start, this.#at);
  }

  /** Reads what follows an item: true behind a comma, false at the closing bracket. */
  #separated(close: number, what: string): boolean {
    this.#blank();
    const code = this.#text.charCodeAt(this.#at);
    if (code === close) return false;
    if (code !== 0x2c) throw this.#unexpected(`"," or "${String.fromCharCode(close)}" in an ${what}`);
    this.#at += 1;
    this.#blank();
    return true;
  }

  #unexpected(wanted: string): ReadFailure {
    const found = this.#text.codePointAt(this.#at);
    const what = found === undefined ? 'the text ends' : `${JSON.stringify(String.fromCodePoint(found))} stands`;
    return syntaxFailure('JSON', `${what} where ${wanted} is expected`, this.#at);
  }
}
