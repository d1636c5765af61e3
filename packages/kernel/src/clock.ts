/** The time, injected (invariant 10). `now` is milliseconds since the Unix epoch; `monotonic` is milliseconds from any fixed start. */
export interface Clock {
  now(): number;
  monotonic(): number;
}

export const systemClock: Clock = Object.freeze({ now: () => Date.now(), monotonic: () => performance.now() });

/** A clock that stands still until it is moved, for tests and for reproducible output. */
export function fixedClock(start: number): Clock & { advance(ms: number): void } {
  let time = start;
  return {
    now: () => time,
    monotonic: () => time,
    advance(ms) {
      time += ms;
    },
  };
}

/** `2026-11-24T16:12:14Z`: RFC 3339 in UTC, whole seconds. */
export function rfc3339(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
