import { jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import { labelsOf } from '../kubernetes/object.ts';
import type { AdmissionRequest } from '../kubernetes/review.ts';
import { selects } from '../kubernetes/selector.ts';
import { isClusterScoped, resourceOf } from '../kubernetes/resource.ts';

/**
 * Whether `matchConstraints` or `matchResources` are about a request: a rule names its resource and operation, none excludes it, and
 * the selectors fit. Without rules every request is meant. The labels of a namespace that is not at hand keep nothing out.
 */
export function matchesResources(match: unknown, request: AdmissionRequest, namespace: unknown): boolean {
  const rules = jsonList(match, 'resourceRules');
  const excluded = jsonList(match, 'excludeResourceRules');
  return (
    (rules.length === 0 || rules.some((rule) => matchesRule(rule, request))) &&
    !excluded.some((rule) => matchesRule(rule, request)) &&
    matchesObject(match, request) &&
    matchesNamespace(match, request, namespace)
  );
}

function matchesRule(rule: unknown, request: AdmissionRequest): boolean {
  const { kind, operation, name } = request;
  const names = jsonTexts(rule, 'resourceNames');
  return (
    includes(rule, 'apiGroups', kind.group) &&
    includes(rule, 'apiVersions', kind.version) &&
    includes(rule, 'operations', operation) &&
    jsonTexts(rule, 'resources').some((pattern) => matchesResource(pattern, request)) &&
    (names.length === 0 || names.includes(name)) &&
    matchesScope(rule, request)
  );
}

function includes(rule: unknown, list: string, value: string): boolean {
  const values = jsonTexts(rule, list);
  // The core group is written as an empty text, which is a value like any other here.
  return values.includes('*') || jsonList(rule, list).includes(value);
}

/** `pods`, `pods/status`, `pods/*`, `*` (all resources but no subresource), `*` with a subresource behind. */
function matchesResource(pattern: string, request: AdmissionRequest): boolean {
  const { resource, subresource } = resourceOf(request);
  const [wanted = '', wantedSub = ''] = pattern.split('/');
  const isSubMatched =
    wantedSub === subresource ||
    (wantedSub === '*' && (wanted === '*' || subresource !== '' || !pattern.startsWith('*')));
  return (wanted === '*' || wanted === resource) && isSubMatched;
}

function matchesScope(rule: unknown, request: AdmissionRequest): boolean {
  const scope = jsonText(rule, 'scope') ?? '*';
  if (scope === '*') return true;
  return isClusterScoped(request) === (scope === 'Cluster');
}

function matchesObject(match: unknown, { object, oldObject }: AdmissionRequest): boolean {
  const selector = jsonMember(match, 'objectSelector');
  if (selector === undefined) return true;
  return [object, oldObject].some((one) => one !== undefined && selects(selector, labelsOf(one)));
}

function matchesNamespace(match: unknown, request: AdmissionRequest, namespace: unknown): boolean {
  const selector = jsonMember(match, 'namespaceSelector');
  if (selector === undefined) return true;
  if (request.kind.kind === 'Namespace' && request.kind.group === '')
    return selects(selector, labelsOf(request.object));
  // What lies in no namespace is never left out by a namespace's labels.
  if (isClusterScoped(request) || namespace === undefined) return true;
  return selects(selector, labelsOf(namespace));
}
