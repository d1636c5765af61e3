import { createReadStream } from 'node:fs';
import { open as openFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isSallyportError, messageOf, systemCode } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { gather } from '../layers/checked.ts';
import { lookAt, openEach } from './archive-files.ts';
import type { ArchiveFiles } from './archive-files.ts';

const READ_BYTES = 256 * 1024;

/** How files are read: in place means that pieces are only valid until the next. */
export interface ReadWay {
  readonly isInPlace?: boolean | undefined;
}

/** The files of a folder. */
export function folderFiles(root: string, { isInPlace }: ReadWay = {}): ArchiveFiles {
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
    (await size(path)) === undefined ? undefined : readFilePart(join(root, path), { isInPlace });
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

interface FilePart extends ReadWay {
  readonly start?: number;
  /** To the end of the file where it is absent. */
  readonly length?: number;
}

/** A part of a file as a stream. */
export async function* readFilePart(
  path: string,
  { start = 0, length = Number.POSITIVE_INFINITY, isInPlace = false }: FilePart = {},
): AsyncGenerator<Uint8Array, void, void> {
  if (length === 0) return;
  try {
    if (isInPlace) yield* readInPlace(path, start, length);
    else yield* createReadStream(path, { highWaterMark: READ_BYTES, start, end: start + length - 1 });
  } catch (error) {
    throw fileFailed(path, error);
  }
}

async function* readInPlace(path: string, start: number, length: number): AsyncGenerator<Uint8Array, void, void> {
  const handle = await openFile(path, 'r');
  try {
    const piece = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, Math.max(1, length)));
    for (let left = length, at = start; left > 0;) {
      const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, left), at);
      if (bytesRead === 0) return;
      left -= bytesRead;
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

export function fileFailed(path: string, error: unknown): Error {
  return isSallyportError(error) || systemCode(error) === undefined
    ? (error as Error)
    : ociErrors.FILE_FAILED({ path, reason: messageOf(error) }, { cause: error });
}
