import type { Command } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS, VERIFY_OPTIONS } from '../evidence/options.ts';
import { EXIT } from '../exit-codes.ts';

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
    const inner = { ...input, arguments: rest };
    const { imageReference, requireDigest, withRegistry } = await import('../evidence/with-registry.ts');
    const { trustedSigners, trustRootOf } = await import('../evidence/keys.ts');
    const { findCandidates } = await import('../evidence/find-candidates.ts');
    const { explainCandidates } = await import('../evidence/explain-candidates.ts');
    const { verifyDeployment } = await import('@sallyport/signing/deployment');
    const { thresholdOf } = await import('./verify.ts');
    const { durationOf } = await import('../evidence/duration.ts');
    const reference = await imageReference('deploy verify', inner);
    const digest = requireDigest(reference);
    const signers = await trustedSigners('deploy verify', input, io);
    const trustRoot = await trustRootOf(input, io);
    const gates = input.options.list('gate');
    const target = { repository: reference.repository, digest };
    const policy = {
      verdictSigners: signers.map((signer) => ({
        signer,
        environments: [environment],
        ...(gates.length === 0 ? {} : { gates }),
      })),
      threshold: thresholdOf(input),
      maxAgeMs: durationOf('--max-age', input.options.text('max-age') ?? '24h'),
      requiredLevels: input.options.list('level'),
      ...(trustRoot === undefined ? {} : { trustRoot }),
    };
    const found = await withRegistry(input, io, (registry) => findCandidates(registry, target));
    const answer = verifyDeployment({ ...target, environment }, policy, found.candidates, io.clock);
    if (input.options.flag('json'))
      await io.out(`${JSON.stringify({ version: 1, ...target, environment, ...answer })}\n`);
    else {
      await io.out(answer.ok ? passed(target, environment) : refused(target, environment, answer));
      if (input.options.flag('explain')) await io.out(explainCandidates(answer.explanations, found));
    }
    return answer.ok ? EXIT.fine : EXIT.findings;
  },
};

interface Asked {
  readonly repository: string;
  readonly digest: string;
}

function passed({ repository, digest }: Asked, environment: string): string {
  return `✓ ${repository}@${digest} may be deployed to ${environment}.\n`;
}

function refused(
  { repository, digest }: Asked,
  environment: string,
  answer: { reason: string; detail: string },
): string {
  return `✗ ${repository}@${digest} may not be deployed to ${environment}: ${answer.reason}, ${answer.detail}\n`;
}
