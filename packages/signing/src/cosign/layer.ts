/** Where cosign 2 keeps what it signs beside an image, and in what form. */
import type { Digest } from '@sallyport/kernel';

export const ENVELOPE_MEDIA_TYPE = 'application/vnd.dsse.envelope.v1+json';

/** A layer of a `.sig` or `.att` manifest with its content. */
export interface CosignLayer {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

export type CosignTag = 'sig' | 'att';

/** `sha256-HEX.sig`: where cosign 2 looks. */
export function cosignTag(digest: Digest, tag: CosignTag): string {
  return `${digest.replace(':', '-')}.${tag}`;
}
