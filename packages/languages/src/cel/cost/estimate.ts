import { LOOP_COSTS } from '../run/loop-costs.ts';
import { selectionCost } from '../run/ir.ts';
import type { CallNode, LoopNode, Node } from '../run/ir.ts';
import type { CelType } from '../types.ts';
import { estimateCall, sizeAfter } from './estimate-calls.ts';
import { sizeOf } from './sizes.ts';

/** From the least to the most. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * What is known of sizes (characters, items) by path: `object.spec.containers`, with `@items` for a list's items and
 * `@keys` and `@values` for a map's. Nothing known is any size.
 */
export type SizeHints = Readonly<Record<string, Range>>;

/** What is known of a part. */
interface Estimate {
  readonly cost: Range;
  readonly size: Range;
  readonly path?: string | undefined;
  /** The size of a list's items. */
  readonly items?: Range;
}

const ANY: Range = { min: 0, max: Infinity };
const ONE: Range = { min: 1, max: 1 };
const SCALARS = new Set(['bool', 'int', 'uint', 'double', 'null', 'timestamp', 'duration', 'type']);

/** The least and the most that an expression costs. */
export function estimate(node: Node, types: ReadonlyMap<Node, CelType>, hints: SizeHints): Range {
  return new Estimator(types, hints).of(node).cost;
}

function plus(a: Range, b: Range): Range {
  return { min: a.min + b.min, max: a.max + b.max };
}

function times(count: number, cost: number): number {
  return count === 0 || cost === 0 ? 0 : count * cost;
}

function fixed(cost: number): Range {
  return { min: cost, max: cost };
}

function either(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

class Estimator {
  readonly #types: ReadonlyMap<Node, CelType>;
  readonly #hints: SizeHints;
  readonly #locals = new Map<number, Omit<Estimate, 'cost'>>();

  constructor(types: ReadonlyMap<Node, CelType>, hints: SizeHints) {
    this.#types = types;
    this.#hints = hints;
  }

  of(node: Node): Estimate {
    const found = this.#of(node);
    return SCALARS.has(this.#types.get(node)?.kind ?? '') ? { ...found, size: ONE } : found;
  }

  // oxlint-disable-next-line complexity -- one arm for each kind of node
  #of(node: Node): Estimate {
    switch (node.n) {
      case 'const':
        return { cost: fixed(0), size: fixed(sizeOf(node.value)) };
      case 'fail':
        return { cost: fixed(0), size: ANY };
      case 'variable':
        return this.#at(node.name, fixed(1));
      case 'local':
        return { size: ANY, ...this.#locals.get(node.slot), cost: fixed(1) };
      case 'select':
      case 'optional': {
        const of = this.of(node.of);
        const path = of.path === undefined ? undefined : `${of.path}.${node.field}`;
        return this.#at(path, plus(of.cost, fixed(selectionCost(node.of))));
      }
      case 'has':
        return { cost: this.of(node.of).cost, size: ONE };
      case 'call':
        return this.#call(node);
      case 'and':
      case 'or': {
        const [left, right] = [this.of(node.left).cost, this.of(node.right).cost];
        return { cost: { min: left.min, max: left.max + right.max }, size: ONE };
      }
      case 'cond': {
        const [test, yes, no] = [this.of(node.test), this.of(node.yes), this.of(node.no)];
        return { cost: plus(test.cost, either(yes.cost, no.cost)), size: either(yes.size, no.size) };
      }
      case 'list': {
        const parts = node.items.map(({ value }) => this.of(value));
        const cost = parts.reduce((sum, part) => plus(sum, part.cost), fixed(10));
        const sizes = parts.map(({ size }) => size);
        const sure = node.items.filter(({ optional }) => !optional).length;
        const items = sizes.length === 0 ? ONE : sizes.reduce(either);
        return { cost, size: { min: sure, max: node.items.length }, items };
      }
      case 'map': {
        const parts = node.entries.flatMap(({ key, value }) => [this.of(key).cost, this.of(value).cost]);
        return { cost: parts.reduce(plus, fixed(30)), size: { min: 0, max: node.entries.length } };
      }
      case 'let': {
        const value = this.of(node.value);
        this.#locals.set(node.slot, value);
        const body = this.of(node.body);
        return { ...body, cost: plus(plus(value.cost, body.cost), fixed(10)) };
      }
      default:
        return this.#loop(node);
    }
  }

  #at(path: string | undefined, cost: Range): Estimate {
    const hint = path !== undefined && Object.hasOwn(this.#hints, path) ? this.#hints[path] : undefined;
    return { cost, size: hint ?? ANY, path };
  }

  #call(node: CallNode): Estimate {
    const args = node.args.map((arg) => this.of(arg));
    const cost = args.reduce((sum, arg) => plus(sum, arg.cost), fixed(0));
    if (node.name === '_[_]' || node.name === '_[?_]') {
      const path = args[0]?.path === undefined ? undefined : `${args[0].path}.@items`;
      return this.#at(path, plus(cost, fixed(selectionCost(node.args[0] as Node))));
    }
    const types = node.args.map((arg) => this.#types.get(arg));
    const sizes = args.map(({ size }) => size);
    const items = this.#itemsOf(args[0]);
    const call = estimateCall(node, sizes, types, items);
    return { cost: plus(cost, call), size: sizeAfter(node.name, sizes) ?? ANY };
  }

  #itemsOf(list: Estimate | undefined): Range {
    if (list?.items !== undefined) return list.items;
    return list?.path === undefined ? ANY : this.#at(`${list.path}.@items`, ONE).size;
  }

  #loop(node: LoopNode): Estimate {
    const over = this.of(node.range);
    this.#bindVariables(node, over);
    const test = node.condition === undefined ? fixed(0) : this.of(node.condition).cost;
    const once = roundCost(node, test, this.of(node.body).cost);
    const rounds = { min: times(over.size.min, once.min), max: times(over.size.max, once.max) };
    const size = node.condition === undefined ? over.size : { min: 0, max: over.size.max };
    return { cost: plus(plus(over.cost, fixed(LOOP_COSTS[node.form].start)), rounds), size };
  }

  #bindVariables({ range, slot, slot2 }: LoopNode, { path }: Estimate): void {
    const isMap = this.#types.get(range)?.kind === 'map';
    const part = (name: string): Estimate => this.#at(path === undefined ? undefined : `${path}.${name}`, ONE);
    const index = { size: ONE };
    if (slot2 === undefined) this.#locals.set(slot, part(isMap ? '@keys' : '@items'));
    else {
      this.#locals.set(slot, isMap ? part('@keys') : index);
      this.#locals.set(slot2, part(isMap ? '@values' : '@items'));
    }
  }
}

/** One round: the least where the condition lets nothing through, or an earlier round has decided. */
function roundCost({ form, condition }: LoopNode, test: Range, work: Range): Range {
  const { round, taken } = LOOP_COSTS[form];
  const max = round + test.max + taken + work.max;
  if (form === 'existsOne') return { min: round + work.min, max };
  const mayStop = condition !== undefined || form === 'all' || form === 'exists';
  return { min: round + test.min + (mayStop ? 0 : taken + work.min), max };
}
