import { secretRules } from '../rules/list.ts';
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
  const asked = new Set(verifiers.flatMap(({ rules }) => rules));
  const partners = new Set(verifiers.flatMap((verifier) => Object.values(verifier.partners ?? {}).flat()));
  const wanted = new Set(secretRules.filter(({ id }) => asked.has(id) || partners.has(id)));
  const byForm = createSearcher(secretRules.filter(({ id }) => asked.has(id)).map((rule) => ({ rule })));
  return (rule, value) => {
    if (wanted.has(rule)) return rule.id;
    if (value.length > MOST_BYTES) return undefined;
    const { matches } = byForm.search({ bytes: Buffer.from(value), path: '' });
    return matches.find(({ secretStart, secretEnd }) => secretStart === 0 && secretEnd === value.length)?.compiled.rule
      .id;
  };
}
