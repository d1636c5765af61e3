import type { ImageSource } from '../image-source.ts';
import { OCI_LIMITS } from '../limits.ts';
import type { OciLimits } from '../limits.ts';
import { openArchive } from './open-archive.ts';
import { readerSource } from './reader-source.ts';

export interface OpenOptions {
  readonly limits?: OciLimits;
  /** Also hash what layers unpack to (default). Without it, only what is kept of them is hashed. */
  readonly checkDiffId?: boolean;
}

export interface OpenArchiveOptions extends OpenOptions {
  /** A tag, reference or digest in the archive; may be absent where it holds one image. */
  readonly name?: string;
}

/** The image in a folder or file: an OCI layout (folder, tar) or an archive of `docker save`, compressed or not. */
export async function openImageArchive(path: string, options: OpenArchiveOptions = {}): Promise<ImageSource> {
  const limits = options.limits ?? OCI_LIMITS;
  const reader = await openArchive(path, { name: options.name, limits });
  return readerSource(reader, { limits, checkDiffId: options.checkDiffId ?? true });
}
