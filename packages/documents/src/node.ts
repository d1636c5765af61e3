import type { Range } from './position.ts';
import type { Scalar, Source } from './source.ts';

/**
 * One model for every format. A node knows where it stands (`range`), its raw text, and, where the format has
 * them, its explicit tag (YAML `!Ref`) or type (TOML `datetime`). Nodes are not copied when an alias repeats them:
 * an alias is a node with the alias' own range whose children are those of the anchor.
 */
export type DocumentNode = ScalarNode | ArrayNode | ObjectNode;

/** One step from a node to a child: a key of an object or an index of an array. */
export type PathStep = string | number;
export type DocumentPath = readonly PathStep[];

abstract class Located {
  readonly source: Source;
  /** Offset of the first character. */
  readonly start: number;
  /** Offset behind the last character. */
  readonly end: number;

  constructor(source: Source, start: number, end: number) {
    this.source = source;
    this.start = start;
    this.end = end;
  }

  /** The place in the text; computed at each call. */
  get range(): Range {
    return this.source.rangeOf(this.start, this.end);
  }

  /** The text as it is written. */
  get raw(): string {
    return this.source.text.slice(this.start, this.end);
  }
}

export class ScalarNode extends Located {
  readonly tag: string | undefined;
  #value: Scalar | undefined;

  /** Without a value, the source's decoder makes it from the raw text when it is first asked for. */
  // oxlint-disable-next-line max-params -- made for every value of every text: an options object would double the cost
  constructor(source: Source, start: number, end: number, value?: Scalar, tag?: string) {
    super(source, start, end);
    this.#value = value;
    this.tag = tag;
  }

  get kind(): 'scalar' {
    return 'scalar';
  }

  get value(): Scalar {
    this.#value ??= this.#value === null ? null : this.source.decode(this.source.text, this.start, this.end);
    return this.#value;
  }
}

export class ArrayNode extends Located {
  readonly items: readonly DocumentNode[];
  readonly tag: string | undefined;

  // oxlint-disable-next-line max-params -- made for every value of every text: an options object would double the cost
  constructor(source: Source, start: number, end: number, items: readonly DocumentNode[], tag?: string) {
    super(source, start, end);
    this.items = items;
    this.tag = tag;
  }

  get kind(): 'array' {
    return 'array';
  }
}

/** A key and its value. `start` and `end` are those of the key. */
export class ObjectEntry {
  readonly source: Source;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly value: DocumentNode;

  // oxlint-disable-next-line max-params -- made for every value of every text: an options object would double the cost
  constructor(source: Source, key: string, start: number, end: number, value: DocumentNode) {
    this.source = source;
    this.key = key;
    this.start = start;
    this.end = end;
    this.value = value;
  }

  get keyRange(): Range {
    return this.source.rangeOf(this.start, this.end);
  }
}

const INDEXED_FROM = 12;

export class ObjectNode extends Located {
  /** In the order of the text; a key that is repeated is here each time, and the last one counts. */
  readonly entries: readonly ObjectEntry[];
  readonly tag: string | undefined;
  #index: ReadonlyMap<string, ObjectEntry> | undefined;

  // oxlint-disable-next-line max-params -- made for every value of every text: an options object would double the cost
  constructor(source: Source, start: number, end: number, entries: readonly ObjectEntry[], tag?: string) {
    super(source, start, end);
    this.entries = entries;
    this.tag = tag;
  }

  get kind(): 'object' {
    return 'object';
  }

  /** The entry of a key, the last one where it is repeated. */
  entry(key: string): ObjectEntry | undefined {
    if (this.entries.length < INDEXED_FROM) return this.entries.findLast((entry) => entry.key === key);
    this.#index ??= new Map(this.entries.map((entry) => [entry.key, entry]));
    return this.#index.get(key);
  }

  /** The value of a key, or undefined. */
  get(key: string): DocumentNode | undefined {
    return this.entry(key)?.value;
  }
}
