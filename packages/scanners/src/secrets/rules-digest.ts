import { canonicalJson, sha256Hex } from '@sallyport/kernel';

import type { RuleSource } from './engine.ts';
import { RULES_DIGEST } from './rules/generated/outlines.ts';

/** Raised when what the same rules see changes, so that what was looked at by an older engine is looked at again. */
const ENGINE_VERSION = 2;

/** A digest of all that decides what is found: the rules in effect and what else is given. Of built-in rules the ids are enough. */
export function rulesDigest(sources: readonly RuleSource[], others: readonly unknown[]): string {
  const rules = sources.map(({ rule, outline }) => (outline === undefined ? rule : rule.id));
  return sha256Hex(canonicalJson([ENGINE_VERSION, RULES_DIGEST, rules, ...others]));
}
