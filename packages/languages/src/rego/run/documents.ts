import { ObjectBuilder, entriesOf } from '../../shared/containers.ts';
import { isObject } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import { visibleChildren } from '../compile/tree.ts';
import type { Group, TreeNode } from '../compile/tree.ts';
import { NodeView } from './context.ts';
import type { Context } from './context.ts';
import { DocumentBuilder, baseAt, conflict, get, isReplaced, keysOf, valuesOf } from './runtime.ts';

/** The whole document of a node: base data, and what the rules at and below it give. */
export function documentOf(context: Context, node: TreeNode): Value | undefined {
  if (isReplaced(context, node.path)) return baseAt(context, node.path);
  const { group } = node;
  if (group !== undefined && node.children.size === 0) return ruleValue(context, group);
  if (group !== undefined) return mixedDocument(context, node, group);
  const base = baseAt(context, node.path);
  const builder = new ObjectBuilder();
  if (isObject(base)) for (const [key, value] of entriesOf(base)) builder.set(key, value);
  for (const [name, child] of visibleChildren(node)) {
    const value = documentOf(context, child);
    if (value !== undefined) builder.set(name, value);
  }
  return builder.done();
}

function ruleValue(context: Context, group: Group): Value | undefined {
  return group.kind === 'function' ? undefined : group.fn(context);
}

/** Rules with variables in their heads, and rules with constant heads below them: one object. */
function mixedDocument(context: Context, node: TreeNode, group: Group): Value {
  const builder = new DocumentBuilder();
  fill(context, group, builder);
  for (const child of node.children.values()) fillBelow(context, child, node.path.length, builder);
  return builder.done();
}

function fillBelow(context: Context, node: TreeNode, depth: number, builder: DocumentBuilder): void {
  const { group } = node;
  const keys = node.path.slice(depth);
  if (group !== undefined && group.kind === 'object') {
    const below = builder.at(keys);
    if (below === undefined) clash(group);
    else fill(context, group, below);
  } else if (group !== undefined) {
    const value = ruleValue(context, group);
    if (value !== undefined) putAll(group, builder, keys, value);
  }
  for (const child of node.children.values()) fillBelow(context, child, depth, builder);
}

function putAll(group: Group, builder: DocumentBuilder, keys: readonly Value[], value: Value): void {
  if (group.kind !== 'set') {
    if (!builder.put(keys, value, false)) clash(group);
    return;
  }
  for (const member of valuesOf(value, keysOf(value, false))) {
    if (!builder.put(keys, member, true)) clash(group);
  }
}

/** A general group fills the builder it is given instead of making its own. */
function fill(context: Context, group: Group, builder: DocumentBuilder): void {
  (group.fn as unknown as (context: Context, builder: DocumentBuilder) => void)(context, builder);
}

function clash(group: Group): never {
  return conflict(group, group.sources[0]?.rule.head.at ?? 0, 'object keys must be unique');
}

/** One key of a node: deeper documents stay a view until they are needed. */
export function nodeGet(context: Context, of: Value | NodeView | undefined, key: Value): Value | NodeView | undefined {
  if (!(of instanceof NodeView)) return get(of, key);
  const { node } = of;
  if (isReplaced(context, node.path)) return get(baseAt(context, node.path), key);
  const child = typeof key === 'string' ? node.children.get(key) : undefined;
  if (child === undefined) return get(baseAt(context, node.path), key);
  return viewOf(context, child);
}

function viewOf(context: Context, node: TreeNode): Value | NodeView | undefined {
  return node.group === undefined ? new NodeView(node) : documentOf(context, node);
}

/** The keys that a loop over a node goes through. */
export function nodeKeys(context: Context, of: Value | NodeView | undefined): readonly Value[] {
  if (!(of instanceof NodeView)) {
    const keys = keysOf(of, true);
    return keys ?? (of as readonly Value[]).map((_, i) => i);
  }
  const { node } = of;
  const base = baseAt(context, node.path);
  const names = new Set<Value>(isObject(base) ? keysOf(base, true) : []);
  if (!isReplaced(context, node.path)) for (const [name] of visibleChildren(node)) names.add(name);
  return [...names];
}

export function force(context: Context, of: Value | NodeView | undefined): Value | undefined {
  return of instanceof NodeView ? documentOf(context, of.node) : of;
}
