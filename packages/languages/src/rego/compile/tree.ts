import type { Head, Module, Rule, Term } from '../syntax/ast.ts';
import { errorAt } from '../errors.ts';
import type { RegoError } from '../errors.ts';
import type { CompiledRule } from './rules.ts';
import type { GroupFn } from '../run/context.ts';

/** All rules of one name. `path` starts below `data`. */
export interface Group {
  readonly id: number;
  readonly path: readonly string[];
  readonly kind: GroupKind;
  readonly sources: readonly SourceRule[];
  readonly node: TreeNode;
  /** Number of parameters; 0 for what is no function. */
  readonly arity: number;
  /** Keys of any depth, or shared with rules below: built by a document builder instead of a plain one. */
  general: boolean;
  rules: readonly CompiledRule[];
  /** Replaced by the linked code at the first call. */
  fn: GroupFn;
}

type GroupKind = 'complete' | 'function' | 'set' | 'object';

export interface SourceRule {
  readonly rule: Rule;
  readonly module: Module;
  /** The rest of the head's reference behind the constant strings. */
  readonly keys: readonly Term[];
}

/** A node of the tree of virtual documents. */
export interface TreeNode {
  readonly path: readonly string[];
  readonly children: Map<string, TreeNode>;
  group: Group | undefined;
  isPackage: boolean;
}

function createNode(path: readonly string[]): TreeNode {
  return { path, children: new Map(), group: undefined, isPackage: false };
}

export interface RuleTree {
  readonly root: TreeNode;
  readonly groups: Group[];
  readonly errors: RegoError[];
}

/** Sorts the rules of all modules into a tree by the constant part of their names. */
export function buildTree(modules: readonly Module[]): RuleTree {
  const root = createNode([]);
  const byPath = new Map<TreeNode, SourceRule[]>();
  for (const module of modules) {
    descend(root, module.package).isPackage = true;
    for (const rule of module.rules) {
      const { constants, keys } = splitHead(rule.head);
      const node = descend(root, [...module.package, ...constants]);
      const list = byPath.get(node) ?? [];
      list.push({ rule, module, keys });
      byPath.set(node, list);
    }
  }
  const groups: Group[] = [];
  const errors: RegoError[] = [];
  for (const [node, sources] of byPath) {
    const group = createGroup(node, sources, groups.length);
    errors.push(...conflictsOf(group));
    node.group = group;
    groups.push(group);
  }
  for (const group of groups) errors.push(...checkPlace(group));
  markGeneral(root, false);
  return { root, groups, errors };
}

function descend(root: TreeNode, path: readonly string[]): TreeNode {
  let node = root;
  for (const name of path) {
    let child = node.children.get(name);
    if (child === undefined) {
      child = createNode([...node.path, name]);
      node.children.set(name, child);
    }
    node = child;
  }
  return node;
}

/** The constant strings that a head's reference starts with, and what follows. */
function splitHead(head: Head): { constants: string[]; keys: readonly Term[] } {
  const constants = [head.name];
  for (const [i, part] of head.path.entries()) {
    if (part.kind !== 'const' || typeof part.value !== 'string') return { constants, keys: head.path.slice(i) };
    constants.push(part.value);
  }
  return { constants, keys: [] };
}

function kindOf(source: SourceRule): GroupKind {
  const { head } = source.rule;
  if (head.args !== undefined) return 'function';
  if (source.keys.length > 0) return 'object';
  return head.member === undefined ? 'complete' : 'set';
}

function createGroup(node: TreeNode, sources: readonly SourceRule[], id: number): Group {
  const first = sources[0] as SourceRule;
  const kinds = new Set(sources.map(kindOf));
  const kind = kinds.size === 1 ? kindOf(first) : kinds.has('function') ? 'function' : 'object';
  const withArgs = sources.find((source) => source.rule.head.args !== undefined);
  const simple = sources.every(({ keys, rule }) => keys.length === 1 && rule.head.member === undefined);
  return {
    id,
    path: node.path,
    kind,
    sources,
    node,
    arity: withArgs?.rule.head.args?.length ?? 0,
    general: kind === 'object' && !simple,
    rules: [],
    fn: () => undefined,
  };
}

function conflictsOf(group: Group): RegoError[] {
  const errors: RegoError[] = [];
  const name = `data.${group.path.join('.')}`;
  const first = group.sources[0] as SourceRule;
  const firstKind = kindOf(first);
  let defaults = 0;
  for (const source of group.sources) {
    const { rule, module } = source;
    const report = (message: string): void => {
      errors.push(errorAt(module, rule.head.at, 'rego_type_error', message));
    };
    const kind = kindOf(source);
    if (kind !== firstKind) report(`conflicting rules ${name} found`);
    else if (kind === 'function' && rule.head.args?.length !== group.arity) report(`conflicting rules ${name} found`);
    if (rule.isDefault && ++defaults > 1) report(`multiple default rules ${name} found`);
  }
  return errors;
}

/** A complete rule or a function has nothing below it. */
function checkPlace(group: Group): RegoError[] {
  if (group.node.children.size === 0 || group.kind === 'object') return [];
  const { rule, module } = group.sources[0] as SourceRule;
  const name = group.path.join('.');
  if (group.node.isPackage) {
    const message = `package ${name} conflicts with rule ${group.path.at(-1) ?? ''} defined at ${module.file}`;
    return [errorAt(module, rule.head.at, 'rego_compile_error', message)];
  }
  const below = [...group.node.children.values()].map((child) => `data.${child.path.join('.')}`);
  return [errorAt(module, rule.head.at, 'rego_type_error', `rule data.${name} conflicts with [${below.join(' ')}]`)];
}

function markGeneral(node: TreeNode, below: boolean): void {
  const mixed = below || (node.group?.kind === 'object' && node.children.size > 0);
  if (mixed && node.group?.kind === 'object') node.group.general = true;
  for (const child of node.children.values()) markGeneral(child, mixed);
}

/** The node of a path below `data`, if any rule or package is there. */
export function findNode(root: TreeNode, path: readonly string[]): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const name of path) {
    node = node.children.get(name);
    if (node === undefined) return undefined;
  }
  return node;
}

/** The package of queries: no part of `data`. */
export const QUERY_PACKAGE = '$query';

/** The nodes below a node that references can reach. */
export function visibleChildren(node: TreeNode): [string, TreeNode][] {
  const children = [...node.children];
  return node.path.length === 0 ? children.filter(([name]) => name !== QUERY_PACKAGE) : children;
}

/** Every group at or below a node. */
export function groupsBelow(node: TreeNode, into: Group[] = []): Group[] {
  if (node.group !== undefined) into.push(node.group);
  for (const [, child] of visibleChildren(node)) groupsBelow(child, into);
  return into;
}
