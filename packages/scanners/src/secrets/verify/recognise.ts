import { secretRules } from '../rules/list.ts';
import type { SecretRule } from '../rule.ts';
import { createSearcher } from '../search.ts';
import type { Recognise } from './kept-secrets.ts';
import type { Verifier } from './verifier.ts';

const MOST_BYTES = 4096;

/**
 * By the built-in rule that found it, where somebody can be asked about that; else by the value's own form: the token of an
 * `.npmrc` or of a `curl` command is that of a provider all the same. Rules are told apart as objects: a user's rule that takes a
 * built-in one's name is another, and what it finds goes nowhere unless it has a provider's form.
 */
export function recogniser(verifiers: readonly Verifier[]): Recognise {
  const byRule = new Map(verifiers.flatMap((verifier) => verifier.rules.map((rule) => [rule, verifier])));
  const asked = new Set(byRule.keys());
  const partners = new Set(verifiers.flatMap((verifier) => Object.values(verifier.partners ?? {}).flat()));
  const wanted = new Set(secretRules.filter(({ id }) => asked.has(id) || partners.has(id)));
  const byForm = createSearcher(secretRules.filter(({ id }) => asked.has(id)).map((rule) => ({ rule })));
  const kindOf = (rule: SecretRule, bytes: Buffer): string | undefined => {
    if (wanted.has(rule)) return rule.id;
    if (bytes.length > MOST_BYTES) return undefined;
    const { matches } = byForm.search({ bytes, path: '' });
    return matches.find(({ secretStart, secretEnd }) => secretStart === 0 && secretEnd === bytes.length)?.compiled.rule
      .id;
  };
  return (rule, value) => {
    const bytes = Buffer.from(value);
    const kind = kindOf(rule, bytes);
    const verifier = kind === undefined ? undefined : byRule.get(kind);
    return verifier === undefined || takes(verifier, bytes.toString('latin1')) ? kind : undefined;
  };
}

function takes({ only, not = [] }: Verifier, secret: string): boolean {
  const begins = (prefix: string): boolean => secret.startsWith(prefix);
  return (only === undefined || only.some(begins)) && !not.some(begins);
}
