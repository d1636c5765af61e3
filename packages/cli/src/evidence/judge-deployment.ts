import type { Digest } from '@sallyport/kernel';
import type { Candidate } from '@sallyport/signing';
import { verifyDeployment } from '@sallyport/signing/deployment';
import type { DeploymentPolicy, DeploymentVerdict } from '@sallyport/signing/deployment';

import type { CommandInput } from '../command.ts';
import type { Io } from '../io.ts';
import { durationOf } from './duration.ts';
import { trustedSigners, trustRootOf } from './keys.ts';
import { thresholdOf } from './threshold.ts';

export type { DeploymentVerdict };

/** Judges what was found for an image by the options of `deploy verify`. Throws what is wrong with them, before there is anything to judge. */
export async function deploymentJudge(
  environment: string,
  input: CommandInput,
  io: Io,
): Promise<(target: { repository: string; digest: Digest }, candidates: readonly Candidate[]) => DeploymentVerdict> {
  const policy = await policyOf(environment, input, io);
  return (target, candidates) => verifyDeployment({ ...target, environment }, policy, candidates, io.clock);
}

async function policyOf(environment: string, input: CommandInput, io: Io): Promise<DeploymentPolicy> {
  const { options } = input;
  const signers = await trustedSigners('deploy verify', input, io);
  const trustRoot = await trustRootOf(options, io);
  const gates = options.list('gate');
  const role = { environments: [environment], ...(gates.length === 0 ? {} : { gates }) };
  return {
    verdictSigners: signers.map((signer) => ({ signer, ...role })),
    threshold: thresholdOf(input),
    maxAgeMs: durationOf('--max-age', options.text('max-age') ?? '24h'),
    requiredLevels: options.list('level'),
    ...(trustRoot === undefined ? {} : { trustRoot }),
  };
}
