import { jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import { isKubernetesObject, nameOf } from '../kubernetes/object.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import type { Enforcement } from '../policy.ts';

/** An expression with a name: a variable or a match condition. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

export interface Validation {
  readonly expression: string;
  readonly message: string | undefined;
  readonly messageExpression: string | undefined;
}

/** A ValidatingAdmissionPolicy: what is asked, and about which requests. */
export interface AdmissionPolicy {
  readonly name: string;
  /** What an error counts as: `Fail` unless it says otherwise. */
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly paramKind: { readonly apiVersion: string; readonly kind: string } | undefined;
  readonly matchConstraints: unknown;
  readonly matchConditions: readonly NamedExpression[];
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly Validation[];
}

/** A ValidatingAdmissionPolicyBinding: where a policy holds, with which parameters, and how hard. */
export interface AdmissionBinding {
  readonly name: string;
  readonly policyName: string;
  readonly paramRef: unknown;
  readonly matchResources: unknown;
  readonly enforcement: Enforcement;
}

const GROUP = 'admissionregistration.k8s.io/';

export function isAdmissionPolicy(value: unknown): value is KubernetesObject {
  return isKubernetesObject(value) && value.kind === 'ValidatingAdmissionPolicy' && value.apiVersion.startsWith(GROUP);
}

export function isAdmissionBinding(value: unknown): value is KubernetesObject {
  return (
    isKubernetesObject(value) && value.kind === 'ValidatingAdmissionPolicyBinding' && value.apiVersion.startsWith(GROUP)
  );
}

/** Reads a policy; a text says what is wrong with it. */
export function readAdmissionPolicy(object: KubernetesObject): AdmissionPolicy | string {
  const name = nameOf(object);
  const spec = jsonMember(object, 'spec');
  const failurePolicy = jsonText(spec, 'failurePolicy') ?? 'Fail';
  if (name === '') return 'a ValidatingAdmissionPolicy without a name';
  if (failurePolicy !== 'Fail' && failurePolicy !== 'Ignore')
    return `${name}: failurePolicy is neither Fail nor Ignore`;
  const validations = jsonList(spec, 'validations').map(validationOf);
  const matchConditions = jsonList(spec, 'matchConditions').map(namedOf);
  const variables = jsonList(spec, 'variables').map(namedOf);
  if (validations.length === 0) return `${name} has no validations: it can judge nothing`;
  if (validations.includes(undefined)) return `${name} has a validation without an expression`;
  if (matchConditions.includes(undefined)) return `${name} has a match condition without a name or an expression`;
  if (variables.includes(undefined)) return `${name} has a variable without a name or an expression`;
  return {
    name,
    failurePolicy,
    paramKind: paramKindOf(jsonMember(spec, 'paramKind')),
    matchConstraints: jsonMember(spec, 'matchConstraints'),
    matchConditions: matchConditions.filter((one) => one !== undefined),
    variables: variables.filter((one) => one !== undefined),
    validations: validations.filter((one) => one !== undefined),
  };
}

function validationOf(one: unknown): Validation | undefined {
  const expression = jsonText(one, 'expression');
  if (expression === undefined) return undefined;
  return { expression, message: jsonText(one, 'message'), messageExpression: jsonText(one, 'messageExpression') };
}

function namedOf(one: unknown): NamedExpression | undefined {
  const [name, expression] = [jsonText(one, 'name'), jsonText(one, 'expression')];
  return name === undefined || expression === undefined ? undefined : { name, expression };
}

function paramKindOf(given: unknown): AdmissionPolicy['paramKind'] {
  const [apiVersion, kind] = [jsonText(given, 'apiVersion'), jsonText(given, 'kind')];
  return apiVersion === undefined || kind === undefined ? undefined : { apiVersion, kind };
}

const ENFORCEMENTS: readonly (readonly [action: string, enforcement: Enforcement])[] = [
  ['Deny', 'deny'],
  ['Warn', 'warn'],
  ['Audit', 'dryrun'],
];

/** Reads a binding; a text says what is wrong with it. Of several actions the strictest counts. */
export function readAdmissionBinding(object: KubernetesObject): AdmissionBinding | string {
  const name = nameOf(object);
  const spec = jsonMember(object, 'spec');
  const policyName = jsonText(spec, 'policyName');
  const actions = new Set(jsonTexts(spec, 'validationActions'));
  const enforcement = ENFORCEMENTS.find(([action]) => actions.has(action))?.[1];
  if (name === '') return 'a ValidatingAdmissionPolicyBinding without a name';
  if (policyName === undefined) return `${name} has no policyName`;
  if (enforcement === undefined) return `${name}: validationActions must hold Deny, Warn or Audit`;
  const [paramRef, matchResources] = [jsonMember(spec, 'paramRef'), jsonMember(spec, 'matchResources')];
  return { name, policyName, paramRef, matchResources, enforcement };
}
