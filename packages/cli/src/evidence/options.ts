import type { OptionSpec } from '../command.ts';

/** Options of every command that talks to a registry. */
export const REGISTRY_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'plain-http',
    value: 'HOST',
    many: true,
    env: 'SALLYPORT_PLAIN_HTTP',
    summary: 'Reach this registry without TLS; this machine always is.',
  },
];

/** Options of every command that signs. */
export const SIGN_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'key',
    value: 'KEY',
    env: 'SALLYPORT_KEY',
    summary: "The private key: a file (PEM, or cosign's encrypted one), env://NAME, or hashivault://NAME.",
  },
  {
    name: 'form',
    value: 'FORM',
    choices: ['bundle', 'tag', 'both'],
    summary: 'A sigstore bundle (cosign 3), the tag that cosign 2 reads, or both (default).',
  },
];

/** Whom to trust where no key is pinned, and whose word about time counts. */
export const TRUST_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'identity',
    value: 'ISSUER=SUBJECT',
    many: true,
    summary: 'An identity that counts, for signatures without keys; * in the subject stands for any text.',
  },
  { name: 'trust-root', value: 'FILE', summary: 'The trusted_root.json with the logs and authorities that count.' },
];

/** Options of every command that verifies. */
export const VERIFY_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'key',
    value: 'KEY',
    many: true,
    env: 'SALLYPORT_PUBLIC_KEY',
    summary: 'A public key that counts: PEM file, env://NAME, hashivault://NAME.',
  },
  ...TRUST_OPTIONS,
  { name: 'threshold', value: 'N', summary: 'How many different signers are needed (default 1).' },
  { name: 'explain', summary: 'Say of each thing that was found whether it counts, and why not.' },
  { name: 'json', summary: 'Print the answer as JSON.' },
];
