import type { RuleSource } from '../engine.ts';
import { OUTLINES } from './generated/outlines.ts';
import { secretRules } from './list.ts';

/** The built-in rules with their outlines, so that little has to be worked out when they run. */
export function builtInRules(): readonly RuleSource[] {
  return secretRules.map((rule) => ({ rule, outline: OUTLINES[rule.id] }));
}
