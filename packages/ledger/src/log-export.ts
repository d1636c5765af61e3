/** A log as static files (c2sp.org/tlog-tiles): what a web server serves and what the offline verifier reads. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { parseCheckpoint } from './checkpoint.ts';
import { referenceIn } from './entry.ts';
import type { Ledger } from './ledger.ts';
import { decodeEntries, tilePath, tilesOf } from './tiles.ts';
import type { TileRef } from './tiles.ts';

/** Writes checkpoint, tiles, bundles and large bodies of the whole log into a folder; returns the checkpoint. */
export async function exportLog(ledger: Ledger, folder: string): Promise<string> {
  const note = await ledger.checkpoint();
  for (const tile of tilesOf(parseCheckpoint(note)?.size ?? 0)) {
    const bytes = (await ledger.tile(tile)) ?? new Uint8Array();
    await write(join(folder, tilePath(tile)), bytes);
    if (tile.level === 'entries') await exportBodies(ledger, folder, tile, bytes);
  }
  await write(join(folder, 'checkpoint'), note);
  return note;
}

async function exportBodies(ledger: Ledger, folder: string, tile: TileRef, bundle: Uint8Array): Promise<void> {
  const leaves = decodeEntries(bundle, tile.width) ?? [];
  for (const [i, leaf] of leaves.entries()) {
    const hex = referenceIn(leaf)?.digest.slice('sha256:'.length);
    if (hex === undefined) continue;
    await write(join(folder, 'bodies', hex.slice(0, 2), hex.slice(2)), await ledger.body(tile.index * 256 + i));
  }
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
