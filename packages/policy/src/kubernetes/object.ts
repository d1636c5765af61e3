import { isForeignObject, jsonMember, jsonText } from '@sallyport/kernel';
import type { ForeignObject } from '@sallyport/kernel';

/** A Kubernetes object as it stands in a manifest. */
export interface KubernetesObject extends ForeignObject {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function isKubernetesObject(value: unknown): value is KubernetesObject {
  return isForeignObject(value) && jsonText(value, 'apiVersion') !== undefined && jsonText(value, 'kind') !== undefined;
}

/** Group, version and kind of an object. The core group is empty. */
export function gvkOf({ apiVersion, kind }: KubernetesObject): GroupVersionKind {
  const slash = apiVersion.indexOf('/');
  if (slash === -1) return { group: '', version: apiVersion, kind };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

export function nameOf(object: unknown): string {
  return jsonText(jsonMember(object, 'metadata'), 'name') ?? '';
}

export function namespaceOf(object: unknown): string {
  return jsonText(jsonMember(object, 'metadata'), 'namespace') ?? '';
}

/** The labels of an object that are texts. */
export function labelsOf(object: unknown): ReadonlyMap<string, string> {
  const labels = jsonMember(jsonMember(object, 'metadata'), 'labels');
  const entries = isForeignObject(labels) ? Object.entries(labels) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
