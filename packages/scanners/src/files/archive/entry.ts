import type { SkipReason } from '@sallyport/findings';

/** Bytes that can be read from any place: an open file, or a buffer that came out of another archive. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Fewer bytes at the end. */
  read(at: number, length: number): Buffer;
}

/** What an archive holds: an entry's bytes, or why they cannot be had. */
export type ArchiveEntry =
  | { readonly path: string; readonly bytes: Buffer }
  | { readonly path: string; readonly skipped: SkipReason };

/** Bounds on one archive from the outside, everything nested in it included. Counted down as it is unpacked. */
export interface ArchiveBudget {
  /** Unpacked bytes. */
  bytesLeft: number;
  entriesLeft: number;
  /** Largest entry that is unpacked. */
  readonly entryBytes: number;
}

export function newBudget(limits: Partial<ArchiveBudget> = {}): ArchiveBudget {
  return { bytesLeft: 1024 ** 3, entriesLeft: 200_000, entryBytes: 32 * 1024 ** 2, ...limits };
}

export function bufferSource(bytes: Buffer): ByteSource {
  return { sizeBytes: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

export type ArchiveKind = 'zip' | 'gzip' | 'tar';

/** What an archive says of itself in its first 512 bytes; undefined for anything else. */
export function archiveKind(head: Buffer): ArchiveKind | undefined {
  if (head.length < 4) return undefined;
  const first = head.readUInt32BE(0);
  if (first === 0x504b0304 || first === 0x504b0506) return 'zip';
  if (first >>> 8 === 0x1f8b08) return 'gzip';
  return head.length >= 262 && head.toString('latin1', 257, 262) === 'ustar' ? 'tar' : undefined;
}
