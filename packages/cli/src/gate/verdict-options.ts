import type { CommandInput, OptionSpec } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS } from '../evidence/options.ts';

const AUTHOR_KEY: OptionSpec = {
  name: 'author-key',
  value: 'FILE',
  many: true,
  summary: 'A public key of who wrote or asked for the change: approvals that it signed never count.',
};

/** Options of a scan of an image whose decision is signed. */
export const SCAN_VERDICT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'sign-key',
    value: 'KEY',
    summary:
      'With --gate and an image by its digest: sign the decision with this private key and keep it beside the image.',
  },
  AUTHOR_KEY,
  ...REGISTRY_OPTIONS,
];

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
  AUTHOR_KEY,
  ...REGISTRY_OPTIONS,
];

/** What only a gate reads: to scan without one would leave it out, and look as if it had passed. */
const ONLY_OF_GATES = ['input', 'document', 'gate-output', 'policy', 'bundle', 'evidence', 'exceptions', 'approver'];

/** Throws CLI_MISSING_ARGUMENT where a scan is to be signed, or given what a gate judges by, and no gate is named. */
export function requireGate({ options }: CommandInput): void {
  if (options.text('gate') !== undefined) return;
  if (options.text('sign-key') !== undefined)
    throw cliErrors.MISSING_ARGUMENT({
      command: 'scan',
      what: '--gate beside --sign-key: a decision is signed',
      example: 'sallyport scan registry.example/shop/web@sha256:… --gate release --sign-key gate.pem',
    });
  const first = ONLY_OF_GATES.find((name) => options.list(name).length > 0 || options.text(name) !== undefined);
  if (first === undefined) return;
  throw cliErrors.MISSING_ARGUMENT({
    command: 'scan',
    what: `--gate beside --${first}: only a gate reads it`,
    example: `sallyport scan . --gate merge --${first} …`,
  });
}
