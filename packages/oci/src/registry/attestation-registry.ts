import { isSallyportError } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import type { Registry } from './registry.ts';

/** What verification reads of a registry (signing's `AttestationRegistry`). */
export interface AttestationReader {
  referrers(repository: string, subject: Digest): Promise<readonly Digest[]>;
  manifest(repository: string, reference: string): Promise<Uint8Array | undefined>;
  blob(repository: string, digest: Digest, maxBytes: number): Promise<Uint8Array | undefined>;
}

/**
 * A registry as verification reads it. A list that a limit cut short is an error: what was left out could be the
 * revocation. Throws `OCI_TOO_MANY_REFERRERS`.
 */
export function attestationReader(registry: Registry): AttestationReader {
  return {
    async referrers(repository, subject) {
      const { descriptors, complete } = await registry.referrers(repository, subject);
      if (!complete) throw ociErrors.TOO_MANY_REFERRERS({ subject, limit: descriptors.length });
      return descriptors.map(({ digest }) => digest);
    },
    manifest: async (repository, reference) => (await registry.getManifest(repository, reference))?.bytes,
    async blob(repository, digest, maxBytes) {
      try {
        return await registry.getBlob(repository, digest, maxBytes);
      } catch (error) {
        if (isSallyportError(error) && error.code === 'OCI_TOO_LARGE') return undefined;
        throw error;
      }
    },
  };
}
