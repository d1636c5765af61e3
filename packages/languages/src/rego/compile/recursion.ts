import { errorAt } from '../errors.ts';
import type { RegoError } from '../errors.ts';
import type { CLiteral, CModifier, CTerm } from './core.ts';
import type { CompiledRule } from './rules.ts';
import { groupsBelow, visibleChildren } from './tree.ts';
import type { Group, RuleTree, TreeNode } from './tree.ts';

/** Finds rules that need themselves: Rego has no recursion. */
export function checkRecursion(tree: RuleTree): RegoError[] {
  const edges = new Map<Group, Set<Group>>();
  for (const group of tree.groups) edges.set(group, dependenciesOf(group, tree.root));
  const errors: RegoError[] = [];
  for (const component of components(tree.groups, edges)) {
    const [group] = component;
    if (group === undefined || (component.length === 1 && edges.get(group)?.has(group) !== true)) continue;
    const name = (one: Group): string => `data.${one.path.join('.')}`;
    const path = cycleFrom(group, edges);
    const source = group.sources[0];
    if (source === undefined) continue;
    const message = `rule ${name(group)} is recursive: ${path.map(name).join(' -> ')}`;
    errors.push(errorAt(source.module, source.rule.head.at, 'rego_recursion_error', message));
  }
  return errors;
}

function cycleFrom(start: Group, edges: ReadonlyMap<Group, ReadonlySet<Group>>): Group[] {
  const queue: Group[][] = [[start]];
  const seen = new Set<Group>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const next of edges.get(path.at(-1) as Group) ?? []) {
      if (next === start) return [...path, start];
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return [start];
}

/** Tarjan's strongly connected components, with a stack of its own. */
function components(groups: readonly Group[], edges: ReadonlyMap<Group, ReadonlySet<Group>>): Group[][] {
  const index = new Map<Group, number>();
  const low = new Map<Group, number>();
  const onStack = new Set<Group>();
  const stack: Group[] = [];
  const found: Group[][] = [];
  for (const root of groups) {
    if (index.has(root)) continue;
    const work: { group: Group; next: Iterator<Group> }[] = [];
    const open = (group: Group): void => {
      index.set(group, index.size);
      low.set(group, index.get(group) as number);
      stack.push(group);
      onStack.add(group);
      work.push({ group, next: (edges.get(group) ?? new Set<Group>())[Symbol.iterator]() });
    };
    open(root);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { group, next } = top;
      const step = next.next();
      if (step.done !== true) {
        if (!index.has(step.value)) open(step.value);
        else if (onStack.has(step.value))
          low.set(group, Math.min(low.get(group) as number, index.get(step.value) as number));
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.group;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) as number, low.get(group) as number));
      if (low.get(group) === index.get(group)) found.push(popComponent(stack, onStack, group));
    }
  }
  return found;
}

function popComponent(stack: Group[], onStack: Set<Group>, root: Group): Group[] {
  const component: Group[] = [];
  for (;;) {
    const member = stack.pop() as Group;
    onStack.delete(member);
    component.push(member);
    if (member === root) return component.reverse();
  }
}

function dependenciesOf(group: Group, root: TreeNode): Set<Group> {
  const found = new Set<Group>();
  for (const rule of group.rules) {
    for (let branch: CompiledRule | undefined = rule; branch !== undefined; branch = branch.otherwise) {
      for (const literal of branch.body) ofLiteral(literal, root, found);
    }
  }
  return found;
}

function ofLiteral(literal: CLiteral, root: TreeNode, into: Set<Group>): void {
  switch (literal.kind) {
    case 'unify':
      ofTerm(literal.left, root, into);
      ofTerm(literal.right, root, into);
      return;
    case 'truth':
      ofTerm(literal.term, root, into);
      return;
    case 'every':
      ofTerm(literal.domain, root, into);
      break;
    case 'with':
      for (const modifier of literal.modifiers) ofModifier(modifier, root, into);
      break;
    default:
  }
  for (const inner of literal.body) ofLiteral(inner, root, into);
}

function ofModifier(modifier: CModifier, root: TreeNode, into: Set<Group>): void {
  if (modifier.on !== 'call') ofTerm(modifier.value, root, into);
  else if ('kind' in modifier.by) ofTerm(modifier.by, root, into);
  else if (typeof modifier.by.call === 'object') into.add(modifier.by.call);
}

function ofTerm(term: CTerm, root: TreeNode, into: Set<Group>): void {
  switch (term.kind) {
    case 'ref':
      if (term.head === 'data') ofDataRef(term.path, root, into);
      return;
    case 'call':
      if (typeof term.target === 'object') into.add(term.target);
      return;
    case 'comprehension':
      for (const literal of term.body) ofLiteral(literal, root, into);
      return;
    default:
  }
}

/** Every rule that a reference may lead to. */
function ofDataRef(path: readonly CTerm[], root: TreeNode, into: Set<Group>): void {
  let nodes: TreeNode[] = [root];
  for (const part of path) {
    const next: TreeNode[] = [];
    for (const node of nodes) {
      if (node.group !== undefined) into.add(node.group);
      if (part.kind !== 'const') for (const [, child] of visibleChildren(node)) next.push(child);
      else if (typeof part.value === 'string') {
        const child = node.children.get(part.value);
        if (child !== undefined) next.push(child);
      }
    }
    nodes = next;
    if (nodes.length === 0) return;
  }
  for (const node of nodes) for (const group of groupsBelow(node)) into.add(group);
}
