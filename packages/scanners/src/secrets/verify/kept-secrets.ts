import type { SecretRule } from '../rule.ts';

/**
 * The values of what was found, kept in memory from the search to the check, and only where a check was asked for. Each distinct
 * value is kept once, under the rule and the in-memory hash that its sightings carry as their group.
 */
export interface KeptSecrets {
  keep(rule: SecretRule, group: string, value: Uint8Array): void;
  get(rule: string, group: string): Uint8Array | undefined;
  /** Overwrites and forgets all values. */
  drop(): void;
}

/** More distinct secrets than anybody has: a file made to keep us busy. What is beyond is not checked. */
const MOST_KEPT = 2000;

/** Only secrets of the `wanted` rules are kept. They are told apart as objects: a user's rule that takes a built-in one's name is another. */
export function keepSecrets(wanted: ReadonlySet<SecretRule>): KeptSecrets {
  const values = new Map<string, Uint8Array>();
  return {
    keep(rule, group, value) {
      const key = `${rule.id}:${group}`;
      if (wanted.has(rule) && values.size < MOST_KEPT && !values.has(key)) values.set(key, Uint8Array.from(value));
    },
    get: (rule, group) => values.get(`${rule}:${group}`),
    drop() {
      for (const value of values.values()) value.fill(0);
      values.clear();
    },
  };
}
