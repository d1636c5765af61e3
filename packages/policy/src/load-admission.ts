import { loadConstraints } from './gatekeeper/constraint-policies.ts';
import type { ConstraintOptions, LoadedConstraints } from './gatekeeper/constraint-policies.ts';
import type { ManifestObject } from './kubernetes/manifests.ts';
import { manifestsIn } from './kubernetes/manifests.ts';
import { isAdmissionBinding, isAdmissionPolicy } from './validating-admission/definition.ts';
import { isDataFile } from './policy-file.ts';
import type { PolicyFile } from './policy-file.ts';

/** The policies for Kubernetes objects among files: Gatekeeper's constraints, and bindings of ValidatingAdmissionPolicies. */
export async function loadAdmission(
  files: readonly PolicyFile[],
  options: ConstraintOptions,
): Promise<LoadedConstraints> {
  const manifests = files.filter(({ name }) => /\.(?:json|ya?ml)$/.test(name) && !isDataFile(name));
  const { objects, problems } = await manifestsIn(manifests);
  const constraints = await loadConstraints(objects, options);
  const admission = await admissionPolicies(objects, options);
  return {
    policies: [...constraints.policies, ...admission.policies],
    problems: [...problems, ...constraints.problems, ...admission.problems],
  };
}

/** CEL is loaded only where there is some. */
async function admissionPolicies(
  objects: readonly ManifestObject[],
  options: ConstraintOptions,
): Promise<LoadedConstraints> {
  if (!objects.some(({ value }) => isAdmissionPolicy(value) || isAdmissionBinding(value)))
    return { policies: [], problems: [] };
  const { loadAdmissionPolicies } = await import('./validating-admission/admission-policies.ts');
  return loadAdmissionPolicies(objects, options);
}
