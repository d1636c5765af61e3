import { canonicalJson, jsonMember, jsonText, sha256Hex } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import { missing } from '../gate/evidence.ts';
import { overdue } from '../judging-time.ts';
import type { JudgingTime } from '../judging-time.ts';
import type { ConstraintOptions, LoadedConstraints } from '../gatekeeper/constraint-policies.ts';
import type { GateInput } from '../gate/gate-input.ts';
import type { ManifestObject } from '../kubernetes/manifests.ts';
import { judgedNothing, objectsIn } from '../kubernetes/documents.ts';
import { labelsOf, nameOf, namespaceOf } from '../kubernetes/object.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { requestOf } from '../kubernetes/review.ts';
import type { AdmissionRequest } from '../kubernetes/review.ts';
import { selects } from '../kubernetes/selector.ts';
import type { Breach, InputPath, MissingEvidence, Policy, PolicyOutcome, PolicyProblem } from '../policy.ts';
import { isAdmissionBinding, isAdmissionPolicy, readAdmissionBinding, readAdmissionPolicy } from './definition.ts';
import type { AdmissionBinding } from './definition.ts';
import { matchesResources } from './match.ts';
import { compileAdmission } from './program.ts';
import type { AdmissionProgram } from './program.ts';

/** Makes a policy of every binding, which judges the Kubernetes objects among the documents of its input. */
export function loadAdmissionPolicies(
  objects: readonly ManifestObject[],
  options: ConstraintOptions,
): LoadedConstraints {
  const problems: PolicyProblem[] = [];
  const unloadable = (message: string, path: string): void => {
    problems.push({ kind: 'unloadable', message, place: { path } });
  };
  const programs = new Map<string, AdmissionProgram>();
  const bound = new Set<string>();
  for (const { value, path } of objects) {
    if (!isAdmissionPolicy(value)) continue;
    const read = readAdmissionPolicy(value);
    const program = typeof read === 'string' ? read : compileAdmission(read, options);
    if (typeof program === 'string') unloadable(program, path);
    else programs.set(program.policy.name, program);
  }
  const policies: Policy[] = [];
  for (const { value, path } of objects) {
    if (!isAdmissionBinding(value)) continue;
    const binding = readAdmissionBinding(value);
    const program = typeof binding === 'string' ? undefined : programs.get(binding.policyName);
    if (typeof binding === 'string') unloadable(binding, path);
    else if (program === undefined) unloadable(`${binding.name} binds ${binding.policyName}, which is not there`, path);
    else {
      bound.add(binding.policyName);
      policies.push(policyOf({ binding, program, objects: objects.map((one) => one.value) }));
    }
  }
  for (const name of programs.keys())
    if (!bound.has(name))
      problems.push({
        kind: 'unloadable',
        message: `The ValidatingAdmissionPolicy ${name} has no binding: it can judge nothing.`,
      });
  return { policies, problems };
}

interface Bound {
  readonly binding: AdmissionBinding;
  readonly program: AdmissionProgram;
  /** Among them the parameters. */
  readonly objects: readonly KubernetesObject[];
}

function policyOf(bound: Bound): Policy {
  const { policy } = bound.program;
  return {
    id: `${policy.name}/${bound.binding.name}`,
    title: `ValidatingAdmissionPolicy ${policy.name}`,
    requires: ['documents'],
    digest: `sha256:${sha256Hex(canonicalJson(JSON.parse(JSON.stringify([policy, bound.binding, parametersOf(bound, '')]))))}`,
    judge: (input, time) => judge(bound, input, time),
  };
}

