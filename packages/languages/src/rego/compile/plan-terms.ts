import { equal } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import { visitLocals } from './core.ts';
import type { CTerm, Local, Origin } from './core.ts';
import type { CompiledRule } from './rules.ts';
import type { Group } from './tree.ts';

/** Numbers the literals of the source for the tracer; absent where nothing is traced. */
export interface Marks {
  idOf(rule: CompiledRule, origin: Origin): number;
  /** Remembers which variables the slots of a mark are; `top` where it is a literal of the rule's own body. */
  note(id: number, locals: readonly Local[], top: boolean): void;
}

/** True where a pattern has a variable that is not bound yet. */
export function isOpen(term: CTerm): boolean {
  switch (term.kind) {
    case 'var':
      return term.local.slot < 0;
    case 'array':
      return term.items.some(isOpen);
    case 'object':
      return term.entries.some(([, value]) => isOpen(value));
    default:
      return false;
  }
}

export function constantKeys(term: Extract<CTerm, { kind: 'object' }>): boolean {
  return term.entries.every(([key]) => key.kind === 'const');
}

/** True where every rule gives the same constant, so that the first that succeeds decides. */
export function finalValue(rules: readonly CompiledRule[]): boolean {
  let value: Value | undefined;
  for (const rule of rules) {
    for (let branch: CompiledRule | undefined = rule; branch !== undefined; branch = branch.otherwise) {
      if (branch.value.kind !== 'const') return false;
      value ??= branch.value.value;
      if (!equal(value, branch.value.value)) return false;
    }
  }
  return true;
}

/** The variables that a rule's head needs, those of the compiler included. */
export function headLocals(rule: CompiledRule): Local[] {
  const found: Local[] = [];
  const terms = [...rule.keys, rule.value, ...(rule.member === undefined ? [] : [rule.member])];
  for (const term of terms) visitLocals(term, (local) => found.push(local));
  return found;
}

/** Stands for the end of a body: where it is reached, the body has succeeded. */
export function endOf(rule: CompiledRule): Origin {
  return rule.rule;
}

/** The name under which a context keeps what `with` puts in a function's place. */
export function calleeKey(target: string | Group): string {
  return typeof target === 'string' ? target : `data.${target.path.join('.')}`;
}
