import { ObjectBuilder } from '../../shared/containers.ts';
import { StructSet, equal } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Context, GroupFn } from './context.ts';
import { evaluator } from './evaluator.ts';
import type { Frame } from './evaluator.ts';
import type { Chain, Change, Plan, Stmt } from './ir.ts';
import type { LinkTarget } from './link.ts';

/** Runs from a statement on. True stops the block: a result that ends it, or the success of `not` and `every`. */
type Step = (frame: Frame) => boolean;

const GO_ON: Step = () => false;

/** Turns a plan into closures: the same results as generated code, where code may not be generated. */
export function interpret(plan: Plan, target: LinkTarget): GroupFn {
  const { group, params, chains, fallback, index } = plan;
  const builder = new ClosureBuilder(plan, target);
  const steps = chains.map((chain) => builder.chain(chain));
  const standard = fallback === undefined ? undefined : builder.block(fallback);
  const indexed = index === undefined ? undefined : evaluator(index.on, target);
  const run = (context: Context, args: readonly Value[], acc: unknown): Frame => {
    if (--context.session.fuel < 0) context.session.refuel();
    const frame: Frame = { slots: [context], out: undefined, acc };
    params.forEach((slot, i) => (frame.slots[slot] = args[i]));
    const chosen = indexed?.(frame);
    for (const [i, step] of steps.entries()) {
      const wanted = index?.wanted[i];
      if ((wanted === undefined || wanted === chosen) && step(frame)) break;
    }
    if (frame.out === undefined) standard?.(frame);
    return frame;
  };
  const { runtime } = target;
  const fresh = (context: Context, args: readonly Value[]): Value | undefined => {
    if (group.kind === 'set') return run(context, args, new StructSet()).acc as StructSet;
    if (group.kind !== 'object') return run(context, args, undefined).out;
    const acc = group.general ? new runtime.DocumentBuilder() : new ObjectBuilder();
    run(context, args, acc);
    return acc.done();
  };
  if (group.kind === 'function') {
    const key = target.keyOf(group);
    if (!target.isMocked(group)) return (context, ...args) => fresh(context, args);
    return (context, ...args) => {
      const mock = context.mocks?.get(key);
      return mock === undefined ? fresh(context, args) : mock(context, args);
    };
  }
  const replaceable = target.isReplaceable(group);
  let generation = 0;
  let kept: Value | undefined;
  return (context, into?: unknown) => {
    if (into !== undefined) {
      run(context, [], into);
      return undefined;
    }
    if (replaceable && runtime.isReplaced(context, group.path)) return runtime.baseAt(context, group.path);
    if (context.memo !== null) return runtime.memo(context, group, () => fresh(context, []));
    if (generation === context.generation) return kept;
    const value = fresh(context, []);
    kept = value;
    ({ generation } = context);
    return value;
  };
}

class ClosureBuilder {
  readonly #plan: Plan;
  readonly #target: LinkTarget;

  constructor(plan: Plan, target: LinkTarget) {
    this.#plan = plan;
    this.#target = target;
  }

  chain(chain: Chain): Step {
    if (chain.length === 1) return this.block(chain[0] as Stmt[]);
    const branches = chain.map((branch) => this.block(branch));
    const { group } = this.#plan;
    const at = group.sources[0]?.rule.head.at ?? 0;
    return (frame) => {
      const before = frame.out;
      frame.out = undefined;
      for (const branch of branches) {
        branch(frame);
        if (frame.out === undefined) continue;
        if (before !== undefined) this.#target.runtime.agree(before, frame.out, group, at);
        return false;
      }
      frame.out = before;
      return false;
    };
  }

  block(statements: readonly Stmt[]): Step {
    let next = GO_ON;
    for (const statement of [...statements].reverse()) next = this.#statement(statement, next);
    return next;
  }

