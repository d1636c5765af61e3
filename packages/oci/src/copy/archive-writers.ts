import type { Random } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import { checked } from '../layers/checked.ts';
import { parseManifest } from '../manifest.ts';
import type { RawManifest } from '../manifest.ts';
import { bytesContent } from '../registry/create-registry.ts';
import type { BlobContent, PushOutcome } from '../registry/registry.ts';
import { blobPath } from '../sources/oci-layout.ts';
import type { ContentWriter } from './content-writer.ts';
import { LAYOUT_MARKER, layoutEntry, mergeEntries } from './layout-index.ts';
import { createTarOutput } from './tar-output.ts';

export interface ArchiveWriterOptions {
  readonly name: string | undefined;
  readonly random: Random;
}

/** Writes an OCI layout as one tar file. */
export async function ociArchiveWriter(path: string, { name, random }: ArchiveWriterOptions): Promise<ContentWriter> {
  const output = await createTarOutput(path, random);
  const written = new Set<string>();
  const entries: Descriptor[] = [];
  const put = async (content: BlobContent): Promise<PushOutcome> => {
    if (written.has(content.digest)) return 'present';
    written.add(content.digest);
    const what = `the content of ${content.digest}`;
    await output.addFile(blobPath(content.digest), content.size, checked(content.open(0), { ...content, what }));
    return 'sent';
  };
  const putManifest = async (manifest: RawManifest): Promise<void> => {
    await put(bytesContent(manifest.bytes));
  };
  await output.addBytes('oci-layout', Buffer.from(LAYOUT_MARKER));
  await output.addFolder('blobs');
  await output.addFolder('blobs/sha256');
  return {
    label: path,
    isSingle: false,
    putBlob: (_descriptor, content) => put(content),
    putManifest,
    async attach(manifest) {
      await putManifest(manifest);
      entries.push(layoutEntry(manifest, undefined));
    },
    async tag(tag, manifest) {
      await putManifest(manifest);
      entries.push(layoutEntry(manifest, tag));
    },
    async finish(manifest) {
      await putManifest(manifest);
      await output.addBytes('index.json', mergeEntries([], [...entries, layoutEntry(manifest, name)]));
      await output.finish();
    },
    abort: () => output.abort(),
  };
}

/**
 * Writes an archive that `docker load` reads: one image, its layers as they are kept, without what is attached to it (the
 * format has no place for that).
 */
export async function dockerArchiveWriter(
  path: string,
  { name, random }: ArchiveWriterOptions,
): Promise<ContentWriter> {
  const output = await createTarOutput(path, random);
  const written = new Set<string>();
  return {
    label: path,
    isSingle: true,
    async putBlob(descriptor, content) {
      const file = fileOf(descriptor);
      if (written.has(file)) return 'present';
      written.add(file);
      const what = `the content of ${content.digest}`;
      await output.addFile(file, content.size, checked(content.open(0), { ...content, what }));
      return 'sent';
    },
    putManifest: async () => undefined,
    attach: async () => undefined,
    tag: async () => undefined,
    async finish(root) {
      const manifest = parseManifest(root, path);
      if (manifest.kind === 'index')
        throw ociErrors.MANIFEST_UNSUPPORTED({ image: path, mediaType: manifest.mediaType });
      const image = {
        Config: fileOf(manifest.config),
        RepoTags: name === undefined ? [] : [name],
        Layers: manifest.layers.map(fileOf),
      };
      await output.addBytes('manifest.json', Buffer.from(JSON.stringify([image])));
      await output.finish();
    },
    abort: () => output.abort(),
  };
}

/** Docker reads layers whatever they are called, and configurations that end in `.json`. */
function fileOf({ digest, mediaType }: Descriptor): string {
  const hex = digest.slice('sha256:'.length);
  if (mediaType.endsWith('json')) return `${hex}.json`;
  return mediaType.endsWith('gzip') ? `${hex}.tar.gz` : `${hex}.tar`;
}
