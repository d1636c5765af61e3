import type { Descriptor } from '../descriptor.ts';
import { manifestDescriptor } from '../manifest.ts';
import type { RawManifest } from '../manifest.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { REF_NAME } from '../sources/oci-layout.ts';

export const LAYOUT_MARKER = '{"imageLayoutVersion":"1.0.0"}';

/** The entry of an index.json for a manifest; with a name, the one that the name leads to. */
export function layoutEntry(manifest: RawManifest, name: string | undefined): Descriptor {
  const descriptor = manifestDescriptor(manifest);
  return name === undefined ? descriptor : { ...descriptor, annotations: { [REF_NAME]: name } };
}

/** An index.json with the entries added: a name leads to one entry, the last. */
export function mergeEntries(before: readonly unknown[], added: readonly Descriptor[]): Uint8Array {
  const names = new Set(added.flatMap(({ annotations }) => annotations?.[REF_NAME] ?? []));
  const plain = new Set(added.filter((entry) => nameOf(entry) === undefined).map(({ digest }) => digest));
  const kept = before.filter((entry) => {
    const name = nameOf(entry);
    const digest = (entry as { digest?: unknown } | null)?.digest;
    return name === undefined ? !plain.has(digest as Descriptor['digest']) : !names.has(name);
  });
  const manifests = [...kept, ...added];
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests }));
}

function nameOf(entry: unknown): string | undefined {
  const annotations = (entry as { annotations?: Record<string, unknown> } | null)?.annotations;
  const name = annotations?.[REF_NAME];
  return typeof name === 'string' ? name : undefined;
}
