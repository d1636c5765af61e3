import { createHash } from 'node:crypto';

import type { Digest } from '@sallyport/kernel';

import { compressionOf } from '../layers/decompress.ts';

const HEAD_BYTES = 4;

/** The files of an image archive or layout, by their paths in it. Contents are as they stand, unchecked. */
export interface ArchiveFiles {
  /** What it is called in messages. */
  readonly label: string;
  has(path: string): Promise<boolean>;
  /** In bytes; undefined where there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** A whole file of at most `maxBytes`; undefined where there is none. Throws `OCI_TOO_LARGE`. */
  read(path: string, maxBytes: number): Promise<Buffer | undefined>;
  /** What tells how a file is compressed; undefined where there is no such file. */
  look(path: string): Promise<FileLook | undefined>;
  open(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Several files, in the order that costs least; those that are not there are left out. */
  openMany(paths: readonly string[]): AsyncIterable<OpenedFile>;
  close(): Promise<void>;
}

/** The beginning of a file and, where that is of a compressed one, the digest of the whole. */
export interface FileLook {
  readonly compression: ReturnType<typeof compressionOf>;
  readonly digest: Digest | undefined;
}

export interface OpenedFile {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** `openMany` for whatever opens each file for itself. */
export async function* openEach(
  files: Pick<ArchiveFiles, 'open'>,
  paths: readonly string[],
): AsyncGenerator<OpenedFile, void, void> {
  for (const path of paths) {
    const content = await files.open(path);
    if (content !== undefined) yield { path, content };
  }
}

/** `look` for content that is at hand: read to its end only where it is compressed. */
export async function lookAt(content: AsyncIterable<Uint8Array>): Promise<FileLook> {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let compression: FileLook['compression'] = 'none';
  for await (const piece of content) {
    if (head.length < HEAD_BYTES) {
      head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES)]);
      compression = compressionOf(head);
      if (head.length >= HEAD_BYTES && compression === 'none') break;
    }
    hash.update(piece);
  }
  return { compression, digest: compression === 'none' ? undefined : `sha256:${hash.digest('hex')}` };
}
