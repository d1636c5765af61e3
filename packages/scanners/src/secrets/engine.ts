import type { FoundSecret } from './sighting.ts';
import type { SecretRule } from './rule.ts';

/** A set of rules made ready to search texts. */
export interface SecretEngine {
  readonly ruleCount: number;
  find(bytes: Buffer, path: string): FoundSecret[];
}

export function createEngine(rules: readonly SecretRule[]): SecretEngine {
  const compiled = rules
    .filter((rule) => rule.pattern !== '')
    // oxlint-disable-next-line house/no-dynamic-regexp -- built-in rules only
    .map((rule) => ({ rule, regex: new RegExp(rule.pattern, `dg${rule.ignoreCase === true ? 'i' : ''}`) }));
  return {
    ruleCount: rules.length,
    find(bytes) {
      const text = bytes.toString('latin1');
      const lower = text.toLowerCase();
      return compiled
        .filter(({ rule }) => rule.keywords.some((keyword) => lower.includes(keyword)))
        .flatMap(({ rule, regex }) =>
          Array.from(text.matchAll(regex), (match) => {
            const [start, end] = match.indices?.[1] ?? match.indices?.[0] ?? [0, 0];
            return { rule, secret: { start, end } };
          }),
        );
    },
  };
}