function judge(bound: Bound, input: GateInput, time: JudgingTime | undefined): PolicyOutcome {
  const objects = objectsIn(input);
  const name = `${bound.program.policy.name}/${bound.binding.name}`;
  const breaches: Breach[] = [];
  const unjudged: MissingEvidence[] = [];
  let asked = 0;
  for (const { object, path } of objects) {
    const request = requestOf(object);
    const namespace = objects.find(
      (other) => other.object.kind === 'Namespace' && nameOf(other.object) === request.namespace,
    )?.object;
    const { matchConstraints } = bound.program.policy;
    const { matchResources } = bound.binding;
    if (
      !matchesResources(matchConstraints, request, namespace) ||
      !matchesResources(matchResources, request, namespace)
    )
      continue;
    asked += 1;
    const whole: InputPath = object.kind === 'AdmissionReview' ? [...path, 'request', 'object'] : path;
    const answers = answersOf(bound, { request, namespace, ...defined({ time }) });
    if ('problem' in answers) return answers;
    for (const { message, isError } of answers.breaches)
      if (isError === true)
        unjudged.push(missing('documents', `${name} has judged nothing of ${titleOf(object)}: ${message}.`));
    for (const { paths, ...breach } of answers.breaches)
      breaches.push({ ...breach, paths: [...paths.map((one) => [...whole, ...one]), whole] });
  }
  return asked > 0 ? { breaches, missing: unjudged } : { breaches, missing: [judgedNothing(name, input, objects)] };
}

type Answers = { readonly breaches: readonly Breach[] } | { readonly problem: PolicyProblem };

function titleOf(object: KubernetesObject): string {
  return `${object.kind} ${nameOf(object)}`.trim();
}

interface Asked {
  readonly request: AdmissionRequest;
  readonly namespace: unknown;
  readonly time?: JudgingTime;
}

function answersOf(bound: Bound, { request, namespace, time }: Asked): Answers {
  const { binding, program } = bound;
  const { policy } = program;
  const parameters = parametersOf(bound, request.namespace);
  if (parameters === 'missing') {
    const message = `no params found for policy binding ${binding.name} with Deny parameterNotFoundAction`;
    const fix = 'Create the parameters that the binding names.';
    return { breaches: [{ rule: 'params', message, enforcement: binding.enforcement, paths: [], fix }] };
  }
  const breaches: Breach[] = [];
  for (const params of parameters) {
    const answer = program.judge({ request, params, namespace, ...defined({ time }) });
    if (answer.outcome === 'skipped') continue;
    const [error] = answer.errors;
    // An expression that errs has judged nothing, whatever the binding would do with a denial.
    if (error !== undefined && policy.failurePolicy === 'Fail')
      return { problem: overdue(time) ?? { kind: 'error', message: error } };
    const late = overdue(time);
    if (late !== undefined) return { problem: late };
    const { enforcement } = binding;
    for (const { message, paths } of answer.denials) breaches.push({ rule: 'validation', message, enforcement, paths });
    for (const message of answer.errors) breaches.push(ignoredError(message, binding));
  }
  return { breaches };
}

/**
 * What failurePolicy Ignore lets through in a cluster was judged by nobody: evidence is missing here, which neither an exception nor
 * an approval mends. Where the gate allows that to be missing, it asks for approval.
 */
function ignoredError(message: string, { enforcement }: AdmissionBinding): Breach {
  return {
    rule: 'error',
    message,
    enforcement: enforcement === 'deny' ? 'warn' : enforcement,
    paths: [],
    fix: 'Correct the expression, or the object that it cannot judge.',
    isError: true,
  };
}

/** The parameters of a binding for a namespace: one `undefined` where it takes none, nothing where none is found and that is allowed. */
function parametersOf({ binding, program, objects }: Bound, namespace: string): readonly unknown[] | 'missing' {
  const { paramKind } = program.policy;
  const { paramRef } = binding;
  if (paramKind === undefined || paramRef === undefined) return [undefined];
  const wanted = jsonText(paramRef, 'namespace') ?? namespace;
  const name = jsonText(paramRef, 'name');
  const selector = jsonMember(paramRef, 'selector');
  const found = objects.filter(
    (object) =>
      object.kind === paramKind.kind &&
      object.apiVersion === paramKind.apiVersion &&
      (name === undefined ? selector !== undefined && selects(selector, labelsOf(object)) : nameOf(object) === name) &&
      (namespaceOf(object) === '' || namespaceOf(object) === wanted),
  );
  if (found.length > 0) return found;
  return jsonText(paramRef, 'parameterNotFoundAction') === 'Allow' ? [] : 'missing';
}
