import { ociErrors } from '../errors.ts';
import { formatReference } from '../reference.ts';
import type { Reference } from '../reference.ts';
import type { Registry } from '../registry/registry.ts';
import type { ContentWriter } from './content-writer.ts';

/** Writes into a registry. `mountFrom` are repositories on the same host that have the content already. */
export function registryWriter(registry: Registry, reference: Reference, mountFrom: readonly string[]): ContentWriter {
  const { repository, digest, tag } = reference;
  return {
    label: formatReference(reference),
    isSingle: false,
    putBlob: (_descriptor, content) => registry.pushBlob(repository, content, { mountFrom }),
    async putManifest(manifest) {
      await registry.putManifest(repository, manifest.digest, manifest);
    },
    async attach(manifest) {
      await registry.attach(repository, manifest);
    },
    async tag(name, manifest) {
      await registry.putManifest(repository, name, manifest);
    },
    async finish(root) {
      if (digest !== undefined && digest !== root.digest) {
        const what = `the image to be pushed as ${formatReference(reference)}`;
        throw ociErrors.DIGEST_MISMATCH({ what, expected: digest, actual: root.digest });
      }
      if (tag !== undefined) await registry.putManifest(repository, tag, root);
    },
    abort: async () => undefined,
  };
}
