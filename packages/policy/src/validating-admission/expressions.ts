import { celAuthorizer, compileCel, formatCelError, KUBERNETES_LIBRARIES } from '@sallyport/languages/cel';
import type { CelError, CelProgram, CelResult } from '@sallyport/languages/cel';
import type { Clock } from '@sallyport/kernel';

import { overdue, withinTime } from '../judging-time.ts';
import type { JudgingTime } from '../judging-time.ts';

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
