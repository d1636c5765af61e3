/** The log itself: durable appends in batches, signed checkpoints, proofs and tiles over any store. */
import { messageOf } from '@sallyport/kernel';

import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { entryOf, referenceIn } from './entry.ts';
import { ledgerErrors } from './errors.ts';
import { frontierBuilder } from './frontier.ts';
import type { FrontierBuilder } from './frontier.ts';
import { sameHash } from './hash.ts';
import type { NoteSigner } from './note.ts';
import { formatProofFile } from './proof-file.ts';
import { consistencyRanges, foldNodes, inclusionRanges, nodesOfRange } from './proof.ts';
import type { LeafRange, TreeHead } from './proof.ts';
import { ROW_HEIGHT } from './store.ts';
import type { AppendBatch, LedgerStore } from './store.ts';
import { tileReader } from './tile-reader.ts';
import { TILE_HEIGHT, TILE_WIDTH, encodeEntries } from './tiles.ts';
import type { TileRef } from './tiles.ts';
import { growTree } from './tree-growth.ts';

export interface LedgerOptions {
  readonly store: LedgerStore;
  /** The log's unique name: a host name with an optional path. */
  readonly origin: string;
  /** Who signs checkpoints. The first names the log. */
  readonly signers: readonly NoteSigner[];
  /** Largest body that is taken (default 64 MiB); above 65,535 bytes the leaf holds its digest. */
  readonly maxBodyBytes?: number;
}

export interface AppendReceipt {
  readonly index: number;
  readonly leafHash: Uint8Array;
}

export interface Ledger {
  readonly origin: string;
  /** Durable entries. */
  readonly size: number;
  head(): TreeHead;
  /** Adds bodies in order, one after the other in the log. Resolves when all of them are durable. */
  append(bodies: readonly Uint8Array[]): Promise<AppendReceipt[]>;
  /** Signs the head (once for each size) and keeps it as the newest checkpoint. */
  checkpoint(): Promise<string>;
  /** The body of an entry, fetched by digest where the leaf is a reference. */
  body(index: number): Promise<Uint8Array>;
  leaves(first: number, count: number): Promise<Uint8Array[]>;
  proveInclusion(index: number, size?: number): Promise<Uint8Array[]>;
  proveConsistency(from: number, to?: number): Promise<Uint8Array[]>;
  /** Root of the log when it had `size` entries. */
  rootAt(size: number): Promise<Uint8Array>;
  /** The offline-verifiable proof of one entry (c2sp.org/tlog-proof) under the newest checkpoint. */
  prove(index: number): Promise<string>;
  /** A tile or bundle as served over HTTP; undefined if the log has not grown to it. */
  tile(ref: TileRef): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;
/** One write takes at most so many entries; what waits beyond goes with the next. */
const MAX_BATCH_ENTRIES = 65_536;
const MAX_BATCH_BYTES = 64 * 1024 * 1024;

interface Waiting {
  readonly leaves: readonly Uint8Array[];
  readonly resolve: (receipts: AppendReceipt[]) => void;
  readonly reject: (error: unknown) => void;
}

interface LogState {
  tree: FrontierBuilder;
  waiting: Waiting[];
  flushing: Promise<void> | undefined;
  signing: Promise<unknown>;
  failure: Error | undefined;
  closed: boolean;
}

export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { store, origin } = options;
  const state: LogState = {
    tree: frontierBuilder(await store.open()),
    waiting: [],
    flushing: undefined,
    signing: Promise.resolve(),
    failure: undefined,
    closed: false,
  };
  const proofs = proofsOf(state, store);
  const ledger: Ledger = {
    origin,
    ...proofs,
    get size() {
      return state.tree.size;
    },
    head: () => ({ size: state.tree.size, root: state.tree.root() }),
    append: (bodies) => appendBodies(state, options, bodies),
    checkpoint() {
      // One after the other, so that an older head never replaces a newer one.
      const next = state.signing.then(() => newestCheckpoint(ledger, options));
      state.signing = next.catch(() => undefined);
      return next;
    },
    async body(index) {
      const [leaf] = await ledger.leaves(index, 1);
      const reference = leaf === undefined ? undefined : referenceIn(leaf);
      const body = reference === undefined ? leaf : await store.readBody(reference.digest);
      if (body === undefined) throw ledgerErrors.CORRUPT({ where: origin, detail: `entry ${index} has no body` });
      return body;
    },
    async leaves(first, count) {
      if (first < 0 || count < 0 || first + count > state.tree.size) {
        throw outOfRange(state, `entry ${first + count - 1}`);
      }
      return store.readLeaves(first, count);
    },
    async prove(index) {
      const checkpoint = await ledger.checkpoint();
      const size = parseCheckpoint(checkpoint)?.size ?? 0;
      return formatProofFile({ index, hashes: await proofs.proveInclusion(index, size), checkpoint });
    },
    tile: (ref) => readTile(state, store, ref),
    async close() {
      state.closed = true;
      await state.flushing;
      await state.signing;
      await store.close();
    },
  };
  return ledger;
}

