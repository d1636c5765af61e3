import type { Command } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS, VERIFY_OPTIONS } from '../evidence/options.ts';

const EXAMPLE = 'sallyport deploy verify registry.example/shop/web@sha256:… --environment production --key gate.pub';

export const command: Command = {
  usage: 'deploy verify IMAGE@DIGEST --environment NAME --key KEY [OPTIONS]',
  description:
    'Says whether an image may be deployed to an environment: a gate that counts must have said PASSED of exactly this digest,\nfrom this repository, for this environment, not too long ago, and nobody FAILED since. Whatever else is signed is worth\nnothing here.\n\nExit codes: 0 it may; 1 it may not; 2 wrong usage; 5 the registry did not answer.',
  options: [
    { name: 'environment', value: 'NAME', summary: 'Where it is to be deployed.' },
    ...VERIFY_OPTIONS,
    {
      name: 'gate',
      value: 'NAME',
      many: true,
      summary: 'Only verdicts of this gate count (default: of any that the keys sign for).',
    },
    { name: 'max-age', value: 'DURATION', summary: 'How old a verdict may be: 90m, 24h (default), 7d.' },
    {
      name: 'level',
      value: 'LEVEL',
      many: true,
      summary: 'A level that the verdict must attest, as SLSA_BUILD_LEVEL_2.',
    },
    ...REGISTRY_OPTIONS,
  ],
  maxArguments: 2,
  examples: [
    { line: EXAMPLE, what: 'before a deployment, with nothing but the digest, a key and the environment' },
    { line: `${EXAMPLE} --explain`, what: 'why each thing that was found does or does not count' },
  ],
  async run(input, io) {
    const [verb, ...rest] = input.arguments;
    const environment = input.options.text('environment');
    if (verb !== 'verify' || rest.length === 0 || environment === undefined)
      throw cliErrors.MISSING_ARGUMENT({
        command: 'deploy',
        what: 'verify, an image with its digest, and --environment',
        example: EXAMPLE,
      });
    const { checkDeployment } = await import('../evidence/check-deployment.ts');
    return checkDeployment(environment, { ...input, arguments: rest }, io);
  },
};
