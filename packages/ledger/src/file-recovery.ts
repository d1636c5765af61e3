/** What opening a log's folder does: believe the snapshot, read the batches after it, cut a torn tail, and hold the result against the log's own checkpoint. */
import { join } from 'node:path';

import { HEADER_BYTES, decodeHeader, decodePayload, findHeader } from './batch-file.ts';
import type { BatchHeader, DecodedBatch } from './batch-file.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { parseCount } from './encoding.ts';
import { ledgerErrors } from './errors.ts';
import { frontierBuilder } from './frontier.ts';
import type { Frontier, FrontierBuilder } from './frontier.ts';
import { HASH_BYTES, sameHash } from './hash.ts';
import { OFFSET_BYTES, openFile, readExactly, readOptional, writeDerived, writeSnapshot } from './log-files.ts';
import type { OpenFolder } from './log-files.ts';
import { foldNodes, foldPerfect, nodesOfRange } from './proof.ts';
import type { NodeId } from './proof.ts';
import { ROW_FACTOR, ROW_HEIGHT } from './store.ts';
import { growTree } from './tree-growth.ts';

const SEARCH_BYTES = 8 * 1024 * 1024;

export async function recoverFolder(files: OpenFolder): Promise<Frontier> {
  const fileBytes = (await files.entries.stat()).size;
  await adoptSnapshot(files, fileBytes);
  const tree = frontierBuilder({ size: files.size, nodes: await frontierNodes(files, files.size) });
  const torn = await replayBatches(files, tree, fileBytes);
  await checkAgainstCheckpoint(files, tree);
  // Only now: a folder that is refused is left as it was found.
  if (torn) await cutTail(files);
  await writeSnapshot(files);
  return tree.snapshot();
}

/** Takes over size and position from `state` where the derived files are at least as long; otherwise everything is made anew. */
async function adoptSnapshot(files: OpenFolder, fileBytes: number): Promise<void> {
  const snapshot = parseSnapshot(await readOptional(join(files.folder, 'state')));
  if (snapshot === undefined) return;
  if (snapshot.entriesBytes > fileBytes) {
    throw ledgerErrors.ENTRIES_LOST({ where: files.folder, size: 'fewer', expected: snapshot.size });
  }
  for (let row = 0, count = snapshot.size; count > 0; row++, count = Math.floor(count / ROW_FACTOR)) {
    const file = (files.rows[row] ??= await openFile(join(files.folder, `hashes-${row}`)));
    if ((await file.stat()).size < count * HASH_BYTES) return;
  }
  if ((await files.offsets.stat()).size < snapshot.size * OFFSET_BYTES) return;
  files.size = snapshot.size;
  files.entriesBytes = snapshot.entriesBytes;
  files.snapshotSize = snapshot.size;
}

function parseSnapshot(content: Buffer | undefined): { size: number; entriesBytes: number } | undefined {
  try {
    const value = JSON.parse(content?.toString('utf8') ?? 'null') as { size?: unknown; entriesBytes?: unknown } | null;
    const size = parseCount(String(value?.size));
    const entriesBytes = parseCount(String(value?.entriesBytes));
    return size === undefined || entriesBytes === undefined ? undefined : { size, entriesBytes };
  } catch {
    // A state that cannot be read is as good as none: the entries are the truth.
    return undefined;
  }
}

/** Takes the batches after the snapshot into the tree and the derived files; true if the last one is torn. */
async function replayBatches(files: OpenFolder, tree: FrontierBuilder, fileBytes: number): Promise<boolean> {
  while (files.entriesBytes < fileBytes) {
    const header = await headerAt(files, files.entriesBytes, fileBytes);
    const batch = header?.first === tree.size ? await batchAt(files, header, fileBytes) : undefined;
    if (header === undefined || batch === undefined) {
      await refuseDamage(files, { header, fileBytes, size: tree.size });
      return true;
    }
    const { hashes } = growTree(tree, batch.leaves);
    await writeDerived(files, { first: header.first, hashes }, batch.offsets);
    files.entriesBytes += HEADER_BYTES + header.payloadBytes;
  }
  return false;
}

async function headerAt(files: OpenFolder, at: number, fileBytes: number): Promise<BatchHeader | undefined> {
  if (at + HEADER_BYTES > fileBytes) return undefined;
  return decodeHeader(await readExactly(files.entries, at, HEADER_BYTES));
}

async function batchAt(files: OpenFolder, header: BatchHeader, fileBytes: number): Promise<DecodedBatch | undefined> {
  const start = files.entriesBytes + HEADER_BYTES;
  if (start + header.payloadBytes > fileBytes) return undefined;
  return decodePayload(header, await readExactly(files.entries, start, header.payloadBytes));
}

/** A batch that cannot be read is the one that was being written when the process died, unless a sound one follows: then acknowledged entries are damaged. */
async function refuseDamage(
  files: OpenFolder,
  found: { header: BatchHeader | undefined; fileBytes: number; size: number },
): Promise<void> {
  const { header, fileBytes, size } = found;
  const next =
    header === undefined
      ? await searchHeader(files, files.entriesBytes + 1, fileBytes)
      : await headerAt(files, files.entriesBytes + HEADER_BYTES + header.payloadBytes, fileBytes);
  if (next !== undefined) {
    throw ledgerErrors.CORRUPT({
      where: files.folder,
      detail: `the batch at entry ${size} does not match its checksum`,
    });
  }
}

async function cutTail(files: OpenFolder): Promise<void> {
  await files.entries.truncate(files.entriesBytes);
  await files.entries.datasync();
}

async function searchHeader(files: OpenFolder, from: number, fileBytes: number): Promise<BatchHeader | undefined> {
  for (let at = from; at < fileBytes; at += SEARCH_BYTES - HEADER_BYTES) {
    const window = await readExactly(files.entries, at, Math.min(SEARCH_BYTES, fileBytes - at));
    const found = findHeader(window, 0);
    if (found >= 0) return decodeHeader(window.subarray(found));
  }
  return undefined;
}

async function checkAgainstCheckpoint(files: OpenFolder, tree: FrontierBuilder): Promise<void> {
  const note = (await readOptional(join(files.folder, 'checkpoint')))?.toString('utf8');
  if (note === undefined) return;
  const checkpoint = parseCheckpoint(note);
  if (checkpoint === undefined) throw corrupt(files, 'its checkpoint is malformed');
  if (checkpoint.size > tree.size) {
    throw ledgerErrors.ENTRIES_LOST({ where: files.folder, size: tree.size, expected: checkpoint.size });
  }
  const root = foldNodes(await frontierNodes(files, checkpoint.size));
  if (!sameHash(root, checkpoint.root)) throw corrupt(files, 'its entries do not have the root of its checkpoint');
}

/** The right edge of the tree of `size` leaves, out of the stored hashes. */
async function frontierNodes(files: OpenFolder, size: number): Promise<Uint8Array[]> {
  const nodes: Uint8Array[] = [];
  for (const id of nodesOfRange({ start: 0, end: size })) nodes.push(await storedNode(files, id));
  return nodes;
}

async function storedNode(files: OpenFolder, id: NodeId): Promise<Uint8Array> {
  const file = files.rows[Math.floor(id.level / ROW_HEIGHT)];
  if (file === undefined) throw corrupt(files, 'hashes are missing');
  const width = 2 ** (id.level % ROW_HEIGHT);
  const bytes = await readExactly(file, id.index * width * HASH_BYTES, width * HASH_BYTES);
  return foldPerfect(bytes, width);
}

function corrupt(files: OpenFolder, detail: string): Error {
  return ledgerErrors.CORRUPT({ where: files.folder, detail });
}
