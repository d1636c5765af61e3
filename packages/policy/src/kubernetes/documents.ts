import { isForeignObject } from '@sallyport/kernel';

import { missing } from '../gate/evidence.ts';
import type { GateInput } from '../gate/gate-input.ts';
import type { InputPath, MissingEvidence } from '../policy.ts';
import { isKubernetesObject } from './object.ts';
import type { KubernetesObject } from './object.ts';

/** A Kubernetes object of a gate's input, and where it stands there. */
export interface FoundObject {
  readonly object: KubernetesObject;
  readonly path: InputPath;
}

/** Lists of lists go no deeper: no reader takes documents that do. */
const MAX_DEPTH = 1_000;

/** The Kubernetes objects among the documents; a document that is a list of them, or of the kind `List`, is taken apart. */
export function objectsIn({ documents }: GateInput): FoundObject[] {
  return documents.flatMap(({ content }, index) => objectsBelow(content, ['documents', index, 'content'], 0));
}

function objectsBelow(value: unknown, path: InputPath, depth: number): FoundObject[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((one, i) => objectsBelow(one, [...path, i], depth + 1));
  const items = listItems(value);
  if (items !== undefined) return items.flatMap((one, i) => objectsBelow(one, [...path, 'items', i], depth + 1));
  return isKubernetesObject(value) ? [{ object: value, path }] : [];
}

/**
 * The items of what kubectl writes for several objects: `List`, `PodList` and the like. Those of a list of one kind need not say their
 * own: kubectl takes it from the list, and so does this.
 */
export function listItems(value: unknown): readonly unknown[] | undefined {
  if (!isForeignObject(value) || typeof value['kind'] !== 'string' || !value['kind'].endsWith('List')) return undefined;
  const { kind, apiVersion, items } = value as { kind: string; apiVersion?: unknown; items?: unknown };
  if (!Array.isArray(items)) return undefined;
  const own = kind.slice(0, -'List'.length);
  return items.map((item: unknown) =>
    own !== '' && isForeignObject(item) && item['kind'] === undefined ? { apiVersion, kind: own, ...item } : item,
  );
}

/** What is missing where a policy for Kubernetes objects was about none of them: it judged nothing, which is no pass. */
export function judgedNothing(
  policy: string,
  { documents }: GateInput,
  objects: readonly FoundObject[],
): MissingEvidence {
  const others = documents.length - new Set(objects.map(({ path }) => path[1])).size;
  const told = objects.map(({ object }) => `${object.apiVersion} ${object.kind}`);
  const kinds = [...new Set(told)].slice(0, 5).join(', ');
  const what =
    objects.length === 0 ? 'no document is a Kubernetes object with apiVersion and kind' : `it is not about ${kinds}`;
  const rest = objects.length === 0 || others === 0 ? '' : `, and ${others} other documents are no Kubernetes objects`;
  return missing('documents', `${policy} has judged nothing: ${what}${rest}.`);
}
