import type { CommandInput } from '../command.ts';
import { findCandidates } from '../evidence/find-candidates.ts';
import { withRegistry } from '../evidence/with-registry.ts';
import { attachedEvidence } from './attached-evidence.ts';
import { imageParts, requireEnvironment, requireScansOf } from './judged-image.ts';
import type { JudgedImage } from './judged-image.ts';
import { performGate } from './perform-gate.ts';
import type { GateRequest } from './perform-gate.ts';
import type { JudgedFile, RanGate } from './run-gate.ts';
import type { TrustedKeys } from './signed-evidence.ts';
import { signVerdict } from './sign-verdict.ts';

export interface ImageQuestion {
  readonly image: JudgedImage;
  readonly trusted: TrustedKeys;
  readonly files: readonly JudgedFile[];
  readonly input: CommandInput;
}

/** Judges an image with what lies beside it in its registry. The decision is signed once it has been shown. */
export async function judgeImage(
  request: GateRequest,
  { image, trusted, files, input }: ImageQuestion,
): Promise<RanGate> {
  const { name, config, options, io } = request;
  const startedMs = io.clock.now();
  const configured = Object.hasOwn(config.gates, name) ? config.gates[name] : undefined;
  const environment = requireEnvironment(configured?.environment, options);
  requireScansOf(image, request.parts);
  const { candidates } = await withRegistry(input, io, (registry) => findCandidates(registry, image));
  const question = { ...image, gate: name, environment, trusted, clock: io.clock };
  const attached = attachedEvidence(candidates, question);
  const parts = [...request.parts, attached.parts, ...imageParts(image)];
  const decision = await performGate({ ...request, parts, approvals: [...request.approvals, ...attached.approvals] });
  return {
    decision,
    async sign() {
      const key = options.text('sign-key');
      if (key === undefined) return;
      const basis = { image, environment, startedMs, parts, inputs: [...files, ...attached.inputs] };
      const { result, places } = await withRegistry(input, io, (registry) =>
        signVerdict(registry, decision, basis, { key, io }),
      );
      io.err(`Signed ${result} of ${image.repository}@${image.digest} for ${environment}: ${places.join(', ')}.\n`);
    },
  };
}
