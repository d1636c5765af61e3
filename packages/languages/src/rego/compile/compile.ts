import type { RegoError } from '../errors.ts';
import { errorAt } from '../errors.ts';
import type { Value } from '../../shared/values.ts';
import type { Head, Module, Rule, Term } from '../syntax/ast.ts';
import { visitLocals } from './core.ts';
import type { CLiteral, CTerm, Local } from './core.ts';
import { createEnvironment, packageNames } from './environment.ts';
import type { Environment, Replaced } from './environment.ts';
import { Lowerer } from './lower.ts';
import { checkRecursion } from './recursion.ts';
import type { CompiledRule } from './rules.ts';
import { orderBody } from './safety.ts';
import type { Unsafe } from './safety.ts';
import { patternNames } from './scan.ts';
import { checkTypes } from './types.ts';
import { Scope } from './scope.ts';
import { buildTree } from './tree.ts';
import type { RuleTree, SourceRule } from './tree.ts';

export interface CompileOptions {
  /** Functions of the host: number of operands by name. */
  readonly functions?: ReadonlyMap<string, number>;
  /** Values of `rego.metadata.rule()` and `rego.metadata.chain()` for a rule. */
  readonly metadata?: (rule: Rule, module: Module) => ReadonlyMap<string, Value>;
}

export interface Compiled {
  readonly tree: RuleTree;
  readonly replaced: Replaced;
  readonly errors: readonly RegoError[];
}

const NO_CONSTANTS: ReadonlyMap<string, Value> = new Map();
const TRUE: Term = { kind: 'const', value: true, at: 0 };

/** Compiles modules up to what the planner takes. Errors are complete: one pass finds them all. */
export function compileModules(modules: readonly Module[], options: CompileOptions = {}): Compiled {
  const tree = buildTree(modules);
  const replaced: Replaced = { builtins: new Set(), groups: new Set(), data: [] };
  const errors: RegoError[] = [...tree.errors];
  const names = packageNames(modules);
  const functions = options.functions ?? new Map<string, number>();
  const environments = new Map(
    modules.map((module) => [module, createEnvironment(module, names, { tree, replaced, errors, functions })]),
  );
  for (const group of tree.groups) {
    group.rules = group.sources.map((source) => {
      const environment = environments.get(source.module) as Environment;
      const constants = options.metadata?.(source.rule, source.module) ?? NO_CONSTANTS;
      return compileRule(source, environment, constants);
    });
  }
  errors.push(...checkRecursion(tree));
  return { tree, replaced, errors: sortErrors(errors) };
}

function sortErrors(errors: readonly RegoError[]): RegoError[] {
  const key = (error: RegoError): string =>
    `${error.file ?? ''}\0${String(error.line ?? 0).padStart(9, '0')}\0${String(error.column ?? 0).padStart(9, '0')}`;
  const seen = new Set<string>();
  return [...errors]
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
    .filter((error) => {
      const text = `${key(error)}\0${error.code}\0${error.message}`;
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    });
}

function compileRule(
  source: SourceRule,
  environment: Environment,
  constants: ReadonlyMap<string, Value>,
): CompiledRule {
  return compileBranch(source, source.rule, new Lowerer(environment, constants));
}

/** Terms of a head that share the scope of the body. */
function headTerms(head: Head, keys: readonly Term[]): Term[] {
  const terms = [...keys];
  if (head.member !== undefined) terms.push(head.member);
  if (head.value !== undefined) terms.push(head.value);
  return terms;
}

function compileBranch(source: SourceRule, rule: Rule, lowerer: Lowerer): CompiledRule {
  const { head } = rule;
  const { environment } = lowerer;
  const parameters = new Set<string>();
  for (const arg of head.args ?? []) patternNames(arg, parameters);
  const outer = new Scope(undefined, { mentioned: new Set(), declared: new Map() });
  for (const name of parameters) outer.declare(name, head.at);
  const scope = lowerer.scopeFor(outer, rule.body, headTerms(head, source.keys));
  const out: CLiteral[] = [];
  const headSink = { out, scope, origin: { at: head.at, end: rule.end } };
  const args = (head.args ?? []).map((arg) => lowerer.operand(arg, headSink));
  lowerer.body(rule.body, scope, out);
  const keys = source.keys.map((key) => lowerer.operand(key, headSink));
  const member = head.member === undefined ? undefined : lowerer.operand(head.member, headSink);
  const value = lowerer.operand(head.value ?? TRUE, headSink);
  lowerer.reportUnused(scope);
  const bound = new Set<Local>(outer.owned);
  for (const arg of args) visitLocals(arg, (local) => bound.add(local));
  const body = checkSafety(out, [...keys, value, ...(member === undefined ? [] : [member])], bound, environment);
  checkTypes(body, environment);
  return {
    rule,
    module: source.module,
    isDefault: rule.isDefault,
    args,
    keys,
    member,
    value,
    body,
    otherwise: rule.otherwise === undefined ? undefined : compileBranch(source, rule.otherwise, lowerer),
    bound: [...outer.owned],
  };
}

function checkSafety(
  body: readonly CLiteral[],
  heads: readonly CTerm[],
  bound: Set<Local>,
  environment: Environment,
): CLiteral[] {
  const unsafe: Unsafe[] = [];
  const ordered = orderBody(body, bound, unsafe);
  if (unsafe.length === 0) {
    for (const head of heads) visitUnbound(head, bound, unsafe);
  }
  const reported = new Set<string>();
  const named = unsafe.some(({ local }) => local !== undefined);
  for (const { local, at } of unsafe) {
    if (local === undefined && named) continue;
    const message = local === undefined ? 'expression is unsafe' : `var ${local.name} is unsafe`;
    if (reported.has(message)) continue;
    reported.add(message);
    environment.errors.push(errorAt(environment.module, at, 'rego_unsafe_var_error', message));
  }
  return ordered;
}

function visitUnbound(term: CTerm, bound: ReadonlySet<Local>, unsafe: Unsafe[]): void {
  switch (term.kind) {
    case 'var':
      if (!bound.has(term.local)) unsafe.push({ local: term.local, at: term.local.at });
      return;
    case 'array':
    case 'set':
      for (const item of term.items) visitUnbound(item, bound, unsafe);
      return;
    case 'object':
      for (const entry of term.entries) for (const part of entry) visitUnbound(part, bound, unsafe);
      return;
    default:
  }
}
