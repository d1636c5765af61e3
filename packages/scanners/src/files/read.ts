import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import type { Stats } from 'node:fs';

import type { SkipReason } from '@sallyport/findings';
import { systemCode } from '@sallyport/kernel';

/** An open regular file that is read piece by piece. */
export interface OpenFile {
  readonly sizeBytes: number;
  readonly stamp: FileStamp;
  /** Reads up to `length` bytes from `position`; fewer at the end of the file. */
  read(target: Buffer, at: number, length: number, position: number): number;
  close(): void;
}

/** What the system says of a file and changes with its content: nobody but the system sets the time of change. */
export interface FileStamp {
  readonly inode: number;
  readonly sizeBytes: number;
  /** Milliseconds since 1970, with fractions. */
  readonly modifiedMs: number;
  readonly changedMs: number;
}

/** The stamp of a regular file that is not opened; undefined for anything else. */
export function stampOf(path: string | Buffer): FileStamp | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? toStamp(stat) : undefined;
}

function toStamp({ ino, size, mtimeMs, ctimeMs }: Stats): FileStamp {
  return { inode: ino, sizeBytes: size, modifiedMs: mtimeMs, changedMs: ctimeMs };
}

/** Never waits on a FIFO and never follows a link that took the file's place since it was listed. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Opens a file for reading, or says why it cannot be looked at. */
export function openRegular(path: string | Buffer): OpenFile | SkipReason {
  let fd: number;
  try {
    fd = openSync(path, FLAGS);
  } catch (error) {
    return reasonOf(error);
  }
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    return 'unsupported';
  }
  return {
    sizeBytes: stat.size,
    stamp: toStamp(stat),
    read: (target, at, length, position) =>
      readFully(fd, target.subarray(at, at + wanted(length, position, stat.size)), position),
    close: () => closeSync(fd),
  };
}

/** Asks for no more than the file has, which spares a call for its end; some special files say that they have nothing. */
function wanted(length: number, position: number, size: number): number {
  return size === 0 ? length : Math.max(0, Math.min(length, size - position));
}

function readFully(fd: number, target: Buffer, position: number): number {
  let done = 0;
  while (done < target.length) {
    const got = readSync(fd, target, done, target.length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

/** Why an I/O error keeps a file from being looked at. */
export function reasonOf(error: unknown): SkipReason {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished';
  return code === 'ELOOP' ? 'symlink-loop' : 'unreadable';
}
