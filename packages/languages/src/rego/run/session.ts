import type { Clock, Random } from '@sallyport/kernel';

import type { RegexCache } from '../../shared/regex.ts';
import { Halt } from '../errors.ts';
import type { RegoError, RegoErrorCode } from '../errors.ts';

/** Bounds on one evaluation. */
export interface RegoLimits {
  /** Steps: rounds of loops, calls, and the size of what builtins make. */
  readonly steps: number;
  /** Wall time in milliseconds. */
  readonly timeMs: number;
  /** Values and characters made, over the whole evaluation: bounds memory and output. */
  readonly cells: number;
}

export const DEFAULT_REGO_LIMITS: RegoLimits = Object.freeze({
  steps: 50_000_000,
  timeMs: 5_000,
  cells: 16_000_000,
});

/** Most steps between two looks at the clock; fewer where single steps turn out to be slow. */
const MAX_SLICE = 5_000;
const MIN_SLICE = 16;
/** A slice should take no longer than this. */
const SLICE_MS = 10;

export interface SessionOptions {
  readonly limits: RegoLimits;
  readonly strictBuiltinErrors: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly regexes: RegexCache;
  readonly environment: Readonly<Record<string, string>>;
  /** Takes a line that `print` writes, and `file:line` of the call. */
  readonly print: ((text: string, place: string) => void) | undefined;
}

/** One evaluation: its budget, its clock reading, and what its builtins remember. */
export class Session {
  /** Steps left in this slice; generated code counts it down. */
  fuel = 500;
  #slice = 500;
  #lastLook: number;
  readonly options: SessionOptions;
  /** Nanoseconds since the epoch, the same in one evaluation. */
  readonly nowNs: bigint;
  /** Results of builtins that must not change within one evaluation (`rand.intn`, `uuid.rfc4122`). */
  readonly stable = new Map<string, unknown>();
  readonly builtinErrors: RegoError[] = [];
  #stepsLeft: number;
  #cellsLeft: number;
  readonly #deadline: number;

  constructor(options: SessionOptions) {
    this.options = options;
    this.nowNs = BigInt(Math.round(options.clock.now() * 1000)) * 1000n;
    this.#stepsLeft = options.limits.steps;
    this.#cellsLeft = options.limits.cells;
    this.#lastLook = options.clock.monotonic();
    this.#deadline = this.#lastLook + options.limits.timeMs;
  }

  /** Called when a slice is used up. */
  refuel(): void {
    this.#stepsLeft -= this.#slice - this.fuel;
    if (this.#stepsLeft < 0)
      this.halt('eval_cancel_error', `evaluation took more than ${this.options.limits.steps} steps`);
    const now = this.options.clock.monotonic();
    if (now > this.#deadline)
      this.halt('eval_cancel_error', `evaluation took more than ${this.options.limits.timeMs} ms`);
    const tookMs = now - this.#lastLook;
    if (tookMs > SLICE_MS) this.#slice = Math.max(MIN_SLICE, this.#slice >> 2);
    else if (this.#slice < MAX_SLICE) this.#slice *= 2;
    this.#lastLook = now;
    this.fuel = this.#slice;
  }

  /** Pays for `count` values or characters that are about to be made. */
  charge(count: number): void {
    this.#cellsLeft -= count;
    if (this.#cellsLeft < 0) {
      this.halt('eval_cancel_error', `evaluation made more than ${this.options.limits.cells} values`);
    }
    this.fuel -= count;
    if (this.fuel < 0) this.refuel();
  }

  halt(code: RegoErrorCode, message: string): never {
    throw new Halt({ code, message });
  }

  /** A builtin's error: undefined, or the end of the evaluation where errors are strict. */
  fail(code: 'eval_type_error' | 'eval_builtin_error', message: string): undefined {
    const error: RegoError = { code, message };
    if (this.options.strictBuiltinErrors) throw new Halt(error);
    if (this.builtinErrors.length < 100) this.builtinErrors.push(error);
    return undefined;
  }
}
