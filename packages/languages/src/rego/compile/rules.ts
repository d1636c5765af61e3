import type { Module, Rule } from '../syntax/ast.ts';
import type { CLiteral, CTerm, Local } from './core.ts';

/** One rule (or one `else` of it) in the core language. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly module: Module;
  readonly isDefault: boolean;
  readonly args: readonly CTerm[];
  readonly keys: readonly CTerm[];
  readonly member: CTerm | undefined;
  readonly value: CTerm;
  /** In an order in which every variable is bound before it is needed. */
  body: readonly CLiteral[];
  readonly otherwise: CompiledRule | undefined;
  /** Parameters' variables. */
  readonly bound: readonly Local[];
}
