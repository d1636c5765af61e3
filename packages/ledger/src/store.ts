import type { Digest } from '@sallyport/kernel';

import type { Frontier } from './frontier.ts';

/** Tree levels between two stored rows of hashes. Two rows are one level of tiles. */
export const ROW_HEIGHT = 4;
/** Leaves under one hash of row n are 16 to the power of n. */
export const ROW_FACTOR = 2 ** ROW_HEIGHT;

/** A run of hashes in one row: row 0 holds the leaves' hashes, row n the roots of the perfect subtrees of 16^n leaves. */
export interface HashRun {
  readonly row: number;
  readonly first: number;
  /** 32 bytes a hash. */
  readonly bytes: Uint8Array;
}

export interface AppendBatch {
  /** Index of the first entry: the log's size before. */
  readonly first: number;
  readonly leaves: readonly Uint8Array[];
  readonly hashes: readonly HashRun[];
}

/**
 * Where a log lives: files for the command line, PostgreSQL in the control plane, memory in tests.
 * One writer at a time; `append` refuses a batch that does not start at the stored size (`LEDGER_CONFLICT`).
 */
export interface LedgerStore {
  /** The right edge of what is durable. */
  open(): Promise<Frontier>;
  /** Resolves once the batch would survive a crash of the machine: all of it, or none. */
  append(batch: AppendBatch): Promise<void>;
  readLeaves(first: number, count: number): Promise<Uint8Array[]>;
  /** Hashes of one row, 32 bytes each. */
  readHashes(row: number, first: number, count: number): Promise<Uint8Array>;
  /** Bodies that are too large for a leaf, by digest. Durable when resolved. */
  writeBody(digest: Digest, body: Uint8Array): Promise<void>;
  readBody(digest: Digest): Promise<Uint8Array | undefined>;
  /** The newest signed checkpoint. Durable when resolved. */
  writeCheckpoint(note: string): Promise<void>;
  readCheckpoint(): Promise<string | undefined>;
  close(): Promise<void>;
}
