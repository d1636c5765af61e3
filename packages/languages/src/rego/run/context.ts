import type { Value } from '../../shared/values.ts';
import type { TreeNode } from '../compile/tree.ts';
import type { Session } from './session.ts';

/** The code of a rule or function; undefined is no result. Values that are collected are frozen when returned. */
export type GroupFn = (context: Context, ...args: Value[]) => Value | undefined;

/** What `with` puts in a function's place. */
export type Mock = (context: Context, args: readonly Value[]) => Value | undefined;

/** Documents and replacements that a rule is evaluated under; `with` derives a new one. */
export interface Context {
  readonly session: Session;
  readonly input: Value | undefined;
  readonly data: Value;
  /** Paths below `data` that `with` has replaced, rules there included. */
  readonly replaced: readonly (readonly string[])[] | null;
  readonly mocks: ReadonlyMap<string, Mock> | null;
  /** Results of rules; null in the first context of an evaluation, which keeps them beside the code. */
  readonly memo: Map<object, Value | undefined> | null;
  /** Number of the evaluation: what is kept beside the code counts for one evaluation. */
  readonly generation: number;
}

/** A subtree of documents that is looked into key by key, so that only what is asked for is evaluated. */
export class NodeView {
  readonly node: TreeNode;

  constructor(node: TreeNode) {
    this.node = node;
  }
}
