import { entriesOf } from '../../shared/containers.ts';
import { StructSet, field, isObject } from '../../shared/values.ts';
import type { PlainObject, StructMap, Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { membersOf, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';

type Graph = PlainObject | StructMap;

function neighbours(graph: Graph, node: Value): readonly Value[] | undefined {
  const edges = field(graph, node);
  return edges === undefined ? undefined : membersOf(edges);
}

function reachable(context: Context, graph: Value, initial: Value): Value | undefined {
  if (!isObject(graph)) return wrongType(context, 'graph.reachable', 1, 'object', graph);
  const start = membersOf(initial);
  if (start === undefined) return wrongType(context, 'graph.reachable', 2, 'one of {array, set}', initial);
  const found = new StructSet();
  const queue = [...start];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    context.session.charge(1);
    if (field(graph, node) === undefined || !found.add(node)) continue;
    for (const other of neighbours(graph, node) ?? []) if (!found.has(other)) queue.push(other);
  }
  return found;
}

/** Every longest path from the initial nodes that passes no node twice. */
function reachablePaths(context: Context, graph: Value, initial: Value): Value | undefined {
  if (!isObject(graph)) return wrongType(context, 'graph.reachable_paths', 1, 'object', graph);
  const start = membersOf(initial);
  if (start === undefined) return wrongType(context, 'graph.reachable_paths', 2, 'one of {array, set}', initial);
  const paths = new StructSet();
  for (const node of start) {
    if (field(graph, node) !== undefined) extend(context, graph, [node], paths);
  }
  return paths;
}

// oxlint-disable-next-line max-params -- the state of one recursion
function extend(context: Context, graph: Graph, from: readonly Value[], paths: StructSet): void {
  const stack: (readonly Value[])[] = [from];
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    context.session.charge(path.length);
    const seen = StructSet.of(path);
    const next = neighbours(graph, path.at(-1) as Value) ?? [];
    let extended = false;
    for (const other of next) {
      if (seen.has(other)) continue;
      extended = true;
      if (field(graph, other) === undefined) paths.add(path);
      else stack.push([...path, other]);
    }
    if (!extended) paths.add(path);
  }
}

/** Every node of a value with its path, parents first. Each is paid for before its path is made. */
function walk(context: Context, value: Value): Value {
  const found: Value[] = [];
  const stack: (readonly [readonly Value[], Value])[] = [[[], value]];
  context.session.charge(2);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [path, node] = top;
    found.push([path, node]);
    const first = stack.length;
    const push = (key: Value, item: Value): void => {
      context.session.charge(3 + path.length);
      stack.push([[...path, key], item]);
    };
    if (Array.isArray(node)) (node as readonly Value[]).forEach((item, i) => push(i, item));
    else if (node instanceof StructSet) for (const item of node.sorted()) push(item, item);
    else if (isObject(node)) for (const [key, item] of entriesOf(node)) push(key, item);
    reverseFrom(stack, first);
  }
  return found;
}

function reverseFrom(stack: (readonly [readonly Value[], Value])[], first: number): void {
  for (let a = first, b = stack.length - 1; a < b; a += 1, b -= 1) {
    const [low, high] = [stack[a], stack[b]];
    if (low === undefined || high === undefined) return;
    stack[a] = high;
    stack[b] = low;
  }
}

export const graphBuiltins: BuiltinTable = {
  'graph.reachable': reachable,
  'graph.reachable_paths': reachablePaths,
  walk,
};
