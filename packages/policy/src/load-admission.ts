import { loadConstraints } from './gatekeeper/constraint-policies.ts';
import type { ConstraintOptions, LoadedConstraints } from './gatekeeper/constraint-policies.ts';
import { manifestsIn } from './kubernetes/manifests.ts';
import { isDataFile } from './policy-file.ts';
import type { PolicyFile } from './policy-file.ts';

/** The policies for Kubernetes objects among files: Gatekeeper's templates and constraints. */
export async function loadAdmission(
  files: readonly PolicyFile[],
  options: ConstraintOptions,
): Promise<LoadedConstraints> {
  const manifests = files.filter(({ name }) => /\.(?:json|ya?ml)$/.test(name) && !isDataFile(name));
  const { objects, problems } = await manifestsIn(manifests);
  const constraints = loadConstraints(objects, options);
  return { policies: constraints.policies, problems: [...problems, ...constraints.problems] };
}
