import type { Value } from '../../shared/values.ts';
import { NodeView } from './context.ts';
import type { Context } from './context.ts';
import type { Expr } from './ir.ts';
import type { LinkTarget } from './link.ts';

/** What one call of a group works on. */
export interface Frame {
  readonly slots: unknown[];
  out: Value | undefined;
  readonly acc: unknown;
}

export type Evaluator = (frame: Frame) => Value | undefined;

/** The closure of an expression. */
// oxlint-disable-next-line complexity -- one arm for each kind of expression
export function evaluator(expr: Expr, target: LinkTarget): Evaluator {
  const { runtime } = target;
  switch (expr.e) {
    case 'const':
      return () => expr.value;
    case 'slot':
      return (frame) => frame.slots[expr.slot] as Value;
    case 'input':
      return (frame) => (frame.slots[expr.c] as Context).input;
    case 'base':
      return (frame) => (frame.slots[expr.c] as Context).data;
    case 'get': {
      const of = evaluator(expr.of, target);
      const key = evaluator(expr.key, target);
      return (frame) => runtime.get(of(frame), key(frame) as Value);
    }
    case 'baseGet': {
      const of = evaluator(expr.of, target);
      return (frame) => runtime.baseGet(of(frame), expr.key);
    }
    case 'array': {
      const items = all(expr.items, target);
      return (frame) => items.map((item) => item(frame) as Value);
    }
    case 'set': {
      const items = all(expr.items, target);
      return (frame) => runtime.setOf(items.map((item) => item(frame) as Value));
    }
    case 'object': {
      const entries = expr.entries.map((entry) => all(entry, target));
      return (frame) =>
        runtime.objectFrom(entries.map(([key, value]) => [key?.(frame) as Value, value?.(frame) as Value]));
    }
    case 'builtin':
      return builtinCall(expr, target);
    case 'call': {
      const args = all(expr.args, target);
      return (frame) => expr.group.fn(frame.slots[expr.c] as Context, ...args.map((arg) => arg(frame) as Value));
    }
    case 'rule':
      return (frame) => expr.group.fn(frame.slots[expr.c] as Context);
    case 'document':
      return (frame) => runtime.documentOf(frame.slots[expr.c] as Context, expr.node);
    case 'node': {
      const view = new NodeView(expr.node) as unknown as Value;
      return () => view;
    }
    case 'nodeGet': {
      const of = evaluator(expr.of, target);
      const key = evaluator(expr.key, target);
      return (frame) =>
        runtime.nodeGet(frame.slots[expr.c] as Context, of(frame), key(frame) as Value) as Value | undefined;
    }
    default: {
      const of = evaluator(expr.of, target);
      return (frame) => runtime.force(frame.slots[expr.c] as Context, of(frame));
    }
  }
}

function all(exprs: readonly Expr[], target: LinkTarget): Evaluator[] {
  return exprs.map((expr) => evaluator(expr, target));
}

function builtinCall(expr: Extract<Expr, { e: 'builtin' }>, target: LinkTarget): Evaluator {
  const args = all(expr.args, target);
  const fn = target.builtin(expr.name);
  const mocked = target.isMockedBuiltin(expr.name);
  const { runtime } = target;
  return (frame) => {
    const context = frame.slots[expr.c] as Context;
    const operands = args.map((arg) => arg(frame) as Value);
    for (const operand of operands) runtime.pay(context.session, operand);
    return mocked ? runtime.callMocked(context, expr.name, fn, operands) : fn(context, ...operands);
  };
}
