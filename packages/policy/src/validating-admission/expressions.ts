import { celAuthorizer, compileCel, formatCelError, KUBERNETES_LIBRARIES } from '@sallyport/languages/cel';
import type { CelError, CelExpr, CelProgram, CelResult } from '@sallyport/languages/cel';
import type { Clock } from '@sallyport/kernel';

import { overdue, withinTime } from '../judging-time.ts';
import type { JudgingTime } from '../judging-time.ts';
import type { InputPath } from '../policy.ts';

/** Kubernetes' bounds on one expression, in its own units. */
const EXPRESSION_COST = 1_000_000;

const VARIABLES = {
  object: 'dyn',
  oldObject: 'dyn',
  request: 'dyn',
  params: 'dyn',
  namespaceObject: 'dyn',
  variables: 'dyn',
  authorizer: 'kubernetes.authorization.Authorizer',
} as const;

/** What expressions see. */
export interface Activation {
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly request: unknown;
  readonly params: unknown;
  readonly namespaceObject: unknown;
  readonly variables: unknown;
}

export interface CompileSettings {
  readonly clock: Clock;
  readonly timeoutMs?: number;
  /** The type that it must have. */
  readonly resultType?: string;
}

/** Compiles an expression as Kubernetes does; a text says what is wrong with it. */
export function compileExpression(
  source: string,
  { clock, timeoutMs, resultType }: CompileSettings,
): CelProgram | string {
  const made = compileCel(source, {
    variables: VARIABLES,
    libraries: KUBERNETES_LIBRARIES,
    clock,
    ...(resultType === undefined ? {} : { resultType }),
    ...(timeoutMs === undefined ? {} : { limits: { timeMs: timeoutMs } }),
  });
  return 'errors' in made ? made.errors.map(formatCelError).join('; ') : made;
}

/** Evaluates an expression. There is no cluster to ask who may do what: such questions are errors. */
export function evaluate(program: CelProgram, activation: Activation, time: JudgingTime | undefined): CelResult {
  const late = overdue(time);
  if (late !== undefined) return { error: { code: 'deadline_exceeded', message: late.message } };
  const authorizer = celAuthorizer(() => ({ allowed: false, error: 'there is no cluster to ask' }));
  return program.evaluate({ ...activation, authorizer } as Parameters<CelProgram['evaluate']>[0], {
    costLimit: EXPRESSION_COST,
    ...withinTime(time),
  });
}

export function tellError(error: CelError): string {
  return formatCelError(error);
}

/** The paths below `object` that an expression names, the longest first: `spec.template.spec.containers`. */
export function objectPaths(program: CelProgram): InputPath[] {
  const found: InputPath[] = [];
  collect(program.ast, found);
  const distinct = new Map(found.map((path) => [JSON.stringify(path), path]));
  return [...distinct.values()].toSorted((a, b) => b.length - a.length);
}

function collect(expr: CelExpr, found: InputPath[]): void {
  const path = pathOf(expr);
  if (path !== undefined && path.length > 0) {
    found.push(path);
    return;
  }
  for (const child of childrenOf(expr)) collect(child, found);
}

/** The steps of `object.a.b[0]["c"]`; undefined for anything else. */
function pathOf(expr: CelExpr): InputPath | undefined {
  if (expr.kind === 'ident') return expr.name === 'object' ? [] : undefined;
  if (expr.kind === 'select') return extended(expr.operand, expr.field);
  if (expr.kind !== 'call' || !/^_\[\??_\]$|^_\?\._$/.test(expr.name)) return undefined;
  const [operand, key] = expr.args;
  if (operand === undefined || key?.kind !== 'const') return undefined;
  const { value } = key;
  return typeof value === 'string' || typeof value === 'number' ? extended(operand, value) : undefined;
}

function extended(operand: CelExpr, step: string | number): InputPath | undefined {
  const path = pathOf(operand);
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
    case 'fold':
      return [expr.range, ...(expr.condition === undefined ? [] : [expr.condition]), expr.body];
    default:
      return [];
  }
}