function proofsOf(state: LogState, store: LedgerStore): Pick<Ledger, 'proveInclusion' | 'proveConsistency' | 'rootAt'> {
  const reader = tileReader(store);
  const roots = (ranges: readonly LeafRange[]) => {
    const size = state.tree.size;
    return Promise.all(
      ranges.map(async (range) => foldNodes(await Promise.all(nodesOfRange(range).map((id) => reader.node(id, size))))),
    );
  };
  return {
    async proveInclusion(index, size = state.tree.size) {
      const inRange = index >= 0 && index < size && size <= state.tree.size;
      if (!inRange) throw outOfRange(state, `entry ${index} of ${size}`);
      return roots(inclusionRanges(index, size));
    },
    async proveConsistency(from, to = state.tree.size) {
      const inRange = from >= 0 && from <= to && to <= state.tree.size;
      if (!inRange) throw outOfRange(state, `growth from ${from} to ${to}`);
      return from === 0 || from === to ? [] : roots(consistencyRanges(from, to));
    },
    async rootAt(size) {
      const inRange = size >= 0 && size <= state.tree.size;
      if (!inRange) throw outOfRange(state, `size ${size}`);
      const [root] = await roots([{ start: 0, end: size }]);
      return root ?? state.tree.root();
    },
  };
}

async function readTile(state: LogState, store: LedgerStore, ref: TileRef): Promise<Uint8Array | undefined> {
  const stored = Math.floor(state.tree.size / TILE_WIDTH ** (ref.level === 'entries' ? 0 : ref.level));
  const first = ref.index * TILE_WIDTH;
  if (first + ref.width > stored) return undefined;
  if (ref.level !== 'entries') return store.readHashes(ref.level * (TILE_HEIGHT / ROW_HEIGHT), first, ref.width);
  return encodeEntries(await store.readLeaves(first, ref.width));
}

async function appendBodies(
  state: LogState,
  options: LedgerOptions,
  bodies: readonly Uint8Array[],
): Promise<AppendReceipt[]> {
  if (state.closed) throw ledgerErrors.CLOSED();
  if (bodies.length === 0) return [];
  const limit = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  const large = bodies.find((body) => body.length > limit);
  if (large !== undefined) throw ledgerErrors.ENTRY_TOO_LARGE({ size: large.length, limit });
  const leaves: Uint8Array[] = [];
  for (const body of bodies) {
    const entry = entryOf(body);
    // The body is durable before the leaf that points at it.
    if (entry.kind === 'reference') await options.store.writeBody(entry.reference.digest, body);
    leaves.push(entry.leaf);
  }
  return new Promise((resolve, reject) => {
    state.waiting.push({ leaves, resolve, reject });
    state.flushing ??= flush(state, options.store);
  });
}

/** Writes what waits, batch after batch, until nothing waits. Appends that come in during a write share the next one. */
async function flush(state: LogState, store: LedgerStore): Promise<void> {
  // Let every append of this turn join the first batch.
  await Promise.resolve();
  while (state.waiting.length > 0) {
    const group = takeGroup(state.waiting);
    if (state.failure === undefined) await writeGroup(state, store, group);
    const failure = state.failure;
    if (failure !== undefined) for (const { reject } of group) reject(failure);
  }
  state.flushing = undefined;
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let entries = 0;
  let bytes = 0;
  let taken = 0;
  for (const { leaves } of waiting) {
    entries += leaves.length;
    bytes += leaves.reduce((sum, leaf) => sum + leaf.length, 0);
    if (taken > 0 && (entries > MAX_BATCH_ENTRIES || bytes > MAX_BATCH_BYTES)) break;
    taken++;
  }
  return waiting.splice(0, taken);
}

async function writeGroup(state: LogState, store: LedgerStore, group: readonly Waiting[]): Promise<void> {
  const tree = frontierBuilder(state.tree.snapshot());
  const first = tree.size;
  const leaves = group.flatMap((waiting) => waiting.leaves);
  const { hashes, leafHashes } = growTree(tree, leaves);
  try {
    await store.append({ first, leaves, hashes } satisfies AppendBatch);
  } catch (error) {
    // What reached the disk is not known, so this handle takes nothing more; opening again finds out.
    state.failure = ledgerErrors.FAILED({ detail: messageOf(error) }, { cause: error });
    return;
  }
  state.tree = tree;
  let at = 0;
  for (const { leaves: own, resolve } of group) {
    const start = at;
    at += own.length;
    resolve(leafHashes.slice(start, at).map((hash, i) => ({ index: first + start + i, leafHash: hash })));
  }
}

async function newestCheckpoint(ledger: Ledger, options: LedgerOptions): Promise<string> {
  const { size, root } = ledger.head();
  const stored = await options.store.readCheckpoint();
  const newest = stored === undefined ? undefined : parseCheckpoint(stored);
  if (stored !== undefined && newest?.size === size && newest.origin === options.origin) {
    if (!sameHash(newest.root, root)) {
      throw ledgerErrors.CORRUPT({ where: options.origin, detail: 'its checkpoint has another root' });
    }
    const keys = new Set(newest.signatures.map((signature) => signature.keyId));
    if (options.signers.every((signer) => keys.has(signer.keyId))) return stored;
  }
  const note = await signCheckpoint({ origin: options.origin, size, root, extensions: [] }, options.signers);
  await options.store.writeCheckpoint(note);
  return note;
}

function outOfRange(state: LogState, what: string): Error {
  return ledgerErrors.OUT_OF_RANGE({ size: state.tree.size, what });
}
