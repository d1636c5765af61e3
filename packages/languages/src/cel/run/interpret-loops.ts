import type { CostModel } from '../cost/model.ts';
import { CelMap } from '../values.ts';
import type { CelValue } from '../values.ts';
import type { Evaluator, Frame } from './frame.ts';
import { LOOP_COSTS } from './loop-costs.ts';
import type { LoopNode, Node } from './ir.ts';
import * as runtime from './operations.ts';

/** A loop over a list or map. */
export function loopEvaluator(node: LoopNode, costs: CostModel | undefined, compile: Compile): Evaluator {
  const range = compile(node.range);
  const make = {
    all: quantifier,
    exists: quantifier,
    existsOne: one,
    map: collector,
    filter: collector,
    transformList: collector,
    transformMap: mapper,
    transformMapEntry: mapper,
  }[node.form];
  const run = make(node, costs, compile);
  const { start } = LOOP_COSTS[node.form];
  return (frame) => {
    if (costs !== undefined) frame.session.cost += start;
    const value = range(frame);
    frame.session.at = node.at;
    const [keys, values] = node.slot2 === undefined ? [runtime.items(value), undefined] : runtime.pairs(value);
    return run(frame, keys, values);
  };
}

type Compile = (node: Node) => Evaluator;
type Loop = (frame: Frame, keys: readonly CelValue[], values: readonly CelValue[] | undefined) => CelValue;

/** Binds the variables of round `i`, and pays for the round. */
// oxlint-disable-next-line max-params -- a round's parts
function begin(node: LoopNode, frame: Frame, i: number, keys: readonly CelValue[], values?: readonly CelValue[]): void {
  if (--frame.session.fuel < 0) frame.session.refuel();
  frame.slots[node.slot] = keys[i] as CelValue;
  if (node.slot2 !== undefined) frame.slots[node.slot2] = values?.[i] as CelValue;
}

function pay(frame: Frame, costs: CostModel | undefined, cost: number): void {
  if (costs === undefined) return;
  frame.session.cost += cost;
  if (frame.session.cost > frame.session.costLimit) frame.session.exceeded();
}

function quantifier(node: LoopNode, costs: CostModel | undefined, compile: Compile): Loop {
  const body = compile(node.body);
  const decides = node.form === 'exists';
  const { round, stop } = LOOP_COSTS[node.form];
  return (frame, keys, values) => {
    let error: unknown;
    for (let i = 0; i < keys.length; i++) {
      pay(frame, costs, round);
      begin(node, frame, i, keys, values);
      try {
        const value = body(frame);
        if (value === decides) {
          pay(frame, costs, i + 1 < keys.length ? stop : 0);
          return decides;
        }
        if (typeof value !== 'boolean') error ??= runtime.notBool(frame.session, value);
      } catch (thrown) {
        const halt = runtime.caught(frame.session, thrown);
        error ??= halt;
      }
    }
    if (error !== undefined) throw error;
    return !decides;
  };
}

function one(node: LoopNode, costs: CostModel | undefined, compile: Compile): Loop {
  const body = compile(node.body);
  const { round, taken } = LOOP_COSTS.existsOne;
  return (frame, keys, values) => {
    let count = 0;
    for (let i = 0; i < keys.length; i++) {
      pay(frame, costs, round);
      begin(node, frame, i, keys, values);
      if (!runtime.bool(body(frame))) continue;
      pay(frame, costs, taken);
      count++;
    }
    return count === 1;
  };
}

type Take = (frame: Frame, i: number) => void;

/** Calls `take` in every round that the condition lets through. */
function rounds(
  node: LoopNode,
  costs: CostModel | undefined,
  compile: Compile,
): (take: Take, frame: Frame, keys: readonly CelValue[], values: readonly CelValue[] | undefined) => void {
  const condition = node.condition === undefined ? undefined : compile(node.condition);
  const { round, taken } = LOOP_COSTS[node.form];
  // oxlint-disable-next-line max-params -- a loop's parts
  return (take, frame, keys, values) => {
    for (let i = 0; i < keys.length; i++) {
      pay(frame, costs, round);
      begin(node, frame, i, keys, values);
      if (condition !== undefined && !runtime.bool(condition(frame))) continue;
      pay(frame, costs, taken);
      frame.session.charge(1);
      take(frame, i);
    }
  };
}

function collector(node: LoopNode, costs: CostModel | undefined, compile: Compile): Loop {
  const body = compile(node.body);
  const run = rounds(node, costs, compile);
  return (frame, keys, values) => {
    const made: CelValue[] = [];
    run((inner) => made.push(body(inner)), frame, keys, values);
    return made;
  };
}

function mapper(node: LoopNode, costs: CostModel | undefined, compile: Compile): Loop {
  const body = compile(node.body);
  const run = rounds(node, costs, compile);
  const isEntry = node.form === 'transformMapEntry';
  return (frame, keys, values) => {
    const made = new CelMap();
    const take: Take = (inner, i) => {
      const value = body(inner);
      if (isEntry) runtime.putAll(made, value);
      else runtime.put(made, keys[i] as CelValue, value);
    };
    run(take, frame, keys, values);
    return made;
  };
}
