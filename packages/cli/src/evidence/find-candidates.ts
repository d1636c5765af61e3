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

/** Finds what is attached to a digest. What was left out for its number is said among the skipped. */
export async function findCandidates(
  registry: Registry,
  target: { readonly repository: string; readonly digest: Digest },
): Promise<FoundCandidates> {
  const { bundles, layers, skipped, truncated } = await discover(attestationReader(registry), target);
  const more = truncated ? [{ source: target.digest, detail: 'more is attached than is looked at' }] : [];
  return { candidates: [...bundles, ...layers], skipped: [...skipped, ...more] };
}
