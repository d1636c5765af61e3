import type { SecretRule } from '../rule.ts';

/** A value, and the rule whose verifier can ask about it. */
interface KeptSecret {
  readonly value: Uint8Array;
  readonly kind: string;
}

/**
 * The values of what was found, kept in memory from the search to the check, and only where a check was asked for. Each distinct
 * value is kept once, under the rule and the in-memory hash that its sightings carry as their group.
 */
export interface KeptSecrets {
  keep(rule: SecretRule, group: string, value: Uint8Array): void;
  get(rule: string, group: string): KeptSecret | undefined;
  /** Overwrites and forgets all values. */
  drop(): void;
}

/** Says which kind of secret a value is; undefined for one that nobody could be asked about. */
export type Recognise = (rule: SecretRule, value: Uint8Array) => string | undefined;

/** More distinct secrets than anybody has: a file made to keep us busy. What is beyond is not checked. */
const MOST_KEPT = 2000;

export function keepSecrets(recognise: Recognise): KeptSecrets {
  const secrets = new Map<string, KeptSecret>();
  return {
    keep(rule, group, value) {
      const key = `${rule.id}:${group}`;
      if (secrets.size >= MOST_KEPT || secrets.has(key)) return;
      const kind = recognise(rule, value);
      if (kind !== undefined) secrets.set(key, { value: Uint8Array.from(value), kind });
    },
    get: (rule, group) => secrets.get(`${rule}:${group}`),
    drop() {
      for (const { value } of secrets.values()) value.fill(0);
      secrets.clear();
    },
  };
}
