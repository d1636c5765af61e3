import { KUBERNETES_LIBRARIES, celAuthorizer, celJson, celResourceCheck, compileCel } from '@sallyport/languages/cel';
import type { AccessDecision, AccessRequest, CelProgram } from '@sallyport/languages/cel';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

/** An expression, and its value or the code of its error. */
type Vector = readonly [expression: string, wanted: unknown];

const FEWEST = 5;

/**
 * Our own vectors for the functions of Kubernetes' libraries, as generated code and as closures, with costs and
 * without. Each function must have five, errors included.
 */
export const runner: ConformanceRunner = {
  name: 'cel-kubernetes',
  run: async (cases) =>
    Object.entries(cases as Readonly<Record<string, readonly Vector[]>>).flatMap(([name, vectors]) => [
      enough(name, vectors),
      ...vectors.map(judge),
    ]),
};

function enough(name: string, vectors: readonly Vector[]): CaseResult {
  const hasError = vectors.some(([, wanted]) => errorOf(wanted) !== undefined);
  const passed = vectors.length >= FEWEST && hasError;
  return { id: `${name} has vectors`, passed, reason: `${vectors.length} vectors, ${hasError ? 'with' : 'no'} errors` };
}

function errorOf(wanted: unknown): string | undefined {
  if (typeof wanted !== 'object' || wanted === null || !('error' in wanted)) return undefined;
  return typeof wanted.error === 'string' ? wanted.error : undefined;
}

function judge([expression, wanted]: Vector): CaseResult {
  for (const interpreted of [false, true]) {
    const program = compileCel(expression, {
      libraries: KUBERNETES_LIBRARIES,
      variables: {
        authorizer: 'kubernetes.authorization.Authorizer',
        'authorizer.requestResource': 'kubernetes.authorization.ResourceCheck',
      },
      interpreted,
    });
    const outcomes = 'errors' in program ? [`error ${program.errors[0]?.code}`] : evaluations(program);
    const error = errorOf(wanted);
    const value = typeof wanted === 'object' && wanted !== null && 'value' in wanted ? wanted.value : wanted;
    const text = error === undefined ? JSON.stringify(value) : `error ${error}`;
    const wrong = outcomes.find((outcome) => outcome !== text);
    if (wrong !== undefined) return { id: expression, passed: false, reason: `${wrong}, wanted ${text}` };
  }
  return { id: expression, passed: true };
}

function evaluations(program: CelProgram): string[] {
  return [{}, { costLimit: 1_000_000 }].map((options) => {
    const outcome = program.evaluate(
      {
        authorizer: celAuthorizer(decide),
        'authorizer.requestResource': celResourceCheck(decide, { group: 'apps', resource: 'deployments' }),
      },
      options,
    );
    return 'error' in outcome ? `error ${outcome.error.code}` : JSON.stringify(celJson(outcome.value));
  });
}

const GRANTED: readonly AccessRequest[] = [
  { path: '/healthz', verb: 'get' },
  { group: '', resource: 'pods', verb: 'list' },
  { group: '', resource: 'pods', subresource: 'log', verb: 'get' },
  { group: '', resource: 'pods', namespace: 'team', verb: 'delete' },
  { group: '', resource: 'pods', name: 'mine', verb: 'delete' },
  { group: '', resource: 'secrets', fieldSelector: 'metadata.name=mine', verb: 'list' },
  { group: '', resource: 'secrets', labelSelector: 'team=mine', verb: 'list' },
  { group: '', resource: 'secrets', serviceAccount: { namespace: 'default', name: 'robot' }, verb: 'list' },
  { group: 'apps', resource: 'deployments', verb: 'update' },
];

/** A small authorizer: what is granted, for a narrower question too, but never for another subresource. */
function decide(request: AccessRequest): AccessDecision {
  if (request.path === '/broken') return { allowed: false, error: 'the authorizer is down' };
  const allowed = GRANTED.some(
    (grant) =>
      (grant.subresource ?? '') === (request.subresource ?? '') &&
      Object.entries(grant).every(
        ([field, value]) => JSON.stringify(request[field as keyof AccessRequest]) === JSON.stringify(value),
      ),
  );
  return allowed ? { allowed } : { allowed, reason: 'not granted' };
}
