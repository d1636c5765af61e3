import { jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import { labelsOf } from '../kubernetes/object.ts';
import type { AdmissionRequest } from '../kubernetes/review.ts';
import { selects } from '../kubernetes/selector.ts';

/**
 * Whether a constraint's `match` is about a request: kinds, scope, namespaces, name and selectors, all that are given. What a
 * request does not tell (the namespace of a manifest that names none, the labels of a namespace that is not at hand) does not
 * keep a constraint from being asked.
 */
export function matches(match: unknown, request: AdmissionRequest, namespace: unknown): boolean {
  return (
    matchesKinds(match, request) &&
    matchesScope(match, request) &&
    matchesNamespace(match, request) &&
    matchesName(match, request) &&
    matchesLabels(match, request) &&
    matchesNamespaceLabels(match, request, namespace)
  );
}

function matchesKinds(match: unknown, { kind }: AdmissionRequest): boolean {
  const kinds = jsonList(match, 'kinds');
  return (
    kinds.length === 0 ||
    kinds.some((entry) => listed(entry, 'apiGroups', kind.group) && listed(entry, 'kinds', kind.kind))
  );
}

/** A list that is not there, or that holds an asterisk, stands for everything. */
function listed(entry: unknown, name: string, value: string): boolean {
  const list = jsonList(entry, name);
  return list.length === 0 || list.includes('*') || list.includes(value);
}

function matchesScope(match: unknown, { namespace }: AdmissionRequest): boolean {
  const scope = jsonText(match, 'scope') ?? '*';
  if (scope === 'Namespaced') return namespace !== '';
  return scope === 'Cluster' ? namespace === '' : true;
}

function matchesNamespace(match: unknown, request: AdmissionRequest): boolean {
  const name = isNamespace(request) ? request.name : request.namespace;
  if (name === '') return true;
  const wanted = jsonTexts(match, 'namespaces');
  const excluded = jsonTexts(match, 'excludedNamespaces');
  return (
    (wanted.length === 0 || wanted.some((pattern) => glob(pattern, name))) &&
    !excluded.some((pattern) => glob(pattern, name))
  );
}

function matchesName(match: unknown, { name }: AdmissionRequest): boolean {
  const wanted = jsonText(match, 'name');
  return wanted === undefined || glob(wanted, name);
}

function matchesLabels(match: unknown, { object, oldObject }: AdmissionRequest): boolean {
  const selector = jsonMember(match, 'labelSelector');
  if (selector === undefined) return true;
  return [object, oldObject].some((one) => one !== undefined && selects(selector, labelsOf(one)));
}

function matchesNamespaceLabels(match: unknown, request: AdmissionRequest, namespace: unknown): boolean {
  const selector = jsonMember(match, 'namespaceSelector');
  if (selector === undefined) return true;
  const own = isNamespace(request) ? request.object : namespace;
  return own === undefined || selects(selector, labelsOf(own));
}

function isNamespace({ kind }: AdmissionRequest): boolean {
  return kind.group === '' && kind.kind === 'Namespace';
}

/** Gatekeeper's wildcards: an asterisk at the beginning, at the end, or at both. */
function glob(pattern: string, name: string): boolean {
  const inner = pattern.replace(/^\*/, '').replace(/\*$/, '');
  if (pattern.startsWith('*') && pattern.endsWith('*')) return name.includes(inner);
  if (pattern.startsWith('*')) return name.endsWith(inner);
  return pattern.endsWith('*') ? name.startsWith(inner) : name === pattern;
}
