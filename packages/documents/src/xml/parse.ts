import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { guard, ReadFailure, syntaxFailure } from '../result.ts';
import type { FailedRead, ParseOptions } from '../result.ts';
import { Source } from '../source.ts';
import type { XmlAttribute, XmlElement, XmlFile, XmlText } from './ast.ts';

export type XmlResult = { readonly ok: true; readonly file: XmlFile } | FailedRead;

/**
 * Reads XML 1.0 with the place of everything. A document type is stepped over: no entity of its own is expanded and
 * nothing is loaded; a reference to an unknown entity stays as it is written.
 */
export function parseXml(text: string, options: ParseOptions = {}): XmlResult {
  return guard(text, options.limits, (limits) => {
    return { ok: true, file: { source: new Source(text, () => null), root: new XmlReader(text, limits).root() } };
  });
}

/** An element while it is read. */
interface Open {
  readonly name: string;
  readonly nameEnd: number;
  readonly start: number;
  readonly attributes: readonly XmlAttribute[];
  readonly children: (XmlElement | XmlText)[];
}

class XmlReader {
  readonly #text: string;
  readonly #limits: Limits;
  readonly #open: Open[] = [];
  #root: XmlElement | undefined;
  #nodes = 0;
  #at = 0;

  constructor(text: string, limits: Limits) {
    this.#text = text;
    this.#limits = limits;
  }

