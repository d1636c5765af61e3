import { open, stat } from 'node:fs/promises';

import { isSallyportError } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import type { ArchiveFiles } from '../files/archive-files.ts';
import { fileFailed, folderFiles, readFilePart } from '../files/folder-files.ts';
import type { ReadWay } from '../files/folder-files.ts';
import { tarFile } from '../files/tar-file.ts';
import { tarStream } from '../files/tar-stream.ts';
import { compressionOf, decompress } from '../layers/decompress.ts';
import type { OciLimits } from '../limits.ts';
import { BLOCK_BYTES } from '../tar/block.ts';
import type { ContentReader } from './content-reader.ts';
import { dockerArchiveReader, isDockerArchive } from './docker-archive.ts';
import { isOciLayout, ociLayoutReader } from './oci-layout.ts';

export interface ArchiveChoice extends ReadWay {
  /** A tag, reference or digest in the archive; may be absent where it holds one image. */
  readonly name: string | undefined;
  readonly limits: OciLimits;
  readonly label?: string;
}

/** An image in a folder or file: an OCI layout, as a folder or tar, or an archive of `docker save`; compressed or not. */
export async function openArchive(path: string, choice: ArchiveChoice): Promise<ContentReader> {
  return archiveReader(await openFiles(path, choice), choice);
}

/** The same for files that are already at hand. */
export async function archiveReader(files: ArchiveFiles, choice: ArchiveChoice): Promise<ContentReader> {
  const label = choice.label ?? `${files.label}${choice.name === undefined ? '' : `:${choice.name}`}`;
  if (await isOciLayout(files)) return ociLayoutReader(files, label, choice);
  if (await isDockerArchive(files)) return dockerArchiveReader(files, label, choice);
  throw ociErrors.ARCHIVE_INVALID({ path: files.label, reason: 'it has neither oci-layout nor manifest.json' });
}

async function openFiles(path: string, { isInPlace }: ReadWay): Promise<ArchiveFiles> {
  try {
    if ((await stat(path)).isDirectory()) return folderFiles(path, { isInPlace });
    const compression = compressionOf(await firstBytes(path));
    if (compression === 'none') return await tarFile(path, { isInPlace });
    return await tarStream(path, () => decompress(readFilePart(path, { isInPlace }), path, { isInPlace }));
  } catch (error) {
    throw isNoTar(error) ? ociErrors.ARCHIVE_INVALID({ path, reason: 'it is no tar' }) : fileFailed(path, error);
  }
}

/** What fails at its first block was never one. */
function isNoTar(error: unknown): boolean {
  return isSallyportError(error) && error.code === 'OCI_TAR_MALFORMED' && Number(error.params['offset']) <= BLOCK_BYTES;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
