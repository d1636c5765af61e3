import type { Place } from '../policy.ts';

/** What an exception is for. All members that are given must match. */
export interface ExceptionScope {
  /** A finding by its id, or a violation by its id. */
  readonly finding?: string;
  /** A policy, or `policy/rule`. */
  readonly policy?: string;
  /** An artifact's digest. */
  readonly artifact?: string;
  readonly service?: string;
  readonly environment?: string;
}

/** An approved, reasoned, expiring acceptance. */
export interface GateException {
  readonly id: string;
  readonly scope: ExceptionScope;
  readonly reason: string;
  readonly owner: string;
  /** `2026-12-01`, the last day on which it holds (UTC), or an RFC 3339 date-time. */
  readonly expires: string;
  readonly requester: string;
  readonly approver: string;
  /** RFC 3339: when it was approved. */
  readonly approvedAt?: string;
  /** Whether the approver's identity was checked: false for a name in a file. */
  readonly approverVerified: boolean;
  readonly place?: Place;
}
