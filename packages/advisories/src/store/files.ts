import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';

import { messageOf, systemCode } from '@sallyport/kernel';
import type { SallyportError } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What failed at a file, as one of our errors; those pass through. */
export function fileError(error: unknown, path: string): SallyportError | Error {
  const code = systemCode(error);
  if (code === undefined) return error instanceof Error ? error : new Error(messageOf(error));
  if (FULL.has(code)) return advisoryErrors.DISK_FULL({ path }, { cause: error });
  return advisoryErrors.CACHE_FAILED({ path, reason: messageOf(error) }, { cause: error });
}

/** A file that is written from start to end through a buffer. Errors are ours; `abandon` removes what was written. */
export interface Appender {
  readonly path: string;
  /** Bytes so far, those in the buffer included. */
  readonly position: number;
  write(bytes: Uint8Array): void;
  /** Writes at the start what could not be known before, flushes to the disk and closes. */
  finish(header?: Uint8Array): void;
  abandon(): void;
}

const BUFFER_BYTES = 1024 * 1024;

export function createAppender(path: string): Appender {
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  const fd = guard(path, () => openSync(path, 'wx+', 0o600));
  let used = 0;
  let flushed = 0;
  let open = true;
  const writeAll = (bytes: Uint8Array, at: number): void => {
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
  };
  const flush = (): void => {
    guard(path, () => writeAll(buffer.subarray(0, used), flushed));
    flushed += used;
    used = 0;
  };
  const close = (): void => {
    if (open) closeSync(fd);
    open = false;
  };
  return {
    path,
    get position() {
      return flushed + used;
    },
    write(bytes) {
      if (used + bytes.length > BUFFER_BYTES) flush();
      if (bytes.length > BUFFER_BYTES) {
        guard(path, () => writeAll(bytes, flushed));
        flushed += bytes.length;
      } else {
        buffer.set(bytes, used);
        used += bytes.length;
      }
    },
    finish(header) {
      flush();
      guard(path, () => {
        if (header !== undefined) writeAll(header, 0);
        fsyncSync(fd);
      });
      close();
    },
    abandon() {
      close();
      rmSync(path, { force: true });
    },
  };
}

/** Runs file work and turns what it throws into our errors. */
export function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError(error, path);
  }
}

/** A file's size; undefined where there is none. */
export function sizeOfFile(path: string): number | undefined {
  return guard(path, () => statSync(path, { throwIfNoEntry: false }))?.size;
}
