/** What an entry of a tar archive is. */
export type TarType =
  | 'file'
  | 'hard-link'
  | 'symlink'
  | 'directory'
  | 'character-device'
  | 'block-device'
  | 'fifo'
  | 'other';

export interface TarHeader {
  /**
   * Where it would lie under the root that it is unpacked to, without leading `/`, `.` and `..` taken out as a jail would:
   * `../../etc/passwd` is `etc/passwd`. The root itself is the empty text.
   */
  readonly path: string;
  /** The path as it stands in the archive. */
  readonly rawPath: string;
  /** The path tries to leave the root by `..`. */
  readonly escapes: boolean;
  readonly type: TarType;
  /** Size of the content in bytes, holes of sparse files included; 0 for all but files. */
  readonly sizeBytes: number;
  /** Permission bits with setuid, setgid and sticky: 0o4755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since the Unix epoch. */
  readonly mtime: number;
  /** Where a link leads to: for hard links normalised like `path`, for symbolic links as it stands. */
  readonly linkPath?: string;
  /** Extended attributes from pax headers, values in Latin-1: `security.capability`. */
  readonly xattrs?: ReadonlyMap<string, string>;
}

export interface TarEntry extends TarHeader {
  /** The content, once, before the next entry is asked for; what is not read is passed over. Pieces are only valid until the next. */
  content(): AsyncIterable<Uint8Array>;
  /** The whole content, or undefined where it is larger than `maxBytes` (nothing is read then). */
  bytes(maxBytes: number): Promise<Uint8Array | undefined>;
}

export interface TarLimits {
  readonly entries: number;
  /** Largest pax header or long name. */
  readonly headerBytes: number;
  /** Most pieces of a sparse file. */
  readonly sparsePieces: number;
  /** Read on behind the end marker and behind damaged pax headers: for who looks for what is hidden, not for what Docker sees. */
  readonly isLenient?: boolean;
}

export const TAR_LIMITS: TarLimits = Object.freeze({
  entries: 10_000_000,
  headerBytes: 1024 * 1024,
  sparsePieces: 65_536,
});
