import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { ArrayNode, ObjectNode, ScalarNode } from '../node.ts';
import type { DocumentNode, ObjectEntry } from '../node.ts';
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

/** The anchors of one document, and the bound on what their aliases expand to. */
export class Anchors {
  readonly #limits: Limits;
  readonly #anchors = new Map<string, DocumentNode | undefined>();
  readonly #weights = new Map<unknown, Weight>();
  #written = 0;

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
  resolve(name: string, at: ScalarNode): DocumentNode {
    if (!this.#anchors.has(name))
      throw syntaxFailure('YAML', `no anchor named ${name} stands before its alias`, at.start);
    const node = this.#anchors.get(name);
    if (node === undefined) throw syntaxFailure('YAML', `the anchor ${name} holds an alias to itself`, at.start);
    const { source, start, end } = at;
    if (node.kind === 'scalar') return new ScalarNode(source, start, end, node.value, node.tag);
    if (node.kind === 'array') return new ArrayNode(source, start, end, node.items, node.tag);
    return new ObjectNode(source, start, end, node.entries, node.tag);
  }

  /** Counts a finished array or object; called once for each that is written, children first. */
  weigh(node: DocumentNode): void {
    this.#written += 1;
    if (node.kind === 'scalar') return;
    const children: readonly (DocumentNode | ObjectEntry)[] = node.kind === 'array' ? node.items : node.entries;
    if (this.#weights.has(children)) return;
    let nodes = 1;
    let depth = 0;
    for (const child of children) {
      const weight = this.#weightOf('value' in child && 'key' in child ? child.value : child);
      nodes += weight.nodes;
      depth = Math.max(depth, weight.depth + 1);
    }
    this.#weights.set(children, { nodes, depth });
    this.#check({ nodes, depth }, node.start);
  }

  #weightOf(node: DocumentNode): Weight {
    if (node.kind === 'scalar') return LEAF;
    return this.#weights.get(node.kind === 'array' ? node.items : node.entries) ?? LEAF;
  }

  #check(weight: Weight, offset: number): void {
    const { nodes, depth } = this.#limits;
    if (weight.depth > depth) throw new ReadFailure(documentErrors.TOO_DEEP({ max: depth }), offset);
    if (this.#written > nodes) throw new ReadFailure(documentErrors.TOO_MANY_NODES({ max: nodes }), offset);
    const max = Math.min(nodes, Math.max(FREE_EXPANSION, this.#written * EXPANSION_FACTOR));
    if (weight.nodes > max) throw new ReadFailure(documentErrors.ALIAS_EXPANSION({ max }), offset);
  }
}
