import { Halt } from '../errors.ts';
import type { CelValue } from '../values.ts';
import type {
  CallExpr,
  CelExpr,
  ConstExpr,
  EntryExpr,
  FoldExpr,
  IdentExpr,
  ListExpr,
  MapExpr,
  SelectExpr,
} from './ast.ts';

/** Makes nodes, and counts their height against the limit. */
export class Builder {
  readonly #maxHeight: number;
  readonly #maxNodes: number;
  #nodes = 0;

  constructor(maxHeight: number, maxNodes: number) {
    this.#maxHeight = maxHeight;
    this.#maxNodes = maxNodes;
  }

  /** The height of a node over these parts. */
  over(at: number, parts: readonly (CelExpr | undefined)[]): number {
    let height = 1;
    for (const part of parts) if (part !== undefined && part.height >= height) height = part.height + 1;
    if (height > this.#maxHeight) {
      throw new Halt('cel_limit_error', `the expression is nested more than ${this.#maxHeight} levels deep`, at);
    }
    if (++this.#nodes > this.#maxNodes) {
      throw new Halt('cel_limit_error', `the expression has more than ${this.#maxNodes} parts`, at);
    }
    return height;
  }

  constant(at: number, type: ConstExpr['type'], value: CelValue): ConstExpr {
    return { kind: 'const', at, height: this.over(at, []), type, value };
  }

  ident(at: number, name: string): IdentExpr {
    return { kind: 'ident', at, height: this.over(at, []), name };
  }

  // oxlint-disable-next-line max-params -- the parts of the node
  select(at: number, operand: CelExpr, field: string, test = false): SelectExpr {
    return { kind: 'select', at, height: this.over(at, [operand]), operand, field, test };
  }

  call(at: number, name: string, args: readonly CelExpr[]): CallExpr {
    return { kind: 'call', at, height: this.over(at, args), target: undefined, name, args };
  }

  // oxlint-disable-next-line max-params -- the parts of the node
  method(at: number, target: CelExpr, name: string, args: readonly CelExpr[]): CallExpr {
    return { kind: 'call', at, height: this.over(at, [target, ...args]), target, name, args };
  }

  list(at: number, items: readonly CelExpr[], optional: ReadonlySet<number> = new Set()): ListExpr {
    return { kind: 'list', at, height: this.over(at, items), items, optional };
  }

  map(at: number, entries: readonly EntryExpr[]): MapExpr {
    const parts = entries.flatMap(({ key, value }) => [key, value]);
    return { kind: 'map', at, height: this.over(at, parts), entries };
  }

  fold(at: number, parts: Omit<FoldExpr, 'kind' | 'at' | 'height'>): FoldExpr {
    const { range, init, loopCondition, step, result } = parts;
    return { kind: 'fold', at, height: this.over(at, [range, init, loopCondition, step, result]), ...parts };
  }
}
