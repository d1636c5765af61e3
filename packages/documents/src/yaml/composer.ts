import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { ArrayNode, ObjectEntry, ObjectNode, ScalarNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import { ReadFailure, syntaxFailure } from '../result.ts';
import type { Source } from '../source.ts';
import { Anchors } from './anchors.ts';
import { mergeEntries } from './merge.ts';
import { resolveTagged } from './resolve.ts';
import type { Scanner } from './scanner.ts';
import { Tags } from './tags.ts';
import { TokenKind } from './token.ts';
import type { Token } from './token.ts';

/** What stands before the content of a node. */
interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

const NO_PROPERTIES: Properties = { anchor: undefined, tag: undefined };

type ReadCollection = (this: Composer, start: number, tag: string | undefined) => DocumentNode;

/** Puts tokens together to documents. */
export class Composer {
  readonly #scanner: Scanner;
  readonly #source: Source;
  readonly #limits: Limits;
  #anchors: Anchors;
  #tags = new Tags();
  #depth = 0;
  #nodes = 0;

  constructor(scanner: Scanner, source: Source, limits: Limits) {
    this.#scanner = scanner;
    this.#source = source;
    this.#limits = limits;
    this.#anchors = new Anchors(limits);
  }

  documents(): DocumentNode[] {
    const found: DocumentNode[] = [];
    for (let bare = true; ; bare = this.#skipEnds()) {
      if (this.#scanner.peek().kind === TokenKind.streamEnd) return found;
      found.push(this.#document(bare));
    }
  }

  /** Skips `...`; gives whether there was one, behind which a document needs no `---`. */
  #skipEnds(): boolean {
    let skipped = false;
    while (this.#scanner.peek().kind === TokenKind.documentEnd) {
      this.#scanner.next();
      skipped = true;
    }
    return skipped;
  }

  #document(bare: boolean): DocumentNode {
    this.#skipEnds();
    this.#anchors = new Anchors(this.#limits);
    this.#tags = new Tags();
    let directives = false;
    for (let next = this.#scanner.peek(); next.kind === TokenKind.directive; next = this.#scanner.peek()) {
      this.#tags.directive(this.#scanner.next().text);
      directives = true;
    }
    const next = this.#scanner.peek();
    if (next.kind === TokenKind.documentStart) this.#scanner.next();
    else if (directives || !bare) throw syntaxFailure('YAML', 'a key, an item or "---" is expected', next.start);
    const first = this.#scanner.peek();
    const empty =
      first.kind === TokenKind.documentStart ||
      first.kind === TokenKind.documentEnd ||
      first.kind === TokenKind.directive ||
      first.kind === TokenKind.streamEnd;
    return empty ? this.#empty(next.end) : this.#node(true, false);
  }

  #empty(offset: number): ScalarNode {
    this.#count(offset);
    return new ScalarNode(this.#source, offset, offset, null);
  }

  /** Reads a node; `block` where it may be a block collection, `indentless` where a list may be one without indentation. */
  #node(block: boolean, indentless: boolean): DocumentNode {
    let next = this.#scanner.peek();
    if (next.kind === TokenKind.alias) {
      this.#scanner.next();
      this.#count(next.start);
      const place = { written: this.#nodes, depth: this.#depth };
      return this.#anchors.resolve(next.text, new ScalarNode(this.#source, next.start, next.end, null), place);
    }
    let properties = NO_PROPERTIES;
    if (next.kind === TokenKind.anchor || next.kind === TokenKind.tag) {
      properties = this.#properties();
      next = this.#scanner.peek();
    }
    const { anchor } = properties;
    if (anchor !== undefined) this.#anchors.open(anchor);
    const node = this.#content(next, block, indentless, properties);
    if (anchor !== undefined) this.#anchors.define(anchor, node);
    return node;
  }

  #properties(): Properties {
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const next = this.#scanner.peek();
      if (next.kind === TokenKind.anchor && anchor === undefined) anchor = next.text;
      else if (next.kind === TokenKind.tag && tag === undefined) tag = this.#tags.resolve(next);
      else return { anchor, tag };
      this.#scanner.next();
    }
  }

  // oxlint-disable-next-line max-params -- what a node may be here, and what stands before it
  #content(next: Token, block: boolean, indentless: boolean, properties: Properties): DocumentNode {
    const { tag } = properties;
    if (next.kind === TokenKind.scalar) return this.#scalar(this.#scanner.next(), tag);
    const read = this.#collection(next.kind, block, indentless);
    if (read !== undefined) return this.#nested(next, tag, read);
    if (properties === NO_PROPERTIES) throw this.#unexpected(next);
    this.#count(next.start);
    const value = tag === undefined ? null : (resolveTagged(tag, '') ?? null);
    return new ScalarNode(this.#source, next.start, next.start, value, tag);
  }

  /** The reader of the collection that a token begins, if it may stand here. */
  #collection(kind: TokenKind, block: boolean, indentless: boolean): ReadCollection | undefined {
    switch (kind) {
      case TokenKind.flowSequenceStart:
        return this.#flowSequence;
      case TokenKind.flowMappingStart:
        return this.#flowMapping;
      case TokenKind.blockEntry:
        return indentless ? this.#indentlessSequence : undefined;
      case TokenKind.blockSequenceStart:
        return block ? this.#blockSequence : undefined;
      case TokenKind.blockMappingStart:
        return block ? this.#blockMapping : undefined;
      default:
        return undefined;
    }
  }

  #scalar(scalar: Token, tag: string | undefined): ScalarNode {
    const { start, end, text, plain } = scalar;
    this.#count(start);
    if (tag !== undefined) return new ScalarNode(this.#source, start, end, resolveTagged(tag, text) ?? text, tag);
    // A plain scalar on one line is its own text: its value is found when someone asks for it.
    if (plain) return new ScalarNode(this.#source, start, end);
    return new ScalarNode(this.#source, start, end, text);
  }

  #nested(first: Token, tag: string | undefined, read: ReadCollection): DocumentNode {
    const max = this.#limits.depth;
    if (this.#depth >= max) throw new ReadFailure(documentErrors.TOO_DEEP({ max }), first.start);
    this.#depth += 1;
    this.#count(first.start);
    const node = read.call(this, first.start, tag);
    this.#depth -= 1;
    return node;
  }

  #blockSequence(start: number, tag: string | undefined): ArrayNode {
    this.#scanner.next();
    const node = this.#indentlessSequence(start, tag);
    const last = this.#scanner.peek();
    if (last.kind !== TokenKind.blockEnd) throw this.#unexpected(last, 'an item of the list ("-")');
    this.#scanner.next();
    return node;
  }

  #indentlessSequence(start: number, tag: string | undefined): ArrayNode {
    const items: DocumentNode[] = [];
    let end = start;
    while (this.#scanner.peek().kind === TokenKind.blockEntry) {
      const mark = this.#scanner.next();
      const item = this.#endsItem(this.#scanner.peek()) ? this.#empty(mark.end) : this.#node(true, false);
      items.push(item);
      ({ end } = item);
    }
    return new ArrayNode(this.#source, start, end, items, tag);
  }

  #endsItem({ kind }: Token): boolean {
    return (
      kind === TokenKind.blockEntry || kind === TokenKind.key || kind === TokenKind.value || kind === TokenKind.blockEnd
    );
  }

  #endsPart({ kind }: Token): boolean {
    return kind === TokenKind.key || kind === TokenKind.value || kind === TokenKind.blockEnd;
  }

  #blockMapping(start: number, tag: string | undefined): ObjectNode {
    this.#scanner.next();
    const entries: ObjectEntry[] = [];
    let end = start;
    for (;;) {
      const next = this.#scanner.peek();
      if (next.kind === TokenKind.blockEnd) break;
      if (next.kind !== TokenKind.key && next.kind !== TokenKind.value) throw this.#unexpected(next, 'a key');
      const entry = this.#blockEntry(next);
      entries.push(entry);
      end = Math.max(entry.end, entry.value.end);
    }
    this.#scanner.next();
    return new ObjectNode(this.#source, start, end, mergeEntries(entries), tag);
  }

  #blockEntry(first: Token): ObjectEntry {
    let key: DocumentNode | undefined;
    if (first.kind === TokenKind.key) {
      this.#scanner.next();
      if (!this.#endsPart(this.#scanner.peek())) key = this.#node(true, true);
    }
    key ??= this.#empty(first.end);
    if (this.#scanner.peek().kind !== TokenKind.value) return this.#entry(key, this.#empty(key.end));
    const mark = this.#scanner.next();
    return this.#entry(key, this.#endsPart(this.#scanner.peek()) ? this.#empty(mark.end) : this.#node(true, true));
  }

  #entry(key: DocumentNode, value: DocumentNode): ObjectEntry {
    return new ObjectEntry(this.#source, keyText(key), key.start, key.end, value);
  }

  #flowSequence(start: number, tag: string | undefined): ArrayNode {
    const items: DocumentNode[] = [];
    const end = this.#flowItems(TokenKind.flowSequenceEnd, '"," or "]"', (next) => {
      if (next.kind !== TokenKind.key && next.kind !== TokenKind.value) items.push(this.#node(false, false));
      else {
        const entry = this.#flowPair(next, TokenKind.flowSequenceEnd);
        const pair = new ObjectNode(this.#source, entry.start, Math.max(entry.end, entry.value.end), [entry]);
        items.push(pair);
      }
    });
    return new ArrayNode(this.#source, start, end, items, tag);
  }

  #flowMapping(start: number, tag: string | undefined): ObjectNode {
    const entries: ObjectEntry[] = [];
    const end = this.#flowItems(TokenKind.flowMappingEnd, '"," or "}"', (next) => {
      if (next.kind === TokenKind.key || next.kind === TokenKind.value) {
        entries.push(this.#flowPair(next, TokenKind.flowMappingEnd));
      } else {
        const key = this.#node(false, false);
        entries.push(this.#entry(key, this.#empty(key.end)));
      }
    });
    return new ObjectNode(this.#source, start, end, mergeEntries(entries), tag);
  }

  /** Reads items parted by commas up to the closing bracket, and gives the offset behind it. */
  #flowItems(close: TokenKind, wanted: string, readItem: (next: Token) => void): number {
    this.#scanner.next();
    for (let first = true; ; first = false) {
      let next = this.#scanner.peek();
      if (next.kind === close) return this.#scanner.next().end;
      if (!first) {
        if (next.kind !== TokenKind.flowEntry) throw this.#unexpected(next, wanted);
        this.#scanner.next();
        next = this.#scanner.peek();
        if (next.kind === close) return this.#scanner.next().end;
      }
      readItem(next);
    }
  }

  #flowPair(first: Token, close: TokenKind): ObjectEntry {
    const ends = ({ kind }: Token) => kind === TokenKind.value || kind === TokenKind.flowEntry || kind === close;
    let key: DocumentNode | undefined;
    if (first.kind === TokenKind.key) {
      this.#scanner.next();
      if (!ends(this.#scanner.peek())) key = this.#node(false, false);
    }
    key ??= this.#empty(first.end);
    if (this.#scanner.peek().kind !== TokenKind.value) return this.#entry(key, this.#empty(key.end));
    const mark = this.#scanner.next();
    return this.#entry(key, ends(this.#scanner.peek()) ? this.#empty(mark.end) : this.#node(false, false));
  }

  #count(offset: number): void {
    this.#nodes += 1;
    const max = this.#limits.nodes;
    if (this.#nodes > max) throw new ReadFailure(documentErrors.TOO_MANY_NODES({ max }), offset);
  }

  #unexpected(found: Token, wanted = 'a value'): ReadFailure {
    const { start } = found;
    const character = this.#source.text.codePointAt(start);
    const what =
      character === undefined ? 'the text ends' : `${JSON.stringify(String.fromCodePoint(character))} stands`;
    return syntaxFailure('YAML', `${what} where ${wanted} is expected`, start);
  }
}

/** Keys are strings: a number or a boolean keeps its text, a collection too. */
function keyText(key: DocumentNode): string {
  if (key.kind !== 'scalar') return key.raw;
  return typeof key.value === 'string' ? key.value : key.raw;
}
