import { attestationReader } from '@sallyport/oci/attestations';
import type { Registry } from '@sallyport/oci';
import type { Digest } from '@sallyport/kernel';
import { discover } from '@sallyport/signing/discovery';
import type { Candidate } from '@sallyport/signing';

/** All that is attached to a digest, of both generations. */
export interface FoundCandidates {
  readonly candidates: readonly Candidate[];
  /** What was there and could not be read, in words. */
  readonly skipped: readonly { readonly source: string; readonly detail: string }[];
}

/** Finds what is attached to a digest. Throws SIGNING_TOO_MANY_ATTACHED rather than leave some of it out. */
export async function findCandidates(
  registry: Registry,
  target: { readonly repository: string; readonly digest: Digest },
): Promise<FoundCandidates> {
  const { bundles, layers, skipped } = await discover(attestationReader(registry), target);
  return { candidates: [...bundles, ...layers], skipped };
}
