import { objectOf } from '../shared/containers.ts';
import { StructSet, equal, isPlain } from '../shared/values.ts';
import type { Value } from '../shared/values.ts';

import type { CLiteral, CRef, CTerm, Local } from './compile/core.ts';
import type { CompiledRule } from './compile/rules.ts';
import { findNode } from './compile/tree.ts';
import type { Group, TreeNode } from './compile/tree.ts';
import type { RegoError } from './errors.ts';
import { compileProgram } from './program.ts';
import type { EvalOptions, Program, RegoOptions } from './program.ts';
import { get } from './run/runtime.ts';
import { Trace } from './trace.ts';

/** Keys and indices from the top of the input. */
export type InputPath = readonly (string | number)[];

/** A value that a rule gave, and where in the input it came from: the most telling path first. */
export interface LocatedValue {
  readonly value: Value;
  readonly paths: readonly InputPath[];
}

/** Tells of the values of a rule which parts of the input they are about. Slower than a plain evaluation. */
export interface RegoLocator {
  locate(
    entrypoint: string | readonly string[],
    input: Value,
    options?: Pick<EvalOptions, 'limits'>,
  ): { readonly values: readonly LocatedValue[] } | { readonly error: RegoError };
}

/** Compiles modules for `locate`. */
export function createLocator(options: RegoOptions): RegoLocator | { readonly errors: readonly RegoError[] } {
  const trace = new Trace();
  const ends: { rule: CompiledRule; locals: Map<Local, Value> }[] = [];
  const tracer = (id: number, values: readonly Value[]): void => {
    const mark = trace.marks[id];
    if (mark?.isEnd !== true || ends.length >= MAX_ENDS) return;
    ends.push({ rule: mark.rule, locals: new Map(mark.locals.map((local, i) => [local, values[i] as Value])) });
  };
  const program = compileProgram({ ...options, trace: { marks: trace, tracer } });
  if ('errors' in program) return program;
  return {
    locate(entrypoint, input, options) {
      ends.length = 0;
      const path = typeof entrypoint === 'string' ? entrypoint.replace(/^data\.?/, '').split('.') : entrypoint;
      const result = program.eval(path, input, options);
      return 'error' in result ? result : { values: located(program, { path, input, ends }) };
    },
  };
}

/** More successes than this are not told of. */
const MAX_ENDS = 10_000;
/** More parts of an input are not indexed. */
const MAX_NODES = 1_000_000;

interface Run {
  readonly path: readonly string[];
  readonly input: Value;
  readonly ends: readonly { readonly rule: CompiledRule; readonly locals: ReadonlyMap<Local, Value> }[];
}

function located(program: Program, { path, input, ends }: Run): LocatedValue[] {
  const group = findNode(program.compiled.tree.root, path)?.group;
  const places = placesOf(input);
  const found: { value: Value; paths: InputPath[] }[] = [];
  for (const { rule, locals } of ends) {
    if (group?.rules.includes(rule) !== true) continue;
    const value = build(rule.member ?? rule.value, locals);
    if (value === undefined) continue;
    const scene = { program, input, places, locals, ends };
    const paths = [...pathsOf(rule, scene), ...delegated(rule, scene, 0)];
    const known = found.find((one) => equal(one.value, value));
    if (known === undefined) found.push({ value, paths });
    else known.paths.push(...paths);
  }
  return found.map(({ value, paths }) => ({ value, paths: ranked(paths) }));
}

/** The path of every array and object of the input: values are taken as they are, so identity tells where they stand. */
function placesOf(input: Value): Map<object, InputPath> {
  const places = new Map<object, InputPath>();
  const stack: [Value, InputPath][] = [[input, []]];
  for (let top = stack.pop(); top !== undefined && places.size < MAX_NODES; top = stack.pop()) {
    const [value, path] = top;
    if (typeof value !== 'object' || value === null || places.has(value)) continue;
    places.set(value, path);
    if (Array.isArray(value)) (value as readonly Value[]).forEach((item, i) => stack.push([item, [...path, i]]));
    else if (isPlain(value)) for (const [key, item] of Object.entries(value)) stack.push([item, [...path, key]]);
  }
  return places;
}

/** The value of a head's term; undefined where a variable of it was not seen. */
function build(term: CTerm, locals: ReadonlyMap<Local, Value>): Value | undefined {
  switch (term.kind) {
    case 'const':
      return term.value;
    case 'var':
      return locals.get(term.local);
    case 'array':
    case 'set': {
      const items = term.items.map((item) => build(item, locals));
      if (items.includes(undefined)) return undefined;
      return term.kind === 'array' ? (items as Value[]) : StructSet.of(items as Value[]);
    }
    case 'object': {
      const entries = term.entries.map(([key, value]) => [build(key, locals), build(value, locals)] as const);
      return entries.some((entry) => entry.includes(undefined)) ? undefined : objectOf(entries as [Value, Value][]);
    }
    default:
      return undefined;
  }
}

