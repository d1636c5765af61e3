import { arityOf } from '../builtins/signatures.ts';
import { errorAt } from '../errors.ts';
import type { RegoError, RegoErrorCode } from '../errors.ts';
import type { Module } from '../syntax/ast.ts';
import type { Group, RuleTree } from './tree.ts';
import { findNode } from './tree.ts';

/** Where a global name leads: a path below `data` or `input`. */
export interface Global {
  readonly root: 'data' | 'input';
  readonly path: readonly string[];
}

/** What `with` anywhere in the program may replace; only there does the generated code look. */
export interface Replaced {
  readonly builtins: Set<string>;
  readonly groups: Set<Group>;
  readonly data: (readonly string[])[];
}

/** What the rules of one module see. */
export interface Environment {
  /** Functions that the host brings, by name: how many operands they take. */
  readonly functions: ReadonlyMap<string, number>;
  readonly module: Module;
  readonly tree: RuleTree;
  readonly replaced: Replaced;
  readonly errors: RegoError[];
  readonly globals: ReadonlyMap<string, Global>;
}

/** The rule names of each package, over all modules: names resolve within a package. */
export function packageNames(modules: readonly Module[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const module of modules) {
    const key = module.package.join('\0');
    const own = names.get(key) ?? new Set();
    for (const rule of module.rules) own.add(rule.head.name);
    names.set(key, own);
  }
  return names;
}

export function createEnvironment(
  module: Module,
  names: ReadonlyMap<string, ReadonlySet<string>>,
  shared: Pick<Environment, 'tree' | 'replaced' | 'errors' | 'functions'>,
): Environment {
  const globals = new Map<string, Global>();
  for (const name of names.get(module.package.join('\0')) ?? []) {
    globals.set(name, { root: 'data', path: [...module.package, name] });
  }
  const environment: Environment = { module, globals, ...shared };
  addImports(environment, globals);
  for (const root of ['data', 'input'] as const) globals.set(root, { root, path: [] });
  return environment;
}

function addImports(environment: Environment, globals: Map<string, Global>): void {
  const { module } = environment;
  const imported = new Map<string, string>();
  for (const { path, alias, at } of module.imports) {
    const root = path[0];
    if (root !== 'data' && root !== 'input') continue;
    const name = alias ?? path.at(-1) ?? root;
    const target = path.join('.');
    const own = module.rules.some((rule) => rule.head.name === name);
    const twice = imported.has(name) && module.version === 'v1';
    if (own) report(environment, at, 'rego_compile_error', `rule ${name} conflicts with import of ${target}`);
    if (twice)
      report(environment, at, 'rego_compile_error', `import must not shadow import ${imported.get(name) ?? ''}`);
    imported.set(name, target);
    globals.set(name, { root, path: path.slice(1) });
  }
}

export function report(environment: Environment, at: number, code: RegoErrorCode, message: string): void {
  environment.errors.push(errorAt(environment.module, at, code, message));
}

/** How many operands a builtin or a function of the host takes; undefined for a name that is neither. */
export function operandCount(environment: Environment, name: string): number | undefined {
  return environment.functions.get(name) ?? arityOf(name);
}

/** The function that a dotted name calls, if it is one of the policy's. */
export function findFunction(environment: Environment, name: readonly string[]): Group | undefined {
  const global = environment.globals.get(name[0] ?? '');
  if (global?.root !== 'data') return undefined;
  return findNode(environment.tree.root, [...global.path, ...name.slice(1)])?.group;
}
