import type { InputPath } from '../policy.ts';

/** An image that a document names. */
export interface FoundImage {
  readonly image: string;
  readonly path: InputPath;
  /** It names a registry alone, which other parts of the document take their images from. */
  readonly isRegistry?: true;
}
