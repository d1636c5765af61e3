import type { CostModel } from '../cost/model.ts';
import type { Overload } from '../library/library.ts';
import type { Callable } from './dispatch.ts';
import { Emitter } from './emitter.ts';
import { isBool, isEquality, selectionCost } from './ir.ts';
import type { CallNode, Node } from './ir.ts';

/** What the emitter of calls needs of the generator. */
export interface CallTarget {
  callable(name: string, overloads: readonly Overload[]): Callable;
  node(node: Node): string;
}

const ORDER: Readonly<Record<string, string>> = { '_<_': '<', '_<=_': '<=', '_>_': '>', '_>=_': '>=' };
/** Methods of JavaScript's strings that mean the same as CEL's. */
const TEXT_METHODS: Readonly<Record<string, string>> = {
  starts_with_string: 'startsWith',
  ends_with_string: 'endsWith',
};

/** Emits calls: operators on small values as JavaScript's own, everything else through the overloads. */
export class CallEmitter extends Emitter {
  readonly #target: CallTarget;

  constructor(costs: CostModel | undefined, target: CallTarget) {
    super(costs);
    this.#target = target;
  }

  // oxlint-disable-next-line complexity -- one arm for each form of call
  call(node: CallNode): string {
    const cost = this.#cost(node);
    if (typeof cost === 'number') this.pay(cost);
    const args = node.args.map((arg) => this.held(this.#target.node(arg)));
    if (typeof cost !== 'number') {
      this.line(`S.at = ${node.at}; S.spend(${this.constant(cost)}([${args.join(', ')}]));`);
    }
    const [a = '', b = ''] = args;
    if (isEquality(node)) return this.#equality(node, a, b);
    if (node.name === '!_') return this.#not(node, a);
    if (node.name === '_[_]') return this.held(`(S.at = ${node.at}, R.index(${a}, ${b}))`);
    const operator = ORDER[node.name];
    if (operator !== undefined) {
      const fast = `typeof ${a} === 'number' && typeof ${b} === 'number'`;
      return this.held(`${fast} ? ${a} ${operator} ${b} : ${this.#general(node, args)}`);
    }
    const method = node.overloads.length === 1 ? TEXT_METHODS[node.overloads[0]?.id ?? ''] : undefined;
    if (method !== undefined) {
      const fast = `typeof ${a} === 'string' && typeof ${b} === 'string' && ${b}.length < 4096`;
      return this.held(`${fast} ? ${a}.${method}(${b}) : ${this.#general(node, args)}`);
    }
    return this.held(this.#general(node, args));
  }

  #not(node: CallNode, a: string): string {
    if (isBool(node.args[0] as Node)) return `!${a}`;
    return this.held(`typeof ${a} === 'boolean' ? !${a} : ${this.#general(node, [a])}`);
  }

  #cost(node: CallNode): ReturnType<CostModel['callCost']> {
    if (this.costs === undefined) return 0;
    return node.name === '_[_]' ? selectionCost(node.args[0] as Node) : this.costs.callCost(node);
  }

  #equality({ name, args }: CallNode, a: string, b: string): string {
    const wanted = name === '_==_';
    for (const [i, node] of args.entries()) {
      const [own, other] = i === 0 ? [a, b] : [b, a];
      if (node.n !== 'const') continue;
      const { value } = node;
      if (value === null || typeof value === 'boolean' || typeof value === 'string') {
        return `(${other} ${wanted ? '===' : '!=='} ${own})`;
      }
    }
    return this.held(`${wanted ? '' : '!'}R.equal(${a}, ${b}, S)`);
  }

  #general({ name, overloads, at }: CallNode, args: readonly string[]): string {
    const run = this.constant(this.#target.callable(name, overloads));
    return `(S.at = ${at}, ${run}(${['S', ...args].join(', ')}))`;
  }
}
