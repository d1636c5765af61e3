import type { CelExpr, CelProgram } from '@sallyport/languages/cel';
import { isForeignObject } from '@sallyport/kernel';

import { leadsSomewhere } from '../input/input-builder.ts';
import type { InputPath } from '../policy.ts';

export interface DeniedQuestion {
  readonly program: CelProgram;
  /** The expressions behind `variables.name`. */
  readonly variables: ReadonlyMap<string, CelExpr>;
  readonly object: unknown;
  /** Whether the expression is false of another object. */
  isDenied(object: unknown): boolean;
}

/** More items of one list are not tried one by one. */
const MOST_ITEMS = 100;
const MAX_DEPTH = 20;

/**
 * The paths below the object that an expression which is false speaks of, as far as the object has them, the longest first. Of a list
 * that it goes through, those of the first item that makes it false alone.
 */
export function deniedPaths(question: DeniedQuestion): InputPath[] {
  const found: InputPath[] = [];
  collect(question.program.ast, { question, names: new Map([['object', []]]), found, depth: 0 });
  const there = found.map((path) => longestThere(question.object, path)).filter((path) => path.length > 0);
  const distinct = new Map(there.map((path) => [JSON.stringify(path), path]));
  return [...distinct.values()].toSorted((a, b) => b.length - a.length);
}

interface Walk {
  readonly question: DeniedQuestion;
  /** What names stand for: the object, and the items of lists. */
  readonly names: ReadonlyMap<string, InputPath>;
  readonly found: InputPath[];
  readonly depth: number;
}

function collect(expr: CelExpr, walk: Walk): void {
  const path = pathOf(expr, walk);
  if (path !== undefined) {
    if (path.length > 0) walk.found.push(path);
    return;
  }
  const variable = variableOf(expr, walk);
  if (variable !== undefined) collect(variable, deeper(walk));
  else if (expr.kind === 'fold') collectFold(expr, walk);
  else for (const child of childrenOf(expr)) collect(child, walk);
}

function collectFold(fold: Extract<CelExpr, { kind: 'fold' }>, walk: Walk): void {
  collect(fold.range, walk);
  const item = deniedItem(rangesOf(fold.range, walk), walk.question);
  const names = new Map(walk.names);
  names.delete(fold.iterVar);
  if (item !== undefined) {
    walk.found.push(item);
    names.set(fold.iterVar2 ?? fold.iterVar, item);
  }
  for (const part of [fold.condition, fold.body]) if (part !== undefined) collect(part, { ...walk, names });
}

/** The first item of the lists that makes the expression false where it is the only one. */
function deniedItem(ranges: readonly InputPath[], { object, isDenied }: DeniedQuestion): InputPath | undefined {
  const lists = ranges.flatMap((path) => {
    const list = valueAt(object, path);
    return Array.isArray(list) ? [{ path, list: list as readonly unknown[] }] : [];
  });
  const items = lists.flatMap(({ path, list }) => list.map((item, i) => ({ path, item, i })));
  if (items.length > MOST_ITEMS) return undefined;
  const none = lists.reduce((at, { path }) => replaced(at, path, []), object);
  // What is false of no item at all is false for another reason.
  if (items.length === 0 || isDenied(none)) return undefined;
  const found = items.find(({ path, item }) => isDenied(replaced(none, path, [item])));
  return found === undefined ? undefined : [...found.path, found.i];
}

/** The lists that a range goes through: one, or several put together with `+`. */
function rangesOf(expr: CelExpr, walk: Walk): InputPath[] {
  const path = pathOf(expr, walk);
  if (path !== undefined) return [path];
  const variable = variableOf(expr, walk);
  if (variable !== undefined) return rangesOf(variable, deeper(walk));
  if (expr.kind !== 'call') return [];
  if (expr.name === '_+_') return expr.args.flatMap((part) => rangesOf(part, walk));
  return expr.name === '_?_:_' ? expr.args.slice(1).flatMap((part) => rangesOf(part, walk)) : [];
}

function deeper(walk: Walk): Walk {
  return { ...walk, names: new Map([['object', []]]), depth: walk.depth + 1 };
}

function variableOf(expr: CelExpr, { question, depth }: Walk): CelExpr | undefined {
  if (expr.kind !== 'select' || expr.operand.kind !== 'ident' || expr.operand.name !== 'variables') return undefined;
  return depth > MAX_DEPTH ? undefined : question.variables.get(expr.field);
}

/** The steps of `object.a.b[0]["c"]`, also behind a variable and `orValue`; undefined for anything else. */
function pathOf(expr: CelExpr, walk: Walk): InputPath | undefined {
  if (expr.kind === 'ident') return walk.names.get(expr.name);
  const variable = variableOf(expr, walk);
  if (variable !== undefined) return pathOf(variable, deeper(walk));
  if (expr.kind === 'select') return extended(expr.operand, expr.field, walk);
  return expr.kind === 'call' ? calledPath(expr, walk) : undefined;
}

function calledPath(expr: Extract<CelExpr, { kind: 'call' }>, walk: Walk): InputPath | undefined {
  if (expr.name === 'orValue' && expr.target !== undefined) return pathOf(expr.target, walk);
  if (!/^_\[\??_\]$|^_\?\._$/.test(expr.name)) return undefined;
  const [operand, key] = expr.args;
  if (operand === undefined || key?.kind !== 'const') return undefined;
  const { value } = key;
  const step = typeof value === 'bigint' ? Number(value) : value;
  return typeof step === 'string' || typeof step === 'number' ? extended(operand, step, walk) : undefined;
}

function extended(operand: CelExpr, step: string | number, walk: Walk): InputPath | undefined {
  const path = pathOf(operand, walk);
  return path === undefined ? undefined : [...path, step];
}

function childrenOf(expr: CelExpr): readonly CelExpr[] {
  switch (expr.kind) {
    case 'select':
      return [expr.operand];
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case 'list':
      return expr.items;
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    default:
      return [];
  }
}

function valueAt(object: unknown, path: InputPath): unknown {
  let at = object;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

/** The same with another value at a path; what is not on the way is shared. */
function replaced(object: unknown, path: InputPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(object))
    return object.map((item, i) => (i === step ? replaced(item, rest, value) : (item as unknown)));
  return isForeignObject(object) ? { ...object, [step]: replaced(object[step], rest, value) } : object;
}

function longestThere(object: unknown, path: InputPath): InputPath {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    if (leadsSomewhere(object, part)) return part;
  }
  return [];
}
