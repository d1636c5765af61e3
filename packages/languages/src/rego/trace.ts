import type { Value } from '../shared/values.ts';
import type { Local, Origin } from './compile/core.ts';
import { endOf } from './compile/plan-terms.ts';
import type { Marks } from './compile/plan-terms.ts';
import type { Context } from './run/context.ts';
import type { CompiledRule } from './compile/rules.ts';

/** A literal of the source, and what was seen there. */
export interface Mark {
  readonly rule: CompiledRule;
  readonly origin: Origin;
  /** Stands for the end of the rule's body. */
  readonly isEnd: boolean;
  /** A literal of the rule's own body, not of a closure in it. */
  top: boolean;
  locals: readonly Local[];
  hits: number;
  /** The variables when it was reached last. */
  values: readonly Value[];
  /** What it saw then: the input and data of its evaluation, with what `with` replaces. */
  context: Context | undefined;
}

/** Collects what a traced program passes through. */
export class Trace implements Marks {
  readonly marks: Mark[] = [];
  #stopped = false;
  readonly #ids = new Map<CompiledRule, Map<Origin, number>>();

  idOf(rule: CompiledRule, origin: Origin): number {
    const ids = this.#ids.get(rule) ?? new Map<Origin, number>();
    this.#ids.set(rule, ids);
    const known = ids.get(origin);
    if (known !== undefined) return known;
    const id =
      this.marks.push({
        rule,
        origin,
        isEnd: origin === endOf(rule),
        top: false,
        locals: [],
        hits: 0,
        values: [],
        context: undefined,
      }) - 1;
    ids.set(origin, id);
    return id;
  }

  note(id: number, locals: readonly Local[], top: boolean): void {
    const mark = this.marks[id] as Mark;
    mark.locals = locals;
    mark.top ||= top;
  }

  readonly tracer = (id: number, values: readonly Value[], context: Context): void => {
    if (this.#stopped) return;
    const mark = this.marks[id] as Mark;
    mark.hits++;
    mark.values = values;
    mark.context = context;
  };

  /** What is evaluated from now on, to tell of values, is not told of itself. */
  stop(): void {
    this.#stopped = true;
  }

  /** The marks of one branch of a rule, in the order of the plan. */
  of(rule: CompiledRule): Mark[] {
    return this.marks.filter((mark) => mark.rule === rule);
  }
}
