import type { Checked } from '../check/checker.ts';
import { candidates } from '../check/environment.ts';
import type { Environment } from '../check/environment.ts';
import { qualifiedName } from '../check/names.ts';
import type { Overload } from '../library/library.ts';
import type { CallExpr, CelExpr, FoldExpr, IdentExpr, SelectExpr } from '../syntax/ast.ts';
import { isSafe } from './ir.ts';
import type { LocalNode, Node } from './ir.ts';
import type { CelType } from '../types.ts';

interface Binding {
  readonly slot: number;
  readonly mayFail: boolean;
}

/** Resolves the names of an expression. What cannot be resolved fails when it is evaluated, and no earlier. */
export function lower(expr: CelExpr, environment: Environment, checked: Checked | undefined): Lowered {
  const lowering = new Lowering(environment, checked);
  return { node: lowering.node(expr), types: lowering.types };
}

export interface Lowered {
  readonly node: Node;
  /** Static types, where the expression was checked. */
  readonly types: ReadonlyMap<Node, CelType>;
}

class Lowering {
  readonly #environment: Environment;
  readonly #checked: Checked | undefined;
  readonly types = new Map<Node, CelType>();
  readonly #scopes: (readonly [string, Binding])[] = [];
  #slots = 0;

  constructor(environment: Environment, checked: Checked | undefined) {
    this.#environment = environment;
    this.#checked = checked;
  }

  node(expr: CelExpr): Node {
    const node = this.#node(expr);
    const type = this.#checked?.types.get(expr);
    if (type !== undefined) this.types.set(node, type);
    return node;
  }

  #node(expr: CelExpr): Node {
    switch (expr.kind) {
      case 'const':
        return { n: 'const', at: expr.at, value: expr.value };
      case 'ident':
        return this.#name(expr, expr.name) ?? this.#undeclared(expr, expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list': {
        const items = expr.items.map((item, i) => ({ value: this.node(item), optional: expr.optional.has(i) }));
        return { n: 'list', at: expr.at, items };
      }
      case 'map': {
        const entries = expr.entries.map(({ key, value, optional }) => ({
          key: this.node(key),
          value: this.node(value),
          optional,
        }));
        return { n: 'map', at: expr.at, entries };
      }
      case 'fold':
        return this.#fold(expr);
      default:
        return { n: 'fail', at: expr.at, message: `there is no message type ${expr.name}` };
    }
  }

  #undeclared({ at }: CelExpr, name: string): Node {
    return { n: 'fail', at, message: `undeclared reference to '${name}'` };
  }

  #name({ at }: IdentExpr | SelectExpr, name: string): Node | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const [local, binding] = this.#scopes[i] as readonly [string, Binding];
      if (local === name) return { n: 'local', at, ...binding } satisfies LocalNode;
    }
    const { container, variables, constants } = this.#environment;
    for (const candidate of candidates(container, name)) {
      if (variables.has(candidate)) return { n: 'variable', at, name: candidate };
      const constant = constants.get(candidate);
      if (constant !== undefined) return { n: 'const', at, value: constant.value };
    }
    return undefined;
  }

  #select(expr: SelectExpr): Node {
    const name = qualifiedName(expr);
    const found = name === undefined ? undefined : this.#name(expr, name);
    if (found !== undefined) return found;
    return { n: expr.test ? 'has' : 'select', at: expr.at, of: this.node(expr.operand), field: expr.field };
  }

  #call(expr: CallExpr): Node {
    const { at, name, args } = expr;
    const operands = (): Node[] => args.map((arg) => this.node(arg));
    switch (name) {
      case '_&&_':
      case '_||_': {
        const [left, right] = operands() as [Node, Node];
        return { n: name === '_&&_' ? 'and' : 'or', at, left, right };
      }
      case '_?_:_': {
        const [test, yes, no] = operands() as [Node, Node, Node];
        return { n: 'cond', at, test, yes, no };
      }
      case '_?._': {
        const [of, field] = operands() as [Node, Node];
        return { n: 'optional', at, of, field: field.n === 'const' ? String(field.value) : '' };
      }
      case 'cel.@block':
        return this.#block(expr);
      default:
        return this.#function(expr, operands);
    }
  }

  #function(expr: CallExpr, operands: () => Node[]): Node {
    const { at, name, target } = expr;
    const prefix = target === undefined ? undefined : qualifiedName(target);
    const qualified = prefix === undefined ? undefined : this.#overloads(`${prefix}.${name}`);
    const method = target !== undefined && qualified === undefined;
    const args = method ? [this.node(target), ...operands()] : operands();
    const reference = this.#checked?.references.get(expr);
    if (reference?.kind === 'call')
      return { n: 'call', at, name: reference.name, overloads: reference.overloads, args };
    const overloads = (qualified ?? this.#overloads(name))?.filter(
      (overload) => overload.method === method && overload.params.length === args.length,
    );
    if (overloads === undefined) return { n: 'fail', at, message: `undeclared reference to '${name}'` };
    return { n: 'call', at, name, overloads, args };
  }

  #overloads(name: string): readonly Overload[] | undefined {
    for (const candidate of candidates(this.#environment.container, name)) {
      const overloads = this.#environment.functions.get(candidate);
      if (overloads !== undefined) return overloads;
    }
    return undefined;
  }

  /** `cel.block([a, b], body)`: each item is a binding that the next ones can use. */
  #block({ at, args }: CallExpr): Node {
    const [list, body] = args as [CelExpr, CelExpr];
    const values = list.kind === 'list' ? list.items : [];
    const bound: { slot: number; value: Node }[] = [];
    for (const [i, value] of values.entries()) {
      const node = this.node(value);
      const slot = this.#slots++;
      bound.push({ slot, value: node });
      this.#scopes.push([`@index${i}`, { slot, mayFail: !isSafe(node) }]);
    }
    let node = this.node(body);
    for (const { slot, value } of bound.toReversed()) {
      node = { n: 'let', at, slot, value, body: node };
      this.#scopes.pop();
    }
    return node;
  }

  #fold(expr: FoldExpr): Node {
    const { at, form } = expr;
    if (form === 'bind') {
      const value = this.node(expr.init);
      const slot = this.#slots++;
      this.#scopes.push([expr.accuVar, { slot, mayFail: !isSafe(value) }]);
      const body = this.node(expr.body);
      this.#scopes.pop();
      return { n: 'let', at, slot, value, body };
    }
    const range = this.node(expr.range);
    const slot = this.#slots++;
    const slot2 = expr.iterVar2 === undefined ? undefined : this.#slots++;
    this.#scopes.push([expr.iterVar, { slot, mayFail: false }]);
    if (slot2 !== undefined) this.#scopes.push([expr.iterVar2 ?? '', { slot: slot2, mayFail: false }]);
    const condition = expr.condition === undefined ? undefined : this.node(expr.condition);
    const body = this.node(expr.body);
    this.#scopes.length -= slot2 === undefined ? 1 : 2;
    return { n: 'loop', at, form, range, slot, slot2, condition, body };
  }
}
