/**
 * A log in a folder, for the command line and for hosts without a database:
 *
 *   entries       the batches (see batch-file.ts); the only file that an append waits for
 *   offsets       where each entry lies, u64; made from `entries`
 *   hashes-N      the hashes of row N (see store.ts), 32 bytes each; made from `entries`
 *   state         up to where the derived files are on disk: size, bytes of `entries`, root
 *   checkpoint    the newest signed checkpoint
 *   bodies/xx/…   bodies that are too large for a leaf, by SHA-256
 *   lock          the process that has the log open
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { digestOf } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { encodeBatch } from './batch-file.ts';
import { syncFolder, writeDurably } from './durable-file.ts';
import { ledgerErrors } from './errors.ts';
import { recoverFolder } from './file-recovery.ts';
import type { Frontier } from './frontier.ts';
import { lockFolder } from './folder-lock.ts';
import type { FolderLock } from './folder-lock.ts';
import { HASH_BYTES } from './hash.ts';
import {
  OFFSET_BYTES,
  openFile,
  readExactly,
  readOptional,
  writeDerived,
  writeFully,
  writeSnapshot,
} from './log-files.ts';
import type { OpenFolder } from './log-files.ts';
import type { AppendBatch, LedgerStore } from './store.ts';

/** After so many entries the derived files are synced, so that opening re-reads no more than that. */
const SNAPSHOT_ENTRIES = 262_144;

export interface FileStoreOptions {
  readonly folder: string;
}

export function fileStore(options: FileStoreOptions): LedgerStore {
  const folder = options.folder;
  let opened: OpenFolder | undefined;
  let lock: FolderLock | undefined;

  function files(): OpenFolder {
    if (opened === undefined) throw ledgerErrors.CLOSED();
    return opened;
  }

  return {
    async open(): Promise<Frontier> {
      await mkdir(join(folder, 'bodies'), { recursive: true, mode: 0o700 });
      lock = await lockFolder(folder);
      try {
        opened = await openFiles(folder);
        return await recoverFolder(opened);
      } catch (error) {
        if (opened !== undefined) await closeFiles(opened);
        opened = undefined;
        await lock.release();
        throw error;
      }
    },
    append: (batch) => appendBatch(files(), batch),
    readLeaves: (first, count) => readLeaves(files(), first, count),
    async readHashes(row, first, count) {
      const file = files().rows[row];
      return file === undefined ? new Uint8Array() : readExactly(file, first * HASH_BYTES, count * HASH_BYTES);
    },
    async writeBody(digest, body) {
      const path = bodyPath(folder, digest);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeDurably(path, body);
      await syncFolder(join(folder, 'bodies'));
    },
    async readBody(digest) {
      const body = await readOptional(bodyPath(folder, digest));
      if (body !== undefined && digestOf(body) !== digest) {
        throw ledgerErrors.CORRUPT({ where: folder, detail: `the body ${digest} was altered` });
      }
      return body;
    },
    writeCheckpoint: (note) => writeDurably(join(folder, 'checkpoint'), note),
    readCheckpoint: async () => (await readOptional(join(folder, 'checkpoint')))?.toString('utf8'),
    async close() {
      if (opened !== undefined) {
        await writeSnapshot(opened);
        await closeFiles(opened);
      }
      opened = undefined;
      await lock?.release();
      lock = undefined;
    },
  };
}

async function openFiles(folder: string): Promise<OpenFolder> {
  const entries = await openFile(join(folder, 'entries'));
  const offsets = await openFile(join(folder, 'offsets'));
  const rows = [await openFile(join(folder, 'hashes-0'))];
  await syncFolder(folder);
  return { folder, entries, offsets, rows, size: 0, entriesBytes: 0, snapshotSize: 0 };
}

async function closeFiles(files: OpenFolder): Promise<void> {
  for (const file of [files.entries, files.offsets, ...files.rows]) await file.close();
}

async function appendBatch(files: OpenFolder, batch: AppendBatch): Promise<void> {
  if (batch.first !== files.size) throw ledgerErrors.CONFLICT({ first: batch.first, size: files.size });
  const { bytes, offsets } = encodeBatch(batch.first, batch.leaves);
  await writeFully(files.entries, bytes, files.entriesBytes);
  await files.entries.datasync();
  await writeDerived(files, batch, offsets);
  files.entriesBytes += bytes.length;
  if (files.size - files.snapshotSize >= SNAPSHOT_ENTRIES) await writeSnapshot(files);
}

async function readLeaves(files: OpenFolder, first: number, count: number): Promise<Uint8Array[]> {
  if (count === 0) return [];
  const table = await readExactly(files.offsets, first * OFFSET_BYTES, count * OFFSET_BYTES);
  const starts = Array.from({ length: count }, (_, i) => Number(table.readBigUInt64LE(i * OFFSET_BYTES)));
  const from = (starts[0] ?? 0) - 4;
  // The last entry's length stands before its bytes.
  const lastStart = starts.at(-1) ?? 0;
  const lastLength = (await readExactly(files.entries, lastStart - 4, 4)).readUInt32LE(0);
  const bytes = await readExactly(files.entries, from, lastStart + lastLength - from);
  return starts.map((start) => {
    const at = start - from;
    return bytes.subarray(at, at + bytes.readUInt32LE(at - 4));
  });
}

function bodyPath(folder: string, digest: Digest): string {
  const hex = digest.slice('sha256:'.length);
  return join(folder, 'bodies', hex.slice(0, 2), hex.slice(2));
}
