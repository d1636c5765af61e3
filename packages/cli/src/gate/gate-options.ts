import type { OptionSpec } from '../command.ts';
import { TRUST_OPTIONS } from '../evidence/options.ts';

/** Options of every command that decides. */
export const GATE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'document',
    value: 'FILE',
    many: true,
    summary: 'What is judged as it stands, whatever it says of itself: files that the change brings.',
  },
  {
    name: 'policy',
    short: 'p',
    value: 'PATH',
    many: true,
    summary: 'Policies to judge by, beside those of the gate: a file or folder.',
  },
  {
    name: 'bundle',
    value: 'FILE',
    many: true,
    summary: 'Bundles of policies to judge by: .tar.gz, as Open Policy Agent builds them.',
  },
  { name: 'verification-key', value: 'FILE', summary: 'The public key that bundles must be signed with.' },
  { name: 'v0-compatible', summary: 'Read the policies of --policy and --bundle as OPA did before version 1.' },
  { name: 'data', value: 'PATH', many: true, summary: 'Data for the policies: a JSON or YAML file, or a folder.' },
  { name: 'exceptions', value: 'FILE', summary: "Exceptions, instead of the gate's own file." },
  {
    name: 'evidence',
    value: 'KIND',
    many: true,
    summary: 'Evidence that must be there: scan, scan:secrets, tests, lint, sbom, …',
  },
  {
    name: 'base',
    value: 'REF',
    summary: 'Read configuration, policies, exceptions and suppressions from this git revision, not from the change.',
  },
  { name: 'context', value: 'FILE', summary: 'Service, environment, change, actor and evidence, as YAML or JSON.' },
  { name: 'service', value: 'NAME', summary: 'The service that is delivered.' },
  { name: 'environment', value: 'NAME', summary: 'The environment that it goes to.' },
  { name: 'change', value: 'ID', summary: 'The change that is judged: number of a pull or merge request.' },
  { name: 'author', value: 'NAME', summary: 'Who wrote the change.' },
  { name: 'head', value: 'COMMIT', summary: 'The last commit of the change.' },
  { name: 'actor', value: 'NAME', summary: 'Who runs the gate.' },
  { name: 'artifact', value: 'DIGEST', summary: 'The digest of the artifact that is judged.' },
  {
    name: 'key',
    value: 'KEY',
    many: true,
    summary: 'A public key whose signatures on evidence count: PEM file, env://NAME, hashivault://NAME.',
  },
  ...TRUST_OPTIONS,
  {
    name: 'approver',
    value: 'NAME=FILE',
    many: true,
    summary: 'A person whose signed approvals count, and the public key.',
  },
  { name: 'timeout-ms', value: 'N', summary: 'The longest time of one policy (default 5000).' },
];
