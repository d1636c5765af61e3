import { Heap } from '@sallyport/kernel';

import type { Pause } from './blob-walk.ts';
import { parseCommit } from './commit.ts';
import type { Commit } from './commit.ts';
import { IdTable } from './id-table.ts';
import type { ObjectStore } from './object-store.ts';
import { KIND } from './pack.ts';
import { eachTreeEntry } from './tree.ts';
import type { TreeEntry, TreeEntryOptions } from './tree.ts';

/** All commits reachable from some tips, and what could not be read. */
export interface CommitList {
  /** Oldest first: no commit before one of its parents. */
  readonly commits: readonly Commit[];
  /** Ids of commits that others name as parents and that are not there. */
  readonly missing: readonly string[];
}

/** Sees each commit and annotated tag as it is read. */
export type OnTextObject = (id: string, object: { readonly kind: number; readonly data: Buffer }) => void;

/** Reads the commits reachable from `tips` (ids in hex; annotated tags are followed), without `known` and what only they reach. */
export function listCommits(
  store: ObjectStore,
  tips: readonly string[],
  known: { has(id: string): boolean } = new Set(),
  onObject: OnTextObject = () => undefined,
): CommitList {
  const read = new Map<string, Commit>();
  const missing = new Set<string>();
  const open = [...tips];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (read.has(id) || known.has(id) || missing.has(id)) continue;
    const step = readCommitOrTag(store, id, onObject);
    if (step === 'missing') missing.add(id);
    else if (typeof step === 'string') open.push(step);
    else if (step !== undefined) {
      read.set(id, step);
      open.push(...step.parents);
    }
  }
  return { commits: oldestFirst(read), missing: [...missing] };
}

/** A commit; for a tag the id that it points to; undefined for a tree or blob, which a ref may oddly point to. */
function readCommitOrTag(store: ObjectStore, id: string, onObject: OnTextObject): Commit | string | undefined {
  const object = store.read(id);
  if (object === undefined) return 'missing';
  if (object.kind === KIND.commit || object.kind === KIND.tag) onObject(id, object);
  if (object.kind === KIND.commit) return parseCommit(id, object.data);
  if (object.kind !== KIND.tag) return undefined;
  return /^object (?<id>[0-9a-f]+)$/m.exec(object.data.toString('latin1', 0, 200))?.groups?.['id'];
}

/** Parents before children; among those that are free to choose from, by commit date. */
function oldestFirst(read: ReadonlyMap<string, Commit>): Commit[] {
  const children = new Map<string, Commit[]>();
  const waiting = new Map<string, number>();
  const ready = new Heap<Commit>((a, b) => a.committedAt < b.committedAt);
  for (const commit of read.values()) {
    const present = new Set(commit.parents.filter((parent) => read.has(parent)));
    for (const parent of present) addTo(children, parent, commit);
    waiting.set(commit.id, present.size);
    if (present.size === 0) ready.push(commit);
  }
  const ordered: Commit[] = [];
  for (let commit = ready.pop(); commit !== undefined; commit = ready.pop()) {
    ordered.push(commit);
    for (const child of children.get(commit.id) ?? []) {
      const left = (waiting.get(child.id) ?? 1) - 1;
      waiting.set(child.id, left);
      if (left === 0) ready.push(child);
    }
  }
  return ordered;
}

function addTo(map: Map<string, Commit[]>, key: string, commit: Commit): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [commit]);
  else list.push(commit);
}

/** What the tree walk tells of: a blob in the first commit that holds it at this path. */
export type OnNewBlob = (id: string, path: string, commit: Commit) => void;

/** Longest path that is followed; trees that nest deeper are made to hurt. */
export const MAX_PATH = 8192;

export interface NewBlobsOptions {
  readonly hashBytes: number;
  /** Only these blobs are told of. */
  readonly wanted: { has(id: string): boolean } & Iterable<string>;
  /** Trees of a commit's parents that are not in the list of commits: what they hold is not new. */
  readonly parentTrees?: (commit: Commit) => readonly string[];
  /** Files at such paths are told of too, whatever they hold. */
  readonly wantsPath?: ((path: string) => boolean) | undefined;
  /** Whether nothing more is wanted. */
  readonly done?: () => boolean;
  readonly pause: Pause;
  /** A tree, by id in hex, that could not be read: what lies below it is not told of. */
  readonly onLostTree: (id: string) => void;
}

/**
 * Walks the trees of commits, oldest first, each distinct tree once, and tells of the wanted blobs in it: the first time
 * that a blob turns up is in the commit that brought it.
 */
export async function walkNewBlobs(
  store: ObjectStore,
  commits: readonly Commit[],
  options: NewBlobsOptions,
  onBlob: OnNewBlob,
): Promise<void> {
  const { hashBytes, wanted, wantsPath, onLostTree } = options;
  const seen = new IdTable(hashBytes);
  // Most blobs are not wanted: four bytes of the id tell so.
  const starts = new Set(Array.from(wanted, (id) => Number.parseInt(id.slice(0, 8), 16)));
  const isOfInterest = (kind: TreeEntry['kind'], data: Buffer, idAt: number): boolean =>
    kind === 'tree' ? seen.find(data, idAt) === -1 : wantsPath !== undefined || starts.has(data.readUInt32BE(idAt));
  const entriesOf = (tree: string, options: TreeEntryOptions): TreeEntry[] => {
    const entries: TreeEntry[] = [];
    const object = store.read(tree);
    if (object?.kind === KIND.tree) eachTreeEntry(object.data, options, (entry) => entries.push(entry));
    else onLostTree(tree);
    return entries;
  };
  const visit = (tree: string, known: readonly string[], prefix: string, commit: Commit): void => {
    if (known.includes(tree) || !addNew(seen, tree)) return;
    if (prefix.length > MAX_PATH) return onLostTree(tree);
    const before = known.map((other) => new Map(entriesOf(other, { hashBytes }).map((entry) => [entry.name, entry])));
    for (const entry of entriesOf(tree, { hashBytes, isOfInterest })) {
      const earlier = before.flatMap((entries) => entries.get(entry.name) ?? []).map((other) => other.id);
      if (earlier.includes(entry.id)) continue;
      if (entry.kind === 'tree') visit(entry.id, earlier, `${prefix}${entry.name}/`, commit);
      else if (entry.kind === 'blob' && (wanted.has(entry.id) || wantsPath?.(prefix + entry.name) === true))
        onBlob(entry.id, prefix + entry.name, commit);
    }
  };
  for (const commit of commits) {
    if (options.done?.() === true) return;
    await options.pause();
    visit(commit.tree, options.parentTrees?.(commit) ?? [], '', commit);
  }
}

/** Adds an id in hex; false where it was there already. */
export function addNew(seen: IdTable, id: string): boolean {
  const number = seen.size;
  return seen.addHex(id) === number;
}
