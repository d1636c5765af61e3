import type { Value } from '../../shared/values.ts';
import type { Module, Rule } from './ast.ts';

export function metadataFor(_modules: readonly Module[]): (rule: Rule, module: Module) => ReadonlyMap<string, Value> {
  return () => new Map();
}
