import type { Clock } from '@sallyport/kernel';

import type { RegexCache } from '../../shared/regex.ts';
import { Halt } from '../errors.ts';

/** Bounds on one evaluation. */
export interface CelLimits {
  /** Steps: rounds of loops, and the size of what functions go through. */
  readonly steps: number;
  /** Wall time in milliseconds. */
  readonly timeMs: number;
  /** Values and characters made, over the whole evaluation. */
  readonly cells: number;
}

export const DEFAULT_CEL_LIMITS: CelLimits = Object.freeze({ steps: 10_000_000, timeMs: 5_000, cells: 16_000_000 });

/** Steps before the first look at the clock, and most between two: a slice that took long is followed by a shorter one. */
const FIRST_SLICE = 32;
const MAX_SLICE = 2_000;
const SLICE_MS = 5;

/** One evaluation: what it may spend, and what it has spent. */
export class Session {
  /** Steps left before the next look at the clock; generated code counts it down. */
  fuel = FIRST_SLICE;
  #slice = FIRST_SLICE;
  #lastLook = 0;
  /** Offset in the source of the call that runs; where it fails, the error is there. */
  at = 0;
  /** Cost in Kubernetes' units; counted only where a limit on it is given. */
  cost = 0;
  readonly costLimit: number;
  readonly regexes: RegexCache;
  readonly #limits: CelLimits;
  readonly #clock: Clock;
  /** Set at the first look at the clock: a short evaluation needs none. */
  #deadline = 0;
  #stepsLeft: number;
  #cellsLeft: number;

  // oxlint-disable-next-line max-params -- made once an evaluation, without an object for its parts
  constructor(limits: CelLimits, clock: Clock, regexes: RegexCache, costLimit: number) {
    this.#limits = limits;
    this.#clock = clock;
    this.regexes = regexes;
    this.costLimit = costLimit;
    this.#stepsLeft = limits.steps;
    this.#cellsLeft = limits.cells;
  }

  /** Called when the fuel is used up. */
  refuel(): void {
    this.#stepsLeft -= this.#slice - this.fuel;
    if (this.#stepsLeft < 0)
      throw new Halt('cost_exceeded', `the evaluation took more than ${this.#limits.steps} steps`);
    const now = this.#clock.monotonic();
    if (this.#deadline === 0) this.#deadline = now + this.#limits.timeMs;
    else if (now - this.#lastLook > SLICE_MS) this.#slice = Math.max(1, this.#slice >> 3);
    else this.#slice = Math.min(MAX_SLICE, this.#slice * 2);
    this.#lastLook = now;
    this.fuel = this.#slice;
    if (now > this.#deadline) {
      throw new Halt('deadline_exceeded', `the evaluation took more than ${this.#limits.timeMs} ms`);
    }
  }

  /** Pays for steps of work that a function is about to do. */
  work(steps: number): void {
    this.fuel -= steps;
    if (this.fuel < 0) this.refuel();
  }

  /** Pays for values or characters that are about to be made. */
  charge(count: number): void {
    this.#cellsLeft -= count;
    if (this.#cellsLeft < 0) {
      throw new Halt('size_exceeded', `the evaluation made more than ${this.#limits.cells} values`);
    }
    this.work(count >> 3);
  }

  /** Pays a cost that is known only now, before the work is done. */
  spend(cost: number): void {
    this.cost += cost;
    if (this.cost > this.costLimit) this.exceeded();
  }

  exceeded(): never {
    throw new Halt('cost_exceeded', `the evaluation costs more than ${this.costLimit}`);
  }
}

/** What no operator may do without: the end of the whole evaluation. */
export function isFinal(error: unknown): boolean {
  if (!(error instanceof Halt)) return true;
  return error.code === 'cost_exceeded' || error.code === 'deadline_exceeded' || error.code === 'size_exceeded';
}
