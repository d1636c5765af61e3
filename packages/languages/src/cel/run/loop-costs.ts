import type { LoopNode } from './ir.ts';

/**
 * What a loop costs beside its range, condition and body: the parts of the fold that the macro stands for, which
 * Kubernetes counts one by one. `start` is the initial value and the result, `round` each round, `taken` a round
 * that the condition lets through (beside its body), `stop` the look at the result that ends a loop early.
 */
export interface LoopCost {
  readonly start: number;
  readonly round: number;
  readonly taken: number;
  readonly stop: number;
}

const COLLECT: LoopCost = { start: 11, round: 1, taken: 11, stop: 0 };
const INSERT: LoopCost = { start: 31, round: 1, taken: 2, stop: 0 };

export const LOOP_COSTS: Readonly<Record<LoopNode['form'], LoopCost>> = {
  all: { start: 1, round: 3, taken: 0, stop: 2 },
  exists: { start: 1, round: 4, taken: 0, stop: 3 },
  existsOne: { start: 2, round: 1, taken: 1, stop: 0 },
  map: COLLECT,
  filter: COLLECT,
  transformList: COLLECT,
  transformMap: INSERT,
  transformMapEntry: INSERT,
};