  root(): XmlElement {
    while (this.#at < this.#text.length) {
      const next = this.#text.indexOf('<', this.#at);
      this.#readText(next === -1 ? this.#text.length : next);
      if (this.#at < this.#text.length) this.#readMarkup();
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) throw syntaxFailure('XML', `<${unclosed.name}> is not closed`, unclosed.start);
    if (this.#root === undefined) throw syntaxFailure('XML', 'the text holds no element', this.#at);
    return this.#root;
  }

  #readMarkup(): void {
    const text = this.#text;
    if (text.startsWith('<!--', this.#at)) this.#at = this.#behind('-->', 'a comment');
    else if (text.startsWith('<![CDATA[', this.#at)) this.#readCdata();
    else if (text.startsWith('<?', this.#at)) this.#at = this.#behind('?>', 'a processing instruction');
    else if (text.startsWith('<!', this.#at)) this.#skipDoctype();
    else if (text.startsWith('</', this.#at)) this.#close();
    else this.#readElement();
  }

  #readText(end: number): void {
    const start = this.#at;
    this.#at = end;
    const raw = this.#text.slice(start, end);
    if (raw.trim() === '' || raw === '\uFEFF') return;
    const parent = this.#open.at(-1);
    if (parent === undefined) throw syntaxFailure('XML', 'text stands outside of the root element', start);
    this.#count(start);
    parent.children.push({ kind: 'text', value: resolveEntities(raw), start, end });
  }

  #readCdata(): void {
    const start = this.#at;
    this.#at = this.#behind(']]>', 'a CDATA section');
    const parent = this.#open.at(-1);
    if (parent === undefined) throw syntaxFailure('XML', 'text stands outside of the root element', start);
    this.#count(start);
    parent.children.push({ kind: 'text', value: this.#text.slice(start + 9, this.#at - 3), start, end: this.#at });
  }

  /** Steps over `<!DOCTYPE ...>`, its quoted strings and its internal subset. */
  #skipDoctype(): void {
    const start = this.#at;
    if (this.#root !== undefined || this.#open.length > 0) {
      throw syntaxFailure('XML', 'a declaration stands behind the start of the root element', start);
    }
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text.charAt(this.#at);
      if (character === '"' || character === "'") this.#skipQuoted(character);
      else if (this.#text.startsWith('<!--', this.#at)) this.#at = this.#behind('-->', 'a comment') - 1;
      else if (character === '<') depth += 1;
      else if (character === '>') depth -= 1;
      if (depth === 0) {
        this.#at += 1;
        return;
      }
    }
    throw syntaxFailure('XML', 'a declaration is not closed', start);
  }

  #skipQuoted(quote: string): void {
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end === -1) throw syntaxFailure('XML', 'a quote is not closed', this.#at);
    this.#at = end;
  }

  #readElement(): void {
    const start = this.#at;
    if (this.#open.length >= this.#limits.depth) {
      throw new ReadFailure(documentErrors.TOO_DEEP({ max: this.#limits.depth }), start);
    }
    if (this.#root !== undefined && this.#open.length === 0) {
      throw syntaxFailure('XML', 'a second root element stands here', start);
    }
    this.#count(start);
    this.#at += 1;
    const name = this.#name('the name of an element');
    const nameEnd = this.#at;
    const attributes: XmlAttribute[] = [];
    const names = new Set<string>();
    for (this.#blank(); !this.#tagEnds(); this.#blank()) attributes.push(this.#attribute(nameEnd, names));
    const open = { name, nameEnd, start, attributes, children: [] };
    this.#open.push(open);
    const empty = this.#text.charAt(this.#at) === '/';
    this.#at += empty ? 2 : 1;
    if (empty) this.#finish(open);
  }

  #tagEnds(): boolean {
    if (this.#at >= this.#text.length) throw syntaxFailure('XML', 'a tag is not closed', this.#at);
    return this.#text.charAt(this.#at) === '>' || this.#text.startsWith('/>', this.#at);
  }

  #attribute(nameEnd: number, known: Set<string>): XmlAttribute {
    const start = this.#at;
    this.#count(start);
    if (start === nameEnd || !/\s/.test(this.#text.charAt(start - 1))) {
      throw syntaxFailure('XML', 'a blank is missing before an attribute', start);
    }
    const name = this.#name('the name of an attribute, ">" or "/>"');
    const end = this.#at;
    if (known.has(name)) throw syntaxFailure('XML', `the attribute ${name} is repeated`, start);
    known.add(name);
    this.#blank();
    if (this.#text.charAt(this.#at) !== '=') throw syntaxFailure('XML', `the attribute ${name} has no value`, start);
    this.#at += 1;
    this.#blank();
    const quote = this.#text.charAt(this.#at);
    if (quote !== '"' && quote !== "'") throw syntaxFailure('XML', 'a value stands in quotes', this.#at);
    const valueStart = this.#at + 1;
    this.#skipQuoted(quote);
    const value = resolveEntities(this.#text.slice(valueStart, this.#at));
    this.#at += 1;
    return { name, nameEnd: end, value, valueStart, start, end: this.#at };
  }

  #close(): void {
    const start = this.#at;
    this.#at += 2;
    const name = this.#name('the name of an element');
    this.#blank();
    const open = this.#open.at(-1);
    if (open?.name !== name) {
      const wanted = open === undefined ? 'no element is open' : `<${open.name}> is open`;
      throw syntaxFailure('XML', `</${name}> closes nothing: ${wanted}`, start);
    }
    if (this.#text.charAt(this.#at) !== '>') throw syntaxFailure('XML', 'a tag is not closed', this.#at);
    this.#at += 1;
    this.#finish(open);
  }

  #finish({ name, nameEnd, start, attributes, children }: Open): void {
    this.#open.pop();
    const element: XmlElement = { kind: 'element', name, nameEnd, attributes, children, start, end: this.#at };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
  }

  #name(what: string): string {
    const name = /[\p{L}_:][\p{L}\p{N}_:.\-\u00B7]*/uy;
    name.lastIndex = this.#at;
    const found = name.exec(this.#text)?.[0];
    if (found === undefined) throw syntaxFailure('XML', `${what} is expected`, this.#at);
    this.#at = name.lastIndex;
    return found;
  }

  #blank(): void {
    for (let code = this.#text.charCodeAt(this.#at); code <= 0x20; code = this.#text.charCodeAt(this.#at))
      this.#at += 1;
  }

  #behind(mark: string, what: string): number {
    const end = this.#text.indexOf(mark, this.#at);
    if (end === -1) throw syntaxFailure('XML', `${what} is not closed`, this.#at);
    return end + mark.length;
  }

  #count(offset: number): void {
    this.#nodes += 1;
    const max = this.#limits.nodes;
    if (this.#nodes > max) throw new ReadFailure(documentErrors.TOO_MANY_NODES({ max }), offset);
  }
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function resolveEntities(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replaceAll(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));/g, (whole: string, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES.get(String(name)) ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return valid ? String.fromCodePoint(code) : whole;
  });
}
