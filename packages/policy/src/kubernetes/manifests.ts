import { duplicateKeys, parseAs, toValue } from '@sallyport/documents';

import type { PolicyProblem } from '../policy.ts';
import type { PolicyFile } from '../policy-file.ts';
import { listItems } from './documents.ts';
import { isKubernetesObject } from './object.ts';
import type { KubernetesObject } from './object.ts';

/** A Kubernetes object of a file of policies. */
export interface ManifestObject {
  readonly value: KubernetesObject;
  readonly path: string;
}

/** The Kubernetes objects in YAML and JSON files, lists taken apart. What cannot be read, or says a thing twice, is a problem. */
export async function manifestsIn(
  files: readonly PolicyFile[],
): Promise<{ readonly objects: readonly ManifestObject[]; readonly problems: readonly PolicyProblem[] }> {
  const objects: ManifestObject[] = [];
  const problems: PolicyProblem[] = [];
  for (const { path, text } of files) {
    const parsed = await parseAs('yaml', text);
    const [twice] = parsed.ok ? parsed.documents.flatMap((root) => duplicateKeys(root)) : [];
    if (twice !== undefined) {
      const { line, column } = twice.range.start;
      problems.push({
        kind: 'unloadable',
        message: `It is ambiguous: ${twice.message}.`,
        place: { path, line, column },
      });
    } else if (parsed.ok) {
      const values = parsed.documents.map((root): unknown => toValue(root)).flatMap(itemsOf);
      objects.push(...values.filter(isKubernetesObject).map((value) => ({ value, path })));
    } else {
      const { message, line, column } = parsed.error;
      problems.push({ kind: 'unloadable', message: `It cannot be read: ${message}`, place: { path, line, column } });
    }
  }
  return { objects, problems };
}

function itemsOf(value: unknown): readonly unknown[] {
  return listItems(value) ?? [value];
}
