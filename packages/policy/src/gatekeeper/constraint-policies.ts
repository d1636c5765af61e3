import { canonicalJson, sha256Hex } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';

import type { GateInput } from '../gate/gate-input.ts';
import { judgedNothing, objectsIn } from '../kubernetes/documents.ts';
import { nameOf } from '../kubernetes/object.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import type { ManifestObject } from '../kubernetes/manifests.ts';
import { requestOf } from '../kubernetes/review.ts';
import type { Breach, InputPath, Policy, PolicyOutcome, PolicyProblem } from '../policy.ts';
import { defined } from '../defined.ts';
import type { JudgingTime } from '../judging-time.ts';
import { inventoryOf } from './inventory.ts';
import { matches } from './match.ts';
import { isConstraint, isTemplate, readConstraint, readTemplate } from './template.ts';
import type { Constraint } from './template.ts';
import { compileEngine } from './engine.ts';
import type { TemplateProgram } from './template-program.ts';

export interface ConstraintOptions {
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

export interface LoadedConstraints {
  readonly policies: readonly Policy[];
  readonly problems: readonly PolicyProblem[];
}

/** Makes a policy of every constraint, which judges the Kubernetes objects among the documents of its input. */
export async function loadConstraints(
  objects: readonly ManifestObject[],
  options: ConstraintOptions,
): Promise<LoadedConstraints> {
  const problems: PolicyProblem[] = [];
  const programs = new Map<string, TemplateProgram>();
  for (const { value, path } of objects) {
    if (!isTemplate(value)) continue;
    const template = readTemplate(value);
    const made = typeof template === 'string' ? refused(template) : await compileEngine(template, { path, ...options });
    if ('problem' in made) problems.push({ place: { path }, ...made.problem });
    else programs.set(made.template.kind, made);
  }
  const policies: Policy[] = [];
  for (const { value, path } of objects) {
    if (!isConstraint(value)) continue;
    const constraint = readConstraint(value);
    const program = typeof constraint === 'string' ? undefined : programs.get(constraint.kind);
    if (typeof constraint !== 'string' && program !== undefined) policies.push(policyOf(constraint, program, value));
    else
      problems.push({
        kind: 'unloadable',
        message: typeof constraint === 'string' ? constraint : `There is no ConstraintTemplate of ${value.kind}.`,
        place: { path },
      });
  }
  return { policies, problems };
}

function refused(message: string): { readonly problem: PolicyProblem } {
  return { problem: { kind: 'unloadable', message } };
}

function policyOf(constraint: Constraint, program: TemplateProgram, source: KubernetesObject): Policy {
  const { kind, name } = constraint;
  const { rego, cel } = program.template;
  return {
    id: `${kind}/${name}`,
    title: `${kind} ${name}`,
    requires: ['documents'],
    digest: `sha256:${sha256Hex(canonicalJson([rego ?? null, cel ?? null, source]))}`,
    judge: (input, time) => judge({ constraint, program, ...defined({ time }) }, input),
  };
}

interface Judging {
  readonly constraint: Constraint;
  readonly program: TemplateProgram;
  readonly time?: JudgingTime;
}

function judge({ constraint, program, time }: Judging, input: GateInput): PolicyOutcome {
  const objects = objectsIn(input);
  const inventory = inventoryOf(objects.map(({ object }) => object));
  const breaches: Breach[] = [];
  let asked = 0;
  for (const { object, path: whole } of objects) {
    const request = requestOf(object);
    const namespace = objects.find(
      (other) => other.object.kind === 'Namespace' && nameOf(other.object) === request.namespace,
    );
    if (!matches(constraint.match, request, namespace?.object)) continue;
    asked += 1;
    const { parameters } = constraint;
    const answer = program.judge({ request, parameters, inventory, located: true, ...defined({ time }) });
    if ('problem' in answer) return answer;
    for (const breach of answer.breaches) {
      const paths = [...breach.paths.flatMap((path) => inDocument(path, whole, object)), whole];
      breaches.push({ ...breach, enforcement: constraint.enforcement, paths });
    }
  }
  return asked > 0
    ? { breaches }
    : { breaches, missing: [judgedNothing(`${constraint.kind}/${constraint.name}`, input, objects)] };
}

/** A path of the review as a path of the input; what speaks of the request alone (its operation) is in no document. */
function inDocument(path: InputPath, whole: InputPath, object: KubernetesObject): InputPath[] {
  if (path[0] !== 'review') return [];
  if (object.kind === 'AdmissionReview') return [[...whole, 'request', ...path.slice(1)]];
  return path[1] === 'object' ? [[...whole, ...path.slice(2)]] : [];
}
