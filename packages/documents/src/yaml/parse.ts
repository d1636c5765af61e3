import type { Limits } from '@sallyport/kernel';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

import { documentErrors } from '../errors.ts';
import { ArrayNode, ObjectEntry, ObjectNode, ScalarNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import { guard, ReadFailure, syntaxFailure } from '../result.ts';
import type { DocumentWarning, ParseOptions, ParseResult } from '../result.ts';
import { Source } from '../source.ts';
import { duplicateKeys } from '../to-value.ts';
import { Anchors } from './anchors.ts';
import { mergeEntries } from './merge.ts';
import { resolvePlain, resolveTagged } from './resolve.ts';

/** Reads YAML: every document of the text, aliases resolved, merge keys expanded, repeated keys as warnings. */
export function parseYaml(text: string, options: ParseOptions = {}): ParseResult {
  return guard(text, options.limits, (limits) => {
    const source = new Source(text, () => null, true);
    const parsed = parseAllDocuments(text, {
      schema: 'failsafe',
      strict: false,
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const documents: DocumentNode[] = [];
    const warnings: DocumentWarning[] = [];
    for (const document of Array.isArray(parsed) ? (parsed as Document.Parsed[]) : []) {
      const [error] = document.errors;
      if (error !== undefined) throw syntaxFailure('YAML', error.message, error.pos[0]);
      const root = new YamlReader(source, limits).root(document);
      documents.push(root);
      warnings.push(...duplicateKeys(root));
    }
    return { ok: true, documents, warnings };
  });
}

class YamlReader {
  readonly #source: Source;
  readonly #anchors: Anchors;
  readonly #limits: Limits;
  #depth = 0;

  constructor(source: Source, limits: Limits) {
    this.#source = source;
    this.#limits = limits;
    this.#anchors = new Anchors(limits);
  }

  root(document: Document.Parsed): DocumentNode {
    const { contents, range } = document;
    return this.#node(contents, range[0]);
  }

  #node(node: unknown, offset: number): DocumentNode {
    if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) {
      return new ScalarNode(this.#source, offset, offset, null);
    }
    const [start, behind] = node.range ?? [offset, offset];
    const end = isScalar(node) ? start + this.#source.text.slice(start, behind).trimEnd().length : behind;
    if (isAlias(node)) {
      return this.#anchors.resolve(node.source, new ScalarNode(this.#source, start, end, null));
    }
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.open(anchor);
    const read = this.#content(node, start, end);
    this.#anchors.weigh(read);
    if (anchor !== undefined) this.#anchors.define(anchor, read);
    return read;
  }

  #content(node: Node, start: number, end: number): DocumentNode {
    const tag = shortTag(node.tag);
    if (isScalar(node)) {
      const text = String(node.value);
      if (tag !== undefined) return new ScalarNode(this.#source, start, end, resolveTagged(tag, text) ?? text, tag);
      const value = node.type === 'PLAIN' ? resolvePlain(text) : text;
      return new ScalarNode(this.#source, start, end, value);
    }
    this.#depth += 1;
    if (this.#depth > this.#limits.depth) {
      throw new ReadFailure(documentErrors.TOO_DEEP({ max: this.#limits.depth }), start);
    }
    const read = this.#collection(node as YAMLMap | YAMLSeq, start, end);
    this.#depth -= 1;
    return read;
  }

  #collection(node: YAMLMap | YAMLSeq, start: number, end: number): DocumentNode {
    const tag = shortTag(node.tag);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#node(item, start));
      return new ArrayNode(this.#source, start, node.flow === true ? end : (items.at(-1)?.end ?? end), items, tag);
    }
    const written = node.items.map((pair: Pair) => this.#entry(pair, start));
    const last = written.at(-1);
    const behind = node.flow === true || last === undefined ? end : Math.max(last.end, last.value.end);
    return new ObjectNode(this.#source, start, behind, mergeEntries(written), tag);
  }

  #entry(pair: Pair, offset: number): ObjectEntry {
    const key = this.#node(pair.key, offset);
    const name = key.kind === 'scalar' && isScalar(pair.key) ? String(pair.key.value) : key.raw;
    return new ObjectEntry(this.#source, name, key.start, key.end, this.#node(pair.value, key.end));
  }
}

function shortTag(tag: string | undefined): string | undefined {
  return tag?.replace(/^tag:yaml\.org,2002:/, '!!');
}
