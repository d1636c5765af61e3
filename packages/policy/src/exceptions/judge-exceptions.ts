import { expiryEnd } from '@sallyport/findings';
import { rfc3339 } from '@sallyport/kernel';

import type { ExceptionReport, Violation, Waiver } from '../gate/decision.ts';
import type { GateInput } from '../gate/gate-input.ts';
import { samePerson } from '../gate/people.ts';
import type { GateException } from './exception.ts';

/** Exceptions of one decision: which hold at its moment, and the others with why not. */
export interface HeldExceptions {
  readonly holding: readonly GateException[];
  readonly refused: ReadonlyMap<GateException, ExceptionReport>;
}

/**
 * Tells exceptions that hold from those that do not: expired; without reason, owner or approver; approved by the one who asked
 * for it or by the author of the change; without a scope that says for what.
 */
export function heldExceptions(given: readonly GateException[], input: GateInput, now: number): HeldExceptions {
  const holding: GateException[] = [];
  const refused = new Map<GateException, ExceptionReport>();
  const seen = new Set<string>();
  for (const exception of given) {
    const why = seen.has(exception.id) ? `there are two exceptions ${exception.id}` : refusal(exception, input);
    seen.add(exception.id);
    const end = expiryEnd(exception.expires) ?? 0;
    if (why !== undefined) refused.set(exception, report(exception, 'refused', `It does not count: ${why}.`));
    else if (end <= now) refused.set(exception, report(exception, 'expired', `It ended at ${rfc3339(end)}.`));
    else holding.push(exception);
  }
  return { holding, refused };
}

// oxlint-disable-next-line complexity -- one line for each reason
function refusal(exception: GateException, input: GateInput): string | undefined {
  const { scope, reason, owner, approver, requester, expires } = exception;
  if (expiryEnd(expires) === undefined) return 'it has no day on which it ends';
  if (reason.trim() === '') return 'it gives no reason';
  if (owner.trim() === '') return 'it has no owner';
  if (approver.trim() === '') return 'nobody approved it';
  if (requester.trim() === '') return 'it does not say who asked for it';
  if (samePerson(approver, requester)) return 'the one who asked for it approved it';
  const author = input.change?.author;
  if (author !== undefined && samePerson(approver, author)) return 'the author of this change approved it';
  if (scope.finding === undefined && scope.policy === undefined && scope.artifact === undefined)
    return 'its scope names no finding, policy or artifact';
  return undefined;
}

/** The waiver of a violation, by the first exception that covers it; those of verified approvers come first. */
export function waiverFor(
  violation: Violation,
  holding: readonly GateException[],
  input: GateInput,
): Waiver | undefined {
  const covering = holding.filter((exception) => covers(exception, violation, input));
  const exception = covering.find(({ approverVerified }) => approverVerified) ?? covering[0];
  if (exception === undefined) return undefined;
  return {
    exception: exception.id,
    state: exception.approverVerified ? 'waived' : 'unverified',
    reason: exception.reason,
    owner: exception.owner,
    approver: exception.approver,
    ends: rfc3339(expiryEnd(exception.expires) ?? 0),
  };
}

function covers({ scope }: GateException, violation: Violation, input: GateInput): boolean {
  const { finding, policy, artifact, service, environment } = scope;
  const wanted: readonly (readonly [asked: string | undefined, ...is: (string | undefined)[]])[] = [
    [finding, violation.finding, violation.id],
    [policy, violation.policy, `${violation.policy}/${violation.rule}`],
    [artifact, input.artifact?.digest],
    [service, input.service],
    [environment, input.environment],
  ];
  return wanted.every(([asked, ...is]) => asked === undefined || is.includes(asked));
}

/** One report for each exception, in the order given: those that hold say what they did. */
export function exceptionReports(
  given: readonly GateException[],
  { refused }: HeldExceptions,
  violations: readonly Violation[],
): ExceptionReport[] {
  return given.map((exception) => {
    const why = refused.get(exception);
    if (why !== undefined) return why;
    const count = violations.filter(({ waiver }) => waiver?.exception === exception.id).length;
    if (count === 0) return report(exception, 'unused', 'Nothing here needs it.');
    const what = `${count} ${count === 1 ? 'violation' : 'violations'}`;
    if (exception.approverVerified) return report(exception, 'waives', `It waives ${what}.`);
    const message = `It covers ${what}, but ${exception.approver} is a name in a file: somebody whose identity can be checked must approve.`;
    return report(exception, 'unverified', message);
  });
}

function report(exception: GateException, state: ExceptionReport['state'], message: string): ExceptionReport {
  const end = expiryEnd(exception.expires);
  return {
    id: exception.id,
    state,
    message,
    owner: exception.owner,
    ends: end === undefined ? exception.expires : rfc3339(end),
    ...(exception.place === undefined ? {} : { place: exception.place }),
  };
}
