import type { SecretRule } from '../rule.ts';

/** Every built-in rule. */
export const secretRules: readonly SecretRule[] = [
  {
    id: 'private-key',
    title: 'Private key',
    severity: 'critical',
    opens: 'everything that trusts the key',
    revoke: 'Replace the key pair and remove the public key wherever it is trusted.',
    pattern: '-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----[\\s\\S]{64,}?-----END',
    maxLength: 16384,
    keywords: ['-----begin'],
  },
];
