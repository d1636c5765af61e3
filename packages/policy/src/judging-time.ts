import type { Clock } from '@sallyport/kernel';

import type { PolicyProblem } from './policy.ts';

/** How long judging may still take, over all evaluations together. */
export interface JudgingTime {
  /** Milliseconds; not above 0 once time is up. */
  leftMs(): number;
  /** Why the time is up, for people. */
  readonly told: string;
}

/** A span of time that begins now; it ends before `limitMs` have passed where the outer one does. */
export function judgingTime(clock: Clock, limitMs: number, outer?: JudgingTime): JudgingTime {
  const end = clock.monotonic() + limitMs;
  const left = (): number => end - clock.monotonic();
  return {
    leftMs: () => Math.min(left(), outer?.leftMs() ?? Number.POSITIVE_INFINITY),
    get told() {
      return outer !== undefined && outer.leftMs() <= 0 ? outer.told : `It took more than ${limitMs} ms in all.`;
    },
  };
}

/** The problem of a policy whose time is up; undefined while there is some. */
export function overdue(time: JudgingTime | undefined): PolicyProblem | undefined {
  return time === undefined || time.leftMs() > 0 ? undefined : { kind: 'timeout', message: time.told };
}

/** The options of one evaluation of an engine that keep it within the time. */
export function withinTime(time: JudgingTime | undefined): { readonly limits?: { readonly timeMs: number } } {
  return time === undefined ? {} : { limits: { timeMs: Math.max(0, time.leftMs()) } };
}
