import type { FrontierBuilder } from './frontier.ts';
import { leafHash } from './hash.ts';
import { ROW_HEIGHT } from './store.ts';
import type { HashRun } from './store.ts';

/** Appends leaves to the tree and collects what the stored rows gain. */
export function growTree(
  tree: FrontierBuilder,
  leaves: readonly Uint8Array[],
): { hashes: HashRun[]; leafHashes: Uint8Array[] } {
  const rows: { first: number; hashes: Uint8Array[] }[] = [];
  const leafHashes = leaves.map(leafHash);
  for (const hash of leafHashes) {
    tree.append(hash, (level, index, node) => {
      if (level % ROW_HEIGHT !== 0) return;
      const row = (rows[level / ROW_HEIGHT] ??= { first: index, hashes: [] });
      row.hashes.push(node);
    });
  }
  const hashes = rows.map(({ first, hashes }, row) => ({ row, first, bytes: Buffer.concat(hashes) }));
  return { hashes, leafHashes };
}
