import { open, rename, rm, stat } from 'node:fs/promises';

import { messageOf, systemCode } from '@sallyport/kernel';

import { cliErrors } from '../errors.ts';
import { partialName } from './partial-name.ts';

/**
 * Writes a report whole or not at all: into a new file beside it that takes its place when all is on disk.
 * A path that is no regular file (`/dev/stderr`, a FIFO) is written as it is.
 */
export async function writeWhole(path: string, chunks: Iterable<string>): Promise<void> {
  try {
    const existing = await stat(path).catch(() => undefined);
    if (existing !== undefined && !existing.isFile()) await writeTo(path, 'w', chunks);
    else await writeBeside(path, chunks);
  } catch (error) {
    throw outputFailure(path, error);
  }
}

/** What could not be written, and why, in people's words. */
export function outputFailure(path: string, error: unknown): Error {
  return cliErrors.OUTPUT_FAILED({ path, reason: reasonOf(error) }, { cause: error });
}

async function writeBeside(path: string, chunks: Iterable<string>): Promise<void> {
  const temporary = partialName(path);
  try {
    await writeTo(temporary, 'wx', chunks);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeTo(path: string, flags: 'w' | 'wx', chunks: Iterable<string>): Promise<void> {
  const file = await open(path, flags, 0o644);
  try {
    // A bare write may take a part of the chunk on a disk that fills up, and say nothing.
    for (const chunk of chunks) await file.appendFile(chunk);
    if (flags === 'wx') await file.sync();
  } finally {
    await file.close();
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'the folder does not exist',
  EACCES: 'no permission',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
};

function reasonOf(error: unknown): string {
  return REASONS[systemCode(error) ?? ''] ?? messageOf(error);
}
