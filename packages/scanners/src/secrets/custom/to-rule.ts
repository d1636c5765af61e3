import { isSallyportError, messageOf } from '@sallyport/kernel';

import { prepareRule } from '../compile.ts';
import type { RuleSource } from '../engine.ts';
import { secretErrors } from '../errors.ts';
import { compileProgram } from '../pattern/program.ts';
import { parsePattern } from '../pattern/parse.ts';
import type { Dialect } from '../pattern/parse.ts';
import type { SecretRule } from '../rule.ts';
import type { CustomRule } from './shape.ts';

/** A user's rule as the engine takes it. */
export function toRule(custom: CustomRule): SecretRule {
  const { id, pattern, allow, ignoreCase, secretGroup, entropy, path, url } = custom;
  return {
    id,
    title: custom.title ?? id,
    severity: custom.severity ?? 'high',
    opens: custom.opens ?? 'what the rule was written for',
    revoke: custom.revoke ?? 'Revoke it where it was issued, and make a new one.',
    pattern,
    keywords: (custom.keywords ?? []).map((keyword) => keyword.toLowerCase()),
    unfiltered: true,
    ...defined({ allow, ignoreCase, secretGroup, entropy, path, url }),
  };
}

/** The given values without those that are undefined. */
export function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/**
 * Makes a user's rule ready, so that every mistake in it shows before anything is scanned. Throws SECRETS_BAD_RULE with the
 * file and the rule's name.
 */
export function checkedSource(rule: SecretRule, dialect: Dialect, file: string): RuleSource {
  try {
    if (rule.pattern !== '') prepareRule(rule, 0, { dialect, untrusted: true });
    const { secret = [], match = [], line = [], paths = [] } = rule.allow ?? {};
    const tests = [...secret, ...match, ...line, ...paths, ...(rule.path === undefined ? [] : [rule.path])];
    for (const test of tests) checkPattern(test, dialect, { file, rule: rule.id });
  } catch (error) {
    if (isSallyportError(error)) throw error;
    throw secretErrors.BAD_RULE({ file, rule: rule.id, problem: messageOf(error) }, { cause: error });
  }
  return { rule, dialect, untrusted: true };
}

/** Throws SECRETS_BAD_RULE for a pattern that the linear-time engine cannot run. */
export function checkPattern(
  pattern: string,
  dialect: Dialect,
  about: { readonly file: string; readonly rule: string },
): void {
  try {
    compileProgram(parsePattern(pattern, dialect));
  } catch (error) {
    throw secretErrors.BAD_RULE({ ...about, problem: messageOf(error) }, { cause: error });
  }
}
