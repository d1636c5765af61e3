/** A person's signed yes or no to deploying one digest to one environment. It dies with the digest and with its last day. */
import { rfc3339 } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { JsonObject } from '../encoding/strict-json.ts';
import { signingErrors } from '../errors.ts';
import { requireKnownMembers, textIn, textsIn, timeIn } from '../intoto/known-members.ts';
import { PREDICATE } from '../intoto/predicate-types.ts';
import type { Statement } from '../intoto/statement.ts';
import { refuse } from '../refusal.ts';
import { subjectOf } from './subject.ts';

export interface Approval {
  readonly digest: Digest;
  readonly repository: string;
  readonly gate: string;
  readonly environment: string;
  readonly decision: 'approved' | 'rejected';
  readonly reason: string;
  /** Identities of the findings that are accepted with it. */
  readonly findings: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly givenMs: number;
  readonly notAfterMs: number;
}

const KNOWN: ReadonlySet<string> = new Set([
  'repository',
  'gate',
  'environment',
  'decision',
  'reason',
  'findings',
  'givenOn',
  'notAfter',
]);

export function approvalStatement(approval: Approval): Statement {
  if (approval.reason.trim() === '') throw signingErrors.STATEMENT({ detail: 'an approval needs a reason' });
  if (!(approval.notAfterMs > approval.givenMs)) {
    throw signingErrors.STATEMENT({ detail: 'an approval ends after it was given' });
  }
  const predicate: JsonObject = {
    repository: approval.repository,
    gate: approval.gate,
    environment: approval.environment,
    decision: approval.decision,
    reason: approval.reason,
    findings: approval.findings,
    givenOn: new Date(approval.givenMs).toISOString(),
    notAfter: rfc3339(approval.notAfterMs),
  };
  const subject = [{ name: approval.repository, digest: { sha256: approval.digest.slice('sha256:'.length) } }];
  return { subject, predicateType: PREDICATE.approval, predicate };
}

export function readApproval(statement: Statement): Approval {
  if (statement.predicateType !== PREDICATE.approval) {
    return refuse('WRONG_PREDICATE', `${statement.predicateType.slice(0, 200)} is no approval`);
  }
  const what = 'the approval';
  const { predicate } = statement;
  requireKnownMembers(predicate, KNOWN, what);
  const decision = textIn(predicate, 'decision', what);
  if (decision !== 'approved' && decision !== 'rejected') return refuse('MALFORMED_STATEMENT', 'neither yes nor no');
  return {
    digest: subjectOf(statement),
    repository: textIn(predicate, 'repository', what),
    gate: textIn(predicate, 'gate', what),
    environment: textIn(predicate, 'environment', what),
    decision,
    reason: textIn(predicate, 'reason', what),
    findings: textsIn(predicate, 'findings', what),
    givenMs: timeIn(predicate, 'givenOn', what),
    notAfterMs: timeIn(predicate, 'notAfter', what),
  };
}
