import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isSallyportError, messageOf, systemCode } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { gather } from '../layers/checked.ts';
import { lookAt, openEach } from './archive-files.ts';
import type { ArchiveFiles } from './archive-files.ts';

export const READ_BYTES = 256 * 1024;

/** The files of a folder. */
export function folderFiles(root: string): ArchiveFiles {
  const size = async (path: string): Promise<number | undefined> => {
    try {
      const found = await stat(join(root, path));
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
      throw fileFailed(join(root, path), error);
    }
  };
  const open = async (path: string): Promise<AsyncIterable<Uint8Array> | undefined> =>
    (await size(path)) === undefined ? undefined : readFilePart(join(root, path));
  const files: ArchiveFiles = {
    label: root,
    size,
    has: async (path) => (await size(path)) !== undefined,
    open,
    async look(path) {
      const content = await open(path);
      return content === undefined ? undefined : lookAt(content);
    },
    async read(path, maxBytes) {
      const content = await open(path);
      return content === undefined ? undefined : gather(content, maxBytes, join(root, path));
    },
    openMany: (paths) => openEach(files, paths),
    close: async () => undefined,
  };
  return files;
}

/** A part of a file as a stream; to its end where `length` is absent. */
export async function* readFilePart(
  path: string,
  start = 0,
  length = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array, void, void> {
  if (length === 0) return;
  try {
    yield* createReadStream(path, { highWaterMark: READ_BYTES, start, end: start + length - 1 });
  } catch (error) {
    throw fileFailed(path, error);
  }
}

export function fileFailed(path: string, error: unknown): Error {
  return isSallyportError(error) || systemCode(error) === undefined
    ? (error as Error)
    : ociErrors.FILE_FAILED({ path, reason: messageOf(error) }, { cause: error });
}
