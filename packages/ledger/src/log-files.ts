/** The files of a log's folder and the writes and reads that both the store and its recovery use. */
import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { systemCode } from '@sallyport/kernel';

import { writeDurably } from './durable-file.ts';
import { ledgerErrors } from './errors.ts';
import { HASH_BYTES } from './hash.ts';
import type { HashRun } from './store.ts';

/** Bytes of one entry's offset in the file `offsets`. */
export const OFFSET_BYTES = 8;

/** The files of an open log. Rows are opened as the tree grows into them. */
export interface OpenFolder {
  readonly folder: string;
  readonly entries: FileHandle;
  readonly offsets: FileHandle;
  readonly rows: FileHandle[];
  size: number;
  entriesBytes: number;
  snapshotSize: number;
}

export async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return open(path, 'w+', 0o600);
  }
}

/** Writes what can be made from the entries again: no sync, the snapshot does that. `offsets` are relative to the end of the entries file. */
export async function writeDerived(
  files: OpenFolder,
  batch: { readonly first: number; readonly hashes: readonly HashRun[] },
  offsets: readonly number[],
): Promise<void> {
  const table = Buffer.allocUnsafe(offsets.length * OFFSET_BYTES);
  offsets.forEach((offset, i) => table.writeBigUInt64LE(BigInt(files.entriesBytes + offset), i * OFFSET_BYTES));
  await writeFully(files.offsets, table, batch.first * OFFSET_BYTES);
  for (const run of batch.hashes) {
    const row = (files.rows[run.row] ??= await openFile(join(files.folder, `hashes-${run.row}`)));
    await writeFully(row, run.bytes, run.first * HASH_BYTES);
  }
  files.size = batch.first + offsets.length;
}

/** Syncs the derived files and notes how far they are to be trusted. */
export async function writeSnapshot(files: OpenFolder): Promise<void> {
  if (files.snapshotSize === files.size) return;
  for (const file of [files.offsets, ...files.rows]) await file.datasync();
  await writeDurably(
    join(files.folder, 'state'),
    JSON.stringify({ version: 1, size: files.size, entriesBytes: files.entriesBytes }),
  );
  files.snapshotSize = files.size;
}

export async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw ledgerErrors.CORRUPT({ where: 'its files', detail: 'a file is shorter than the log' });
    done += bytesRead;
  }
  return buffer;
}

export async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

export async function readOptional(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
