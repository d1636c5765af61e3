import { ociErrors } from '../errors.ts';
import { formatReference, referenceTarget } from '../reference.ts';
import type { Reference } from '../reference.ts';
import type { Registry } from '../registry/registry.ts';
import type { ContentReader } from './content-reader.ts';

/** An image in a registry. */
export function registryReader(registry: Registry, reference: Reference): ContentReader {
  const { repository } = reference;
  const label = formatReference(reference);
  const reader: ContentReader = {
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
        const content = await registry.openBlob(repository, descriptor);
        if (content !== undefined) yield { descriptor, content };
      }
    },
    async referrers(subject) {
      const { descriptors, complete } = await registry.referrers(repository, subject);
      if (complete) return descriptors;
      throw ociErrors.TOO_MANY_REFERRERS({ subject, limit: descriptors.length });
    },
    close: async () => registry.close(),
  };
  return reader;
}
