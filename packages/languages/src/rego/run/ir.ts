import type { Value } from '../../shared/values.ts';
import type { Group, TreeNode } from '../compile/tree.ts';

/**
 * The plan of a rule: statements that run one after another; one that fails goes on with the next round of the
 * innermost loop around it, or leaves its block. Both back ends (generated code and closures) run the same plan.
 * Slots are numbered per function; `c` is the slot of the context that an expression is evaluated in.
 */
export type Expr =
  | { readonly e: 'const'; readonly value: Value }
  | { readonly e: 'slot'; readonly slot: number }
  | { readonly e: 'input'; readonly c: number }
  | { readonly e: 'base'; readonly c: number }
  | { readonly e: 'get'; readonly of: Expr; readonly key: Expr }
  /** A step into base data, where a number stands for the key that it spells. */
  | { readonly e: 'baseGet'; readonly of: Expr; readonly key: number }
  | { readonly e: 'array'; readonly items: readonly Expr[] }
  | { readonly e: 'set'; readonly items: readonly Expr[] }
  | { readonly e: 'object'; readonly entries: readonly (readonly [Expr, Expr])[] }
  | {
      readonly e: 'builtin';
      readonly name: string;
      readonly args: readonly Expr[];
      readonly c: number;
      readonly at: number;
    }
  | { readonly e: 'call'; readonly group: Group; readonly args: readonly Expr[]; readonly c: number }
  | { readonly e: 'rule'; readonly group: Group; readonly c: number }
  /** A whole subtree of documents, rules evaluated. */
  | { readonly e: 'document'; readonly node: TreeNode; readonly c: number }
  /** A subtree that is looked into key by key. */
  | { readonly e: 'node'; readonly node: TreeNode; readonly c: number }
  | { readonly e: 'nodeGet'; readonly of: Expr; readonly key: Expr; readonly c: number }
  | { readonly e: 'force'; readonly of: Expr; readonly c: number };

export type Stmt =
  | { readonly s: 'let'; readonly slot: number; readonly value: Expr }
  | { readonly s: 'test'; readonly value: Expr }
  | { readonly s: 'equal'; readonly left: Expr; readonly right: Expr }
  | { readonly s: 'isArray'; readonly slot: number; readonly length: number }
  | { readonly s: 'isObject'; readonly slot: number; readonly size: number }
  | {
      readonly s: 'loop';
      readonly over: Expr;
      readonly key: number;
      readonly value: number;
      readonly sorted: boolean;
      readonly body: Stmt[];
    }
  | {
      readonly s: 'nodeLoop';
      readonly over: Expr;
      readonly key: number;
      readonly value: number;
      readonly c: number;
      readonly body: Stmt[];
    }
  | { readonly s: 'not'; readonly body: Stmt[] }
  | { readonly s: 'every'; readonly over: Expr; readonly key: number; readonly value: number; readonly body: Stmt[] }
  | {
      readonly s: 'comprehension';
      readonly of: 'array' | 'set' | 'object';
      readonly slot: number;
      readonly at: number;
      readonly body: Stmt[];
    }
  | { readonly s: 'with'; readonly slot: number; readonly c: number; readonly changes: readonly Change[] }
  /** Ends of a block. */
  | {
      readonly s: 'collect';
      readonly of: 'array' | 'set' | 'object';
      readonly slot: number;
      readonly key?: Expr;
      readonly value: Expr;
      readonly at: number;
    }
  | { readonly s: 'succeed' }
  | { readonly s: 'result'; readonly value: Expr; readonly final: boolean; readonly at: number }
  | { readonly s: 'member'; readonly value: Expr }
  | { readonly s: 'entry'; readonly key: Expr; readonly value: Expr; readonly at: number }
  | {
      readonly s: 'path';
      readonly keys: readonly Expr[];
      readonly value: Expr;
      readonly isMember: boolean;
      readonly at: number;
    }
  /** Tells the tracer that a literal is reached, with the variables bound so far. */
  | { readonly s: 'mark'; readonly id: number; readonly slots: readonly number[] };

export type Change =
  | { readonly on: 'input' | 'data'; readonly path: readonly string[]; readonly value: Expr }
  | { readonly on: 'call'; readonly key: string; readonly by: Expr | { readonly call: string | Group } };

/** The bodies of one rule with its `else` branches, in order; the first that gives a result wins. */
export type Chain = readonly Stmt[][];

/** The plan of a group: what both back ends take. */
export interface Plan {
  readonly group: Group;
  readonly slots: number;
  readonly params: readonly number[];
  readonly chains: readonly Chain[];
  readonly fallback: Stmt[] | undefined;
  /** Choice of chains by the value of one reference: only those that can match run. */
  readonly index: PlanIndex | undefined;
}

export interface PlanIndex {
  readonly on: Expr;
  /** For each chain the constant that it needs, or undefined where it runs in any case. */
  readonly wanted: readonly (Value | undefined)[];
}
