import type { Clock, Random } from '@sallyport/kernel';

export interface RetryOptions {
  /** How often a request is repeated at most. */
  readonly retries: number;
  /** The longest wait that a registry may ask for; a longer one is an error at once. */
  readonly longestWaitMs: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Waits; a test passes its own and sees how long it would have been. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

const FIRST_WAIT_MS = 250;
const LONGEST_BACK_OFF_MS = 10_000;

export async function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  await sleep(ms, undefined, signal === undefined ? {} : { signal });
}

/** Statuses that may be other the next time. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status === 500 || (status >= 502 && status <= 504);
}

/** The wait before repetition `attempt` (0 is the first): it doubles, and half of it is random, so that many clients spread out. */
export function backOffMs(attempt: number, random: Random): number {
  const whole = Math.min(LONGEST_BACK_OFF_MS, FIRST_WAIT_MS * 2 ** attempt);
  const [byte = 0] = random.bytes(1);
  return Math.round(whole / 2 + (whole / 2) * (byte / 255));
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, 10.2.3); undefined where there is none that makes sense. */
export function retryAfterMs(header: string | undefined, clock: Clock): number | undefined {
  if (header === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - clock.now());
}
