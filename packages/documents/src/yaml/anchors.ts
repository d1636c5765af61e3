import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { ArrayNode, ObjectNode, ScalarNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import { ReadFailure, syntaxFailure } from '../result.ts';

/** How many nodes a node stands for once aliases are expanded, and how deep they nest. */
interface Weight {
  readonly nodes: number;
  readonly depth: number;
}

const LEAF: Weight = { nodes: 1, depth: 0 };
/** Aliases may multiply what is written by ten, and small documents up to this many values. */
const FREE_EXPANSION = 400_000;
const EXPANSION_FACTOR = 10;

/** Where an alias stands: how many values are read before it, and how deep it is nested. */
interface AliasPlace {
  readonly written: number;
  readonly depth: number;
}

/** The anchors of one document, and the bound on what their aliases expand to. */
export class Anchors {
  readonly #limits: Limits;
  readonly #anchors = new Map<string, DocumentNode | undefined>();
  /** By `items` or `entries`, which an alias shares with its anchor. */
  readonly #weights = new Map<unknown, Weight>();
  #expanded = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Says that an anchor's node begins; until it is defined an alias to it would be a circle. */
  open(name: string): void {
    this.#anchors.set(name, undefined);
  }

  define(name: string, node: DocumentNode): void {
    this.#anchors.set(name, node);
  }

  /** The node of an alias: the alias' place, the anchor's value. */
  resolve(name: string, at: ScalarNode, place: AliasPlace): DocumentNode {
    const { source, start, end } = at;
    if (!this.#anchors.has(name)) throw syntaxFailure('YAML', `no anchor named ${name} stands before its alias`, start);
    const node = this.#anchors.get(name);
    if (node === undefined) throw syntaxFailure('YAML', `the anchor ${name} holds an alias to itself`, start);
    this.#check(this.#weigh(node), place, start);
    if (node.kind === 'scalar') return new ScalarNode(source, start, end, node.value, node.tag);
    if (node.kind === 'array') return new ArrayNode(source, start, end, node.items, node.tag);
    return new ObjectNode(source, start, end, node.entries, node.tag);
  }

  #weigh(node: DocumentNode): Weight {
    if (node.kind === 'scalar') return LEAF;
    const children = node.kind === 'array' ? node.items : node.entries;
    const known = this.#weights.get(children);
    if (known !== undefined) return known;
    let nodes = 1;
    let depth = 0;
    for (const child of node.kind === 'array' ? node.items : node.entries.map(({ value }) => value)) {
      const weight = this.#weigh(child);
      nodes += weight.nodes;
      depth = Math.max(depth, weight.depth);
    }
    const weight = { nodes, depth: depth + 1 };
    this.#weights.set(children, weight);
    return weight;
  }

  #check(weight: Weight, { written, depth }: AliasPlace, offset: number): void {
    const { nodes, depth: deepest } = this.#limits;
    if (depth + weight.depth > deepest) throw new ReadFailure(documentErrors.TOO_DEEP({ max: deepest }), offset);
    this.#expanded += weight.nodes;
    const max = Math.min(nodes, Math.max(FREE_EXPANSION, written * EXPANSION_FACTOR));
    if (written + this.#expanded > max) throw new ReadFailure(documentErrors.ALIAS_EXPANSION({ max }), offset);
  }
}
