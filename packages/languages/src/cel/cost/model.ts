import type { CallNode } from '../run/ir.ts';
import type { CelValue } from '../values.ts';

/** What calls cost at run time: a number, or what computes it from the operands. */
export interface CostModel {
  callCost(node: CallNode): number | ((operands: readonly CelValue[]) => number);
}
