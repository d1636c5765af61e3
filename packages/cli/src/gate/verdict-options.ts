import type { OptionSpec } from '../command.ts';
import { REGISTRY_OPTIONS } from '../evidence/options.ts';

/** Options of a gate that judges an image in its registry, and signs what it decided. */
export const VERDICT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'image',
    value: 'IMAGE@DIGEST',
    summary: 'The image that is judged: signed evidence and approvals that lie beside it are taken in, and verified.',
  },
  {
    name: 'sign-key',
    value: 'KEY',
    env: 'SALLYPORT_GATE_KEY',
    summary:
      "The gate's private key: sign the decision and keep it beside the image. PEM file, env://NAME, hashivault://NAME.",
  },
  {
    name: 'author-key',
    value: 'FILE',
    many: true,
    summary: 'A public key of who wrote or asked for the change: approvals that it signed never count.',
  },
  ...REGISTRY_OPTIONS,
];
