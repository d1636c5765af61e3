/** What was deployed where, and on the ground of which verdict. */
import { rfc3339 } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { JsonObject } from '../encoding/strict-json.ts';
import { objectIn, requireKnownMembers, sha256In, textIn, timeIn } from '../intoto/known-members.ts';
import { PREDICATE } from '../intoto/predicate-types.ts';
import type { Statement } from '../intoto/statement.ts';
import { refuse } from '../refusal.ts';
import { subjectOf } from './subject.ts';

export interface Deployment {
  readonly digest: Digest;
  readonly repository: string;
  readonly environment: string;
  readonly action: 'deploy' | 'rollback' | 'remove';
  readonly scope: { readonly cluster?: string; readonly namespace?: string; readonly workload?: string };
  /** The bundle of the verdict that allowed it; absent for a removal. */
  readonly verdict?: Digest;
  /** What ran before. */
  readonly previous?: Digest;
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
}

const KNOWN: ReadonlySet<string> = new Set([
  'repository',
  'environment',
  'action',
  'scope',
  'verdict',
  'previous',
  'deployedOn',
]);

export function deploymentStatement(deployment: Deployment): Statement {
  const { verdict, previous } = deployment;
  const predicate: JsonObject = {
    repository: deployment.repository,
    environment: deployment.environment,
    action: deployment.action,
    scope: { ...deployment.scope },
    ...(verdict === undefined ? {} : { verdict: { sha256: verdict.slice('sha256:'.length) } }),
    ...(previous === undefined ? {} : { previous: { sha256: previous.slice('sha256:'.length) } }),
    deployedOn: rfc3339(deployment.timeMs),
  };
  const subject = [{ name: deployment.repository, digest: { sha256: deployment.digest.slice('sha256:'.length) } }];
  return { subject, predicateType: PREDICATE.deployment, predicate };
}

export function readDeployment(statement: Statement): Deployment {
  if (statement.predicateType !== PREDICATE.deployment) {
    return refuse('WRONG_PREDICATE', `${statement.predicateType.slice(0, 200)} is no deployment`);
  }
  const what = 'the deployment';
  const { predicate } = statement;
  requireKnownMembers(predicate, KNOWN, what);
  const action = textIn(predicate, 'action', what);
  if (action !== 'deploy' && action !== 'rollback' && action !== 'remove') {
    return refuse('MALFORMED_STATEMENT', 'the deployment has an unknown action');
  }
  const scope = objectIn(predicate, 'scope', what);
  const [verdict, previous] = [sha256In(predicate['verdict']), sha256In(predicate['previous'])];
  return {
    digest: subjectOf(statement),
    repository: textIn(predicate, 'repository', what),
    environment: textIn(predicate, 'environment', what),
    action,
    scope: Object.fromEntries(
      ['cluster', 'namespace', 'workload'].flatMap((name) =>
        name in scope ? [[name, textIn(scope, name, what)]] : [],
      ),
    ),
    ...(verdict === undefined ? {} : { verdict: verdict as Digest }),
    ...(previous === undefined ? {} : { previous: previous as Digest }),
    timeMs: timeIn(predicate, 'deployedOn', what),
  };
}
