import type { Digest } from '@sallyport/kernel';

import { ledgerErrors } from './errors.ts';
import { EMPTY_FRONTIER, frontierBuilder } from './frontier.ts';
import { HASH_BYTES, leafHash } from './hash.ts';
import type { AppendBatch, LedgerStore } from './store.ts';

/** A log that lives as long as its process. */
export function memoryStore(): LedgerStore {
  const leaves: Uint8Array[] = [];
  const rows: Uint8Array[][] = [];
  const bodies = new Map<Digest, Uint8Array>();
  let checkpoint: string | undefined;
  return {
    async open() {
      const tree = frontierBuilder(EMPTY_FRONTIER);
      for (const leaf of leaves) tree.append(leafHash(leaf));
      return tree.snapshot();
    },
    async append(batch: AppendBatch) {
      if (batch.first !== leaves.length) {
        throw ledgerErrors.CONFLICT({ first: batch.first, size: leaves.length });
      }
      for (const leaf of batch.leaves) leaves.push(Uint8Array.from(leaf));
      for (const run of batch.hashes) {
        const row = (rows[run.row] ??= []);
        for (let at = 0; at < run.bytes.length; at += HASH_BYTES) row.push(run.bytes.slice(at, at + HASH_BYTES));
      }
    },
    readLeaves: async (first, count) => leaves.slice(first, first + count),
    readHashes: async (row, first, count) => Buffer.concat(rows[row]?.slice(first, first + count) ?? []),
    async writeBody(digest, body) {
      bodies.set(digest, Uint8Array.from(body));
    },
    readBody: async (digest) => bodies.get(digest),
    async writeCheckpoint(note) {
      checkpoint = note;
    },
    readCheckpoint: async () => checkpoint,
    async close() {
      // Nothing is held open.
    },
  };
}