  // oxlint-disable-next-line complexity -- one arm for each kind of statement
  #statement(s: Stmt, next: Step): Step {
    const { runtime } = this.#target;
    switch (s.s) {
      case 'let': {
        const value = evaluator(s.value, this.#target);
        return (frame) => {
          const result = value(frame);
          if (result === undefined) return false;
          frame.slots[s.slot] = result;
          return next(frame);
        };
      }
      case 'test': {
        const value = evaluator(s.value, this.#target);
        return (frame) => {
          const result = value(frame);
          return result !== undefined && result !== false && next(frame);
        };
      }
      case 'equal':
        return this.#equality(s, next);
      case 'isArray':
        return (frame) => runtime.isArrayOf(frame.slots[s.slot] as Value, s.length) && next(frame);
      case 'isObject':
        return (frame) => runtime.isObjectOf(frame.slots[s.slot] as Value, s.size) && next(frame);
      case 'loop':
        return this.#loop(s);
      case 'nodeLoop':
        return this.#nodeLoop(s);
      case 'not': {
        const body = this.block(s.body);
        return (frame) => !body(frame) && next(frame);
      }
      case 'every':
        return this.#every(s, next);
      case 'comprehension':
        return this.#comprehension(s, next);
      case 'with':
        return this.#with(s, next);
      case 'mark':
        return (frame) => {
          runtime.mark(
            frame.slots[0] as Context,
            s.id,
            s.slots.map((slot) => frame.slots[slot] as Value),
          );
          return next(frame);
        };
      default:
        return this.#terminal(s);
    }
  }

  #equality(s: Extract<Stmt, { s: 'equal' }>, next: Step): Step {
    const { runtime } = this.#target;
    const left = evaluator(s.left, this.#target);
    const right = evaluator(s.right, this.#target);
    return (frame) => {
      const a = left(frame);
      const b = right(frame);
      if (a === undefined || b === undefined) return false;
      runtime.payWhole((frame.slots[0] as Context).session, a);
      return equal(a, b) && next(frame);
    };
  }

  #loop(s: Extract<Stmt, { s: 'loop' }>): Step {
    const { runtime } = this.#target;
    const over = evaluator(s.over, this.#target);
    const body = this.block(s.body);
    return (frame) => {
      const { session } = frame.slots[0] as Context;
      const collection = over(frame);
      const keys = runtime.keysOf(collection, s.sorted);
      const values = runtime.valuesOf(collection, keys);
      for (let i = 0; i < values.length; i++) {
        if (--session.fuel < 0) session.refuel();
        if (s.key >= 0) frame.slots[s.key] = keys === null ? i : keys[i];
        frame.slots[s.value] = values[i];
        if (body(frame)) return true;
      }
      return false;
    };
  }

  #nodeLoop(s: Extract<Stmt, { s: 'nodeLoop' }>): Step {
    const { runtime } = this.#target;
    const over = evaluator(s.over, this.#target);
    const body = this.block(s.body);
    return (frame) => {
      const context = frame.slots[s.c] as Context;
      const view = over(frame);
      for (const key of runtime.nodeKeys(context, view)) {
        if (--context.session.fuel < 0) context.session.refuel();
        const value = runtime.nodeGet(context, view, key);
        if (value === undefined) continue;
        if (s.key >= 0) frame.slots[s.key] = key;
        frame.slots[s.value] = value;
        if (body(frame)) return true;
      }
      return false;
    };
  }

  #every(s: Extract<Stmt, { s: 'every' }>, next: Step): Step {
    const { runtime } = this.#target;
    const over = evaluator(s.over, this.#target);
    const body = this.block(s.body);
    return (frame) => {
      const { session } = frame.slots[0] as Context;
      const collection = over(frame);
      if (!runtime.isCollection(collection)) return false;
      const keys = runtime.keysOf(collection, false);
      const values = runtime.valuesOf(collection, keys);
      for (let i = 0; i < values.length; i++) {
        if (--session.fuel < 0) session.refuel();
        if (s.key >= 0) frame.slots[s.key] = keys === null ? i : keys[i];
        frame.slots[s.value] = values[i];
        if (!body(frame)) return false;
      }
      return next(frame);
    };
  }

  #comprehension(s: Extract<Stmt, { s: 'comprehension' }>, next: Step): Step {
    const body = this.block(s.body);
    return (frame) => {
      const acc = s.of === 'array' ? [] : s.of === 'set' ? new StructSet() : new ObjectBuilder();
      frame.slots[s.slot] = acc;
      body(frame);
      frame.slots[s.slot] = acc instanceof ObjectBuilder ? acc.done() : acc;
      return next(frame);
    };
  }

  #with(s: Extract<Stmt, { s: 'with' }>, next: Step): Step {
    const changes = s.changes.map((change) => this.#change(change));
    return (frame) => {
      let context: Context | undefined = frame.slots[s.c] as Context;
      for (const change of changes) {
        context = change(context, frame);
        if (context === undefined) return false;
      }
      frame.slots[s.slot] = context;
      return next(frame);
    };
  }

  #change(change: Change): (context: Context, frame: Frame) => Context | undefined {
    const { runtime } = this.#target;
    if (change.on !== 'call') {
      const value = evaluator(change.value, this.#target);
      const make = change.on === 'input' ? runtime.withInput : runtime.withData;
      return (context, frame) => make(context, change.path, value(frame) as Value);
    }
    if ('call' in change.by) {
      const mock = runtime.mockCall(change.key, this.#target.callee(change.by.call));
      return (context) => runtime.withMock(context, change.key, mock);
    }
    const value = evaluator(change.by, this.#target);
    return (context, frame) => runtime.withMock(context, change.key, runtime.mockValue(value(frame) as Value));
  }

  #terminal(s: Stmt): Step {
    const { group } = this.#plan;
    const { runtime } = this.#target;
    const value = 'value' in s && typeof s.value === 'object' ? evaluator(s.value, this.#target) : () => undefined;
    switch (s.s) {
      case 'result':
        return (frame) => {
          const result = value(frame) as Value;
          frame.out = s.final ? result : runtime.agree(frame.out, result, group, s.at);
          return s.final;
        };
      case 'member':
        return (frame) => {
          if ((frame.acc as StructSet).add(value(frame) as Value)) (frame.slots[0] as Context).session.charge(1);
          return false;
        };
      case 'entry': {
        const key = evaluator(s.key, this.#target);
        return (frame) => {
          runtime.put(frame.acc as ObjectBuilder, key(frame) as Value, value(frame) as Value, group, s.at);
          (frame.slots[0] as Context).session.charge(1);
          return false;
        };
      }
      case 'path': {
        const keys = s.keys.map((key) => evaluator(key, this.#target));
        return (frame) => {
          const path = keys.map((key) => key(frame) as Value);
          const acc = frame.acc as InstanceType<typeof runtime.DocumentBuilder>;
          runtime.putPath(acc, path, value(frame) as Value, s.isMember, group, s.at);
          (frame.slots[0] as Context).session.charge(1);
          return false;
        };
      }
      case 'collect':
        return this.#collect(s);
      default:
        return () => true;
    }
  }

  #collect(s: Extract<Stmt, { s: 'collect' }>): Step {
    const { group } = this.#plan;
    const { runtime } = this.#target;
    const value = evaluator(s.value, this.#target);
    const key = s.key === undefined ? undefined : evaluator(s.key, this.#target);
    return (frame) => {
      const acc = frame.slots[s.slot];
      const item = value(frame) as Value;
      if (acc instanceof ObjectBuilder) runtime.put(acc, key?.(frame) as Value, item, group, s.at);
      else if (acc instanceof StructSet) acc.add(item);
      else (acc as Value[]).push(item);
      (frame.slots[0] as Context).session.charge(1);
      return false;
    };
  }
}
