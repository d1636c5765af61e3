import { ObjectBuilder } from '../../shared/containers.ts';
import { StructSet, compare, equal } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Replaced } from '../compile/environment.ts';
import { planGroup } from '../compile/plan.ts';
import { calleeKey } from '../compile/plan-terms.ts';
import type { Marks } from '../compile/plan-terms.ts';
import type { Group, RuleTree, TreeNode } from '../compile/tree.ts';
import type { Builtin } from '../builtins/builtin.ts';
import { NodeView } from './context.ts';
import { pay, payWhole } from './cost.ts';
import type { Context, Mock } from './context.ts';
import * as documents from './documents.ts';
import { generate } from './generate.ts';
import { interpret } from './interpret.ts';
import * as core from './runtime.ts';

/** Called where a literal is reached, in programs that are traced. */
export type Tracer = (id: number, values: readonly Value[], context: Context) => void;

function memo(context: Context, group: Group, run: () => Value | undefined): Value | undefined {
  const kept = context.memo as Map<object, Value | undefined>;
  if (kept.has(group)) return kept.get(group);
  const value = run();
  kept.set(group, value);
  return value;
}

/** Something that a name in a policy can call. */
type Callee = (context: Context, ...args: Value[]) => Value | undefined;

function mockCall(key: string, callee: Callee): Mock {
  return (context, args) => callee(core.withoutMock(context, key), ...args);
}

function mockValue(value: Value): Mock {
  return () => value;
}

// oxlint-disable-next-line max-params -- called for every call of a builtin that the program replaces
function callMocked(context: Context, name: string, fn: Builtin, args: readonly Value[]): Value | undefined {
  const mock = context.mocks?.get(name);
  return mock === undefined ? fn(context, ...args) : mock(context, args);
}

function view(node: TreeNode): NodeView {
  return new NodeView(node);
}

const RUNTIME = {
  ...core,
  ...documents,
  StructSet,
  ObjectBuilder,
  equal,
  compare,
  memo,
  pay,
  payWhole,
  mockCall,
  mockValue,
  callMocked,
  view,
};

/** Everything that a plan needs to become code. */
export interface LinkTarget {
  readonly runtime: typeof RUNTIME & { mark(context: Context, id: number, values: readonly Value[]): void };
  builtin(name: string): Builtin;
  callee(target: string | Group): Callee;
  isMockedBuiltin(name: string): boolean;
  isMocked(group: Group): boolean;
  isReplaceable(group: Group): boolean;
  keyOf(group: Group): string;
}

export interface LinkOptions {
  readonly tree: RuleTree;
  readonly replaced: Replaced;
  readonly builtins: (name: string) => Builtin;
  /** Closures instead of generated code. */
  readonly interpreted: boolean;
  readonly marks?: Marks | undefined;
  readonly tracer?: Tracer | undefined;
}

/** Gives every group code that is made at its first call. */
export function link(options: LinkOptions): void {
  const target = linkTarget(options);
  const make = options.interpreted ? interpret : generate;
  for (const group of options.tree.groups) {
    group.fn = (context, ...args) => {
      group.fn = make(planGroup(group, options.tree.root, options.marks), target);
      return group.fn(context, ...args);
    };
  }
}

function linkTarget({ replaced, builtins, tracer }: LinkOptions): LinkTarget {
  const mark = (context: Context, id: number, values: readonly Value[]): void => tracer?.(id, values, context);
  return {
    runtime: { ...RUNTIME, mark },
    builtin: builtins,
    callee: (target) =>
      typeof target === 'string' ? builtins(target) : (context, ...args) => target.fn(context, ...args),
    isMockedBuiltin: (name) => replaced.builtins.has(name),
    isMocked: (group) => replaced.groups.has(group),
    isReplaceable: (group) =>
      replaced.data.some((path) => path.length <= group.path.length && path.every((name, i) => name === group.path[i])),
    keyOf: calleeKey,
  };
}
