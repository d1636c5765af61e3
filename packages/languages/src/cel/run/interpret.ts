import type { CostModel } from '../cost/model.ts';
import { CelMap } from '../values.ts';
import type { CelValue } from '../values.ts';
import { callable } from './dispatch.ts';
import type { CelFunction, Evaluator } from './frame.ts';
import { isEquality, selectionCost } from './ir.ts';
import type { CallNode, CondNode, ListNode, LogicNode, MapNode, Node, SelectNode } from './ir.ts';
import { loopEvaluator } from './interpret-loops.ts';
import * as runtime from './operations.ts';
import type { Session } from './session.ts';

/** Closures instead of generated code; the same results and, where `costs` is given, the same costs. */
export function interpret(node: Node, costs: CostModel | undefined): CelFunction {
  const run = evaluator(node, costs);
  return (activation, session) => {
    const value = run({ activation, session, slots: [], failed: [] });
    if (session.cost > session.costLimit) session.exceeded();
    return value;
  };
}

/** Adds a fixed cost to what an evaluator does. */
function paying(cost: number, costs: CostModel | undefined, run: Evaluator): Evaluator {
  if (costs === undefined || cost === 0) return run;
  return (frame) => {
    frame.session.cost += cost;
    return run(frame);
  };
}

// oxlint-disable-next-line complexity -- one arm for each kind of node
function evaluator(node: Node, costs: CostModel | undefined): Evaluator {
  switch (node.n) {
    case 'const':
      return () => node.value;
    case 'variable':
      return paying(
        1,
        costs,
        located(node.at, ({ activation }) => runtime.variable(activation, node.name)),
      );
    case 'local':
      return paying(1, costs, ({ slots, failed }) => {
        if (node.mayFail && failed[node.slot] !== undefined) return runtime.raise(failed[node.slot]);
        return slots[node.slot] as CelValue;
      });
    case 'fail':
      return located(node.at, () => runtime.undeclared(node.message));
    case 'select':
    case 'has':
    case 'optional':
      return selection(node, costs);
    case 'call':
      return call(node, costs);
    case 'and':
    case 'or':
      return logic(node, costs);
    case 'cond':
      return conditional(node, costs);
    case 'list':
      return list(node, costs);
    case 'map':
      return map(node, costs);
    case 'let': {
      const value = evaluator(node.value, costs);
      const body = evaluator(node.body, costs);
      return paying(10, costs, (frame) => {
        frame.failed[node.slot] = undefined;
        try {
          frame.slots[node.slot] = value(frame);
        } catch (error) {
          frame.failed[node.slot] = runtime.caught(frame.session, error);
        }
        return body(frame);
      });
    }
    default:
      return loopEvaluator(node, costs, (part) => evaluator(part, costs));
  }
}

function located(at: number, run: Evaluator): Evaluator {
  return (frame) => {
    frame.session.at = at;
    return run(frame);
  };
}

function selection({ n, of, field, at }: SelectNode, costs: CostModel | undefined): Evaluator {
  const operand = evaluator(of, costs);
  const choose = { select: runtime.select, has: runtime.has, optional: runtime.optionalField }[n];
  return paying(n === 'has' ? 0 : selectionCost(of), costs, (frame) => {
    const value = operand(frame);
    frame.session.at = at;
    return choose(value, field);
  });
}

function call(node: CallNode, costs: CostModel | undefined): Evaluator {
  const args = node.args.map((arg) => evaluator(arg, costs));
  const { at, name } = node;
  if (name === '_[_]') return indexing(node, args as [Evaluator, Evaluator], costs);
  const run = isEquality(node) ? equality(name) : callable(name, node.overloads);
  const cost = costs?.callCost(node);
  const fixed = typeof cost === 'number' ? cost : 0;
  return paying(fixed, costs, (frame) => {
    const operands = args.map((arg) => arg(frame));
    frame.session.at = at;
    if (typeof cost === 'function') frame.session.spend(cost(operands));
    return run(frame.session, ...operands);
  });
}

function equality(name: string): (session: Session, ...operands: readonly CelValue[]) => CelValue {
  const wanted = name === '_==_';
  return (session, a, b) => runtime.equal(a as CelValue, b as CelValue, session) === wanted;
}

function indexing(node: CallNode, [of, key]: readonly [Evaluator, Evaluator], costs: CostModel | undefined): Evaluator {
  return paying(selectionCost(node.args[0] as Node), costs, (frame) => {
    const [target, at] = [of(frame), key(frame)];
    frame.session.at = node.at;
    return runtime.index(target, at);
  });
}

function logic({ n, left, right, at }: LogicNode, costs: CostModel | undefined): Evaluator {
  const [first, second] = [evaluator(left, costs), evaluator(right, costs)];
  const decides = n === 'or';
  return (frame) => {
    let error: unknown;
    try {
      const value = first(frame);
      if (value === decides) return decides;
      if (typeof value !== 'boolean') {
        frame.session.at = at;
        error = runtime.notBool(frame.session, value);
      }
    } catch (thrown) {
      error = runtime.caught(frame.session, thrown);
    }
    const value = second(frame);
    if (value === decides) return decides;
    if (error !== undefined) throw error;
    frame.session.at = at;
    return runtime.bool(value);
  };
}

function conditional({ test, yes, no, at }: CondNode, costs: CostModel | undefined): Evaluator {
  const [condition, first, second] = [evaluator(test, costs), evaluator(yes, costs), evaluator(no, costs)];
  return (frame) => {
    const value = condition(frame);
    frame.session.at = at;
    return runtime.bool(value) ? first(frame) : second(frame);
  };
}

function list({ items, at }: ListNode, costs: CostModel | undefined): Evaluator {
  const parts = items.map(({ value, optional }) => ({ run: evaluator(value, costs), optional }));
  return paying(10, costs, (frame) => {
    const made: CelValue[] = [];
    for (const { run, optional } of parts) {
      const value = run(frame);
      frame.session.at = at;
      if (optional) runtime.pushOptional(made, value);
      else made.push(value);
    }
    frame.session.charge(parts.length);
    return made;
  });
}

function map({ entries, at }: MapNode, costs: CostModel | undefined): Evaluator {
  const parts = entries.map(({ key, value, optional }) => ({
    key: evaluator(key, costs),
    value: evaluator(value, costs),
    add: optional ? runtime.putOptional : runtime.put,
  }));
  return paying(30, costs, (frame) => {
    const made = new CelMap();
    for (const { key, value, add } of parts) {
      const [k, v] = [key(frame), value(frame)];
      frame.session.at = at;
      add(made, k, v);
    }
    frame.session.charge(parts.length * 2);
    return made;
  });
}
