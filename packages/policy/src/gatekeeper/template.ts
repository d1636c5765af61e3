import { jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import type { Enforcement } from '../policy.ts';
import { isKubernetesObject, nameOf } from '../kubernetes/object.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';

/** The Rego of a ConstraintTemplate. */
export interface TemplateRego {
  readonly text: string;
  readonly libs: readonly string[];
  readonly version: 'v0' | 'v1';
}

/** A ConstraintTemplate: the logic that constraints of its kind share. */
export interface Template {
  readonly name: string;
  /** The kind of its constraints. */
  readonly kind: string;
  readonly rego?: TemplateRego;
  /** The source of its CEL engine (`K8sNativeValidation`). */
  readonly cel?: unknown;
}

/** A constraint: where a template's logic holds, with which parameters, and how hard. */
export interface Constraint {
  readonly kind: string;
  readonly name: string;
  readonly match: unknown;
  readonly parameters: unknown;
  readonly enforcement: Enforcement;
}

export function isTemplate(value: unknown): value is KubernetesObject {
  return (
    isKubernetesObject(value) &&
    value.kind === 'ConstraintTemplate' &&
    value.apiVersion.startsWith('templates.gatekeeper.sh/')
  );
}

export function isConstraint(value: unknown): value is KubernetesObject {
  return isKubernetesObject(value) && value.apiVersion.startsWith('constraints.gatekeeper.sh/');
}

/** Reads a ConstraintTemplate; a text says what is wrong with it. */
export function readTemplate(object: KubernetesObject): Template | string {
  const spec = jsonMember(object, 'spec');
  const kind = jsonText(namesOf(spec), 'kind');
  const targets = jsonList(spec, 'targets');
  const [target] = targets;
  const name = nameOf(object);
  if (kind === undefined) return 'a ConstraintTemplate without spec.crd.spec.names.kind';
  if (targets.length !== 1) return `the ConstraintTemplate ${name} must have one target`;
  if (name !== kind.toLowerCase()) return `the ConstraintTemplate of ${kind} must be named ${kind.toLowerCase()}`;
  const rego = regoOf(target);
  const cel = codeOf(target, 'K8sNativeValidation');
  if (rego === undefined && cel === undefined) return `the ConstraintTemplate ${name} has neither Rego nor CEL`;
  return { name, kind, ...(rego === undefined ? {} : { rego }), ...(cel === undefined ? {} : { cel }) };
}

function namesOf(spec: unknown): unknown {
  return jsonMember(jsonMember(jsonMember(spec, 'crd'), 'spec'), 'names');
}

function codeOf(target: unknown, engine: string): unknown {
  const code = jsonList(target, 'code').find((one) => jsonText(one, 'engine') === engine);
  return jsonMember(code, 'source');
}

function regoOf(target: unknown): TemplateRego | undefined {
  const source = codeOf(target, 'Rego') ?? target;
  const text = jsonText(source, 'rego');
  if (text === undefined) return undefined;
  return { text, libs: jsonTexts(source, 'libs'), version: jsonText(source, 'version') === 'v1' ? 'v1' : 'v0' };
}

/** Reads a constraint; a text says what is wrong with it. */
export function readConstraint(object: KubernetesObject): Constraint | string {
  const spec = jsonMember(object, 'spec');
  const action = jsonText(spec, 'enforcementAction') ?? 'deny';
  const enforcement = ENFORCEMENTS[action] ?? scopedEnforcement(spec, action);
  const name = nameOf(object);
  if (name === '') return `a ${object.kind} without a name`;
  if (enforcement === undefined)
    return `${object.kind} ${name}: enforcementAction "${action}" is none of deny, warn, dryrun, scoped`;
  const parameters = jsonMember(spec, 'parameters') ?? {};
  return { kind: object.kind, name, match: jsonMember(spec, 'match'), parameters, enforcement };
}

const ENFORCEMENTS: { readonly [action: string]: Enforcement } = { deny: 'deny', warn: 'warn', dryrun: 'dryrun' };

/** Of a scoped enforcement the strictest action counts: which point asks is not known here. */
function scopedEnforcement(spec: unknown, action: string): Enforcement | undefined {
  if (action !== 'scoped') return undefined;
  const actions = new Set(jsonList(spec, 'scopedEnforcementActions').map((one) => jsonText(one, 'action')));
  return (['deny', 'warn', 'dryrun'] as const).find((one) => actions.has(one));
}
