import type { RegoValue } from '@sallyport/languages/rego';

import { gvkOf, nameOf, namespaceOf } from '../kubernetes/object.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';

type Tree = { [name: string]: Tree | KubernetesObject };

/**
 * Objects as Gatekeeper's `data.inventory` has them: `cluster.<groupVersion>.<kind>.<name>` and
 * `namespace.<namespace>.<groupVersion>.<kind>.<name>`.
 */
export function inventoryOf(objects: readonly KubernetesObject[]): RegoValue {
  const root: Tree = { cluster: {}, namespace: {} };
  for (const object of objects) {
    const { group, version, kind } = gvkOf(object);
    const namespace = namespaceOf(object);
    const start = namespace === '' ? ['cluster'] : ['namespace', namespace];
    put(root, [...start, group === '' ? version : `${group}/${version}`, kind], nameOf(object), object);
  }
  return root as unknown as RegoValue;
}

// oxlint-disable-next-line max-params -- the tree, the way, the name and the object
function put(root: Tree, way: readonly string[], name: string, object: KubernetesObject): void {
  let at = root;
  for (const step of way) {
    if (!Object.hasOwn(at, step)) define(at, step, {});
    at = at[step] as Tree;
  }
  define(at, name, object);
}

/** Names come from manifests: `__proto__` is one like any other. */
function define(at: Tree, name: string, value: Tree | KubernetesObject): void {
  Object.defineProperty(at, name, { value, enumerable: true, writable: true, configurable: true });
}
