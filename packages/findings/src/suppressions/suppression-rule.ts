import type { SuppressionIssue } from '../scan-result.ts';

/** A statement that some findings do not count, as it is written in a comment or a register. */
export interface SuppressionRule {
  readonly kind: 'inline' | 'file';
  /** Where it stands. */
  readonly path: string;
  readonly line: number;
  /** Which findings it is for. */
  readonly target: SuppressionTarget;
  readonly reason: string | undefined;
  /** `2026-12-01`, the last day on which it holds (UTC), or an RFC 3339 date-time. */
  readonly expires: string | undefined;
  readonly owner?: string;
  /** Written for another tool: it may lack reason and expiry, which is said as information only. */
  readonly foreign?: true;
}

export type SuppressionTarget =
  | { readonly by: 'id'; readonly id: string }
  /** Rules `scanner/rule`, `rule` or `scanner/*`, and a path glob. */
  | { readonly by: 'path'; readonly rules: readonly string[]; readonly glob: string }
  /** Rules as above, on lines of the file in which the comment stands. */
  | { readonly by: 'line'; readonly rules: readonly string[]; readonly lines: readonly number[] };

/** What was read, and what of it was wrong. */
export interface ReadSuppressions {
  readonly rules: readonly SuppressionRule[];
  readonly issues: readonly SuppressionIssue[];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;

/** The moment, in milliseconds since the epoch, at which an expiry has passed; undefined where the text is no date. */
export function expiryEnd(expires: string): number | undefined {
  if (DATE_TIME.test(expires)) {
    const moment = Date.parse(expires);
    return Number.isNaN(moment) ? undefined : moment;
  }
  if (!DAY.test(expires)) return undefined;
  const start = Date.parse(`${expires}T00:00:00Z`);
  // Date.parse takes 31 February for 3 March.
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== expires) return undefined;
  return start + DAY_MS;
}
