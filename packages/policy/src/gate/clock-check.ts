import { expiryEnd } from '@sallyport/findings';
import { rfc3339 } from '@sallyport/kernel';

import type { GateException } from '../exceptions/exception.ts';
import type { PolicyProblem } from '../policy.ts';
import type { GateInput } from './gate-input.ts';

/** Clocks of two machines differ by up to this much. */
const SKEW_MS = 5 * 60_000;

/**
 * A clock that was set back would bring ended exceptions and old scans back to life: what was made later than now shows it.
 * Undefined where nothing does.
 */
export function clockProblem(
  input: GateInput,
  exceptions: readonly GateException[],
  { now, known = [] }: { readonly now: number; readonly known?: readonly KnownMoment[] },
): PolicyProblem | undefined {
  const moments: KnownMoment[] = [...known];
  const add = (what: string, time: string | undefined): void => {
    const at = time === undefined ? undefined : Date.parse(time);
    if (at !== undefined && !Number.isNaN(at)) moments.push({ what, at });
  };
  add('the scan', input.scan?.startedAt);
  for (const { type, source, time } of input.evidence)
    add(`evidence (${type}${source === undefined ? '' : `, ${source}`})`, time);
  for (const { id, approvedAt } of exceptions) {
    // A day as a whole lies in the future only once it has begun.
    const dayMs = approvedAt !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(approvedAt) ? 86_400_000 : 0;
    const end = approvedAt === undefined ? undefined : expiryEnd(approvedAt);
    if (end !== undefined) moments.push({ what: `the approval of exception ${id}`, at: end - dayMs });
  }
  const later = moments.find(({ at }) => at > now + SKEW_MS);
  if (later === undefined) return undefined;
  const message = `The clock reads ${rfc3339(now)}, but ${later.what} is of ${rfc3339(later.at)}: a clock went back or is wrong.`;
  return { kind: 'clock', message };
}

/** A moment that has passed for certain, such as that of a commit. */
export interface KnownMoment {
  readonly what: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