interface Scene {
  readonly program: Program;
  readonly ends: Run['ends'];
  readonly input: Value;
  readonly places: ReadonlyMap<object, InputPath>;
  readonly locals: ReadonlyMap<Local, Value>;
}

function pathsOf(rule: CompiledRule, scene: Scene): InputPath[] {
  const paths: InputPath[] = [];
  for (const value of scene.locals.values()) {
    const place = typeof value === 'object' && value !== null ? scene.places.get(value) : undefined;
    if (place !== undefined && place.length > 0) paths.push(place);
  }
  const locals = new Map(scene.locals);
  for (const literal of rule.body) visitRefs(literal, (ref) => follow(ref, { ...scene, locals }, paths));
  return paths;
}

/** Rules that pass on what another rule found: deeper than this nothing is followed. */
const MAX_DELEGATION = 3;

/** The paths of the rules and functions that a rule refers to, where they speak of the same values. */
function delegated(rule: CompiledRule, scene: Scene, depth: number): InputPath[] {
  if (depth >= MAX_DELEGATION) return [];
  const groups = new Set<Group>();
  for (const literal of rule.body) visitTerms(literal, (term) => referred(term, scene.program, groups));
  if (groups.size === 0) return [];
  const own = new Set([...scene.locals.values()].filter(isTelling));
  const paths: InputPath[] = [];
  for (const end of scene.ends) {
    if (end.rule === rule || ![...groups].some((group) => group.rules.includes(end.rule))) continue;
    if (![...end.locals.values()].some((value) => own.has(value))) continue;
    const inner = { ...scene, locals: end.locals };
    paths.push(...pathsOf(end.rule, inner), ...delegated(end.rule, inner, depth + 1));
  }
  return paths;
}

/** A text of some length, or a part of the input: values that do not agree by chance. */
function isTelling(value: Value): boolean {
  return typeof value === 'string' ? value.length > 2 : typeof value === 'object' && value !== null;
}

function referred(term: CTerm, program: Program, into: Set<Group>): void {
  if (term.kind === 'call' && typeof term.target === 'object') into.add(term.target);
  if (term.kind !== 'ref' || term.head !== 'data') return;
  let node: TreeNode | undefined = program.compiled.tree.root;
  for (const part of term.path) {
    if (node === undefined || node.group !== undefined || part.kind !== 'const') break;
    node = node.children.get(String(part.value));
  }
  if (node?.group !== undefined) into.add(node.group);
}

/** A reference as far as it leads into the input. */
function follow(ref: CRef, scene: Scene, paths: InputPath[]): void {
  const start = startOf(ref, scene);
  if (start === undefined) return;
  let { value } = start;
  const path = [...start.path];
  for (const part of ref.path) {
    const key = part.kind === 'const' ? part.value : part.kind === 'var' ? scene.locals.get(part.local) : undefined;
    if (typeof key !== 'string' && typeof key !== 'number') break;
    const next = get(value, key);
    if (next === undefined) break;
    value = next;
    path.push(key);
  }
  if (path.length > 0) paths.push(path);
}

function startOf(ref: CRef, scene: Scene): { value: Value | undefined; path: InputPath } | undefined {
  if (ref.head === 'input') return { value: scene.input, path: [] };
  if (ref.head === 'data' || ref.head.kind !== 'var') return undefined;
  const value = scene.locals.get(ref.head.local);
  const path = typeof value === 'object' && value !== null ? scene.places.get(value) : undefined;
  return path === undefined ? undefined : { value, path };
}

function visitRefs(literal: CLiteral, visit: (ref: CRef) => void): void {
  visitTerms(literal, (term) => {
    if (term.kind === 'ref') visit(term);
  });
}

function visitTerms(literal: CLiteral, visit: (term: CTerm) => void): void {
  switch (literal.kind) {
    case 'unify':
      termsOf(literal.left, visit);
      termsOf(literal.right, visit);
      return;
    case 'truth':
      termsOf(literal.term, visit);
      return;
    case 'every':
      termsOf(literal.domain, visit);
      break;
    default:
  }
  for (const inner of literal.body) visitTerms(inner, visit);
}

function termsOf(term: CTerm, visit: (term: CTerm) => void): void {
  visit(term);
  if (term.kind === 'comprehension') for (const literal of term.body) visitTerms(literal, visit);
}

/** What names a thing is less telling than what is in it. */
const NAMING = new Set(['name', 'namespace', 'kind']);

function weightOf(path: InputPath): number {
  return NAMING.has(String(path.at(-1))) ? path.length - 1.5 : path.length;
}

/** Longest first, each once; what is the beginning of a longer one is told behind it. */
function ranked(paths: readonly InputPath[]): InputPath[] {
  const seen = new Map(paths.map((path) => [JSON.stringify(path), path]));
  return [...seen.values()].sort((a, b) => weightOf(b) - weightOf(a));
}
