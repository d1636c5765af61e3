import type { CommandInput } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { explainCandidates } from './explain-candidates.ts';
import { findCandidates } from './find-candidates.ts';
import { nextStep } from './next-step.ts';
import type { DeploymentVerdict } from './judge-deployment.ts';
import { imageReference, requireDigest, withRegistry } from './with-registry.ts';

/** `deploy verify`: looks at what is attached to the image, says whether it may be deployed, and why not. */
export async function checkDeployment(environment: string, input: CommandInput, io: Io): Promise<ExitCode> {
  const reference = await imageReference('deploy verify', input);
  const target = { repository: reference.repository, digest: requireDigest(reference) };
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const asked = withRegistry(input, { ...io, signal }, (registry) => findCandidates(registry, target));
  // The answer is awaited below; when the options turn out to be wrong, that is what is said.
  asked.catch(() => undefined);
  const judge = await judgeFor(environment, input, io).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const found = await asked;
  const answer = judge(target, found.candidates);
  if (input.options.flag('json')) {
    await io.out(`${JSON.stringify({ version: 1, ...target, environment, ...answer })}\n`);
  } else {
    await io.out(answer.ok ? passed(target, environment) : refused(target, environment, answer));
    if (input.options.flag('explain')) await io.out(explainCandidates(answer.explanations, found));
  }
  return answer.ok ? EXIT.fine : EXIT.findings;
}

/** What is needed to judge is loaded while the registry works on its answers. */
async function judgeFor(environment: string, input: CommandInput, io: Io) {
  await new Promise(setImmediate);
  const { deploymentJudge } = await import('./judge-deployment.ts');
  return deploymentJudge(environment, input, io);
}

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
  answer: Extract<DeploymentVerdict, { ok: false }>,
): string {
  return `✗ ${repository}@${digest} may not be deployed to ${environment}: ${answer.reason}, ${answer.detail}\n  ${nextStep(answer.reason)}\n`;
}
