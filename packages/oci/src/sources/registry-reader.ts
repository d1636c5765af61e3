import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import { isForeignLayerType } from '../media-types.ts';
import { formatReference, referenceTarget } from '../reference.ts';
import type { Reference } from '../reference.ts';
import type { Registry } from '../registry/registry.ts';
import type { ContentReader } from './content-reader.ts';

/** An image in a registry. */
export function registryReader(registry: Registry, reference: Reference): ContentReader {
  const { repository } = reference;
  const label = formatReference(reference);
  /** Asks only when it is read: what nobody reads must not hold a connection. */
  async function* lazily(descriptor: Descriptor): AsyncGenerator<Uint8Array, void, void> {
    const content = await registry.openBlob(repository, descriptor);
    if (content === undefined) throw ociErrors.NO_SUCH_CONTENT({ image: label, digest: descriptor.digest });
    yield* content;
  }
  return {
    label,
    async root() {
      const raw = await registry.getManifest(repository, referenceTarget(reference));
      if (raw === undefined) throw ociErrors.NO_SUCH_IMAGE({ image: label });
      return raw;
    },
    manifest: (digest) => registry.getManifest(repository, digest),
    blob: (descriptor) => registry.openBlob(repository, descriptor),
    async *blobs(descriptors) {
      for (const descriptor of descriptors) {
        const isThere =
          !isForeignLayerType(descriptor.mediaType) || (await registry.hasBlob(repository, descriptor.digest));
        if (isThere) yield { descriptor, content: lazily(descriptor) };
      }
    },
    async referrers(subject) {
      const { descriptors, complete } = await registry.referrers(repository, subject);
      if (complete) return descriptors;
      throw ociErrors.TOO_MANY_REFERRERS({ subject, limit: descriptors.length });
    },
    tagged: (tag) => registry.getManifest(repository, tag),
    close: async () => registry.close(),
  };
}
