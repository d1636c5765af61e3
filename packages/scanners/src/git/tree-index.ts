import type { BlobVisitor, Pause, WalkedBlob } from './blob-walk.ts';
import type { Commit } from './commit.ts';
import { MAX_PATH } from './commit-walk.ts';
import type { OnNewBlob } from './commit-walk.ts';
import type { CopiedStretch } from './delta.ts';
import { IdTable } from './id-table.ts';
import { Leading } from './leading.ts';
import { createNameEndings } from './name-endings.ts';
import type { NameEndings } from './name-endings.ts';
import { kindOf } from './tree.ts';
import { TreeEdges } from './tree-edges.ts';

export interface TreeIndexOptions {
  readonly hashBytes: number;
  /** The blobs, in hex, that are looked for. */
  readonly wanted: Iterable<string>;
  /** How the names of files end that are looked for whatever they hold; empty for none. Asked when the first tree comes. */
  readonly endings: () => readonly string[];
  /** Whether the object whose id stands there is in the repository. */
  readonly has: (ids: Buffer, at: number) => boolean;
  readonly maxBytes: number;
  /** How much may be kept; beyond it the index is not whole. */
  readonly maxEdges?: number;
}

const MAX_EDGES = 2_000_000;
/** As deep as git itself follows trees (`core.maxTreeDepth`). */
const MAX_DEPTH = 2048;
const SPACE = 0x20;

/** A tree that was seen: its number, where its entries start, and where the last one ends. */
interface SeenTree {
  readonly tree: number;
  readonly starts: Int32Array;
}

const WITHOUT_BASE: { readonly copies: readonly CopiedStretch[]; readonly state: SeenTree } = {
  copies: [],
  state: { tree: -1, starts: new Int32Array() },
};

/** Where a value stands in ascending numbers, or -1. */
function indexOf(numbers: Int32Array, value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = numbers[middle] ?? 0;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Gathers where a tree's entries start. */
class Starts {
  #numbers = new Int32Array(1024);
  #size = 0;

  clear(): void {
    this.#size = 0;
  }

  add(at: number): void {
    if (this.#size === this.#numbers.length) {
      const larger = new Int32Array(this.#size * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#size] = at;
    this.#size += 1;
  }

  /** Adds the starts of those entries from the n-th on that end before `end`, `shift` further back; the number of the next one. */
  addFrom(starts: Int32Array, n: number, end: number, shift: number): number {
    let next = n;
    while (next + 1 < starts.length && (starts[next + 1] ?? 0) <= end) {
      this.add((starts[next] ?? 0) + shift);
      next += 1;
    }
    return next;
  }

  list(): Int32Array {
    return this.#numbers.slice(0, this.#size);
  }
}

export interface TreeWalkOptions {
  /** Whether a path whose name has one of the endings is looked for. */
  readonly wantsPath?: ((path: string) => boolean) | undefined;
  readonly done: () => boolean;
  readonly pause: Pause;
  /** A tree, by id in hex, that could not be followed. */
  readonly onLostTree: (id: string) => void;
}

/**
 * What all trees of a repository hold of what is looked for, gathered in one pass along the deltas of packs: a tree is made once,
 * and of one that is made from another only what is new is looked up. With it the commits are walked without a tree being read again.
 */
export class TreeIndex {
  readonly visitor: BlobVisitor<SeenTree>;
  readonly #options: TreeIndexOptions;
  readonly #trees: IdTable;
  /** What is looked for by id, then what is by name. */
  readonly #blobs: IdTable;
  readonly #wantedCount: number;
  /** 1 for each pair of bytes that a wanted id begins with. */
  readonly #beginnings = new Uint8Array(0x1_0000);
  readonly #starts = new Starts();
  readonly #edges: TreeEdges;
  #endings: NameEndings | undefined;
  #foundName = false;
  #isBroken = false;

  constructor(options: TreeIndexOptions) {
    this.#options = options;
    this.#trees = new IdTable(options.hashBytes);
    this.#blobs = new IdTable(options.hashBytes);
    for (const id of options.wanted) {
      this.#blobs.addHex(id);
      this.#beginnings[Number.parseInt(id.slice(0, 4), 16)] = 1;
    }
    this.#wantedCount = this.#blobs.size;
    this.#edges = new TreeEdges(options.maxEdges ?? MAX_EDGES);
    this.visitor = {
      maxBytes: options.maxBytes,
      skip: (ids, at) => this.#edges.has(this.#trees.find(ids, at)),
      visit: (tree) => this.#visit(tree),
      damaged: () => this.#break(),
      tooLarge: () => this.#break(),
    };
  }

  /** Whether a name with one of the endings was seen. */
  get foundName(): boolean {
    return this.#foundName;
  }

  /** A tree that is in no pack, by id in hex. */
  look(id: string, data: Buffer): void {
    const tree = this.#trees.addHex(id);
    if (!this.#edges.has(tree)) this.#parse(tree, data, undefined);
  }

  /** Whether a tree could not be read, or one names something that is not in the repository. */
  isBroken(): boolean {
    if (this.#isBroken) return true;
    const { bytes, size } = this.#trees;
    for (let tree = 0; tree < size; tree += 1)
      if (!this.#edges.has(tree) && !this.#options.has(bytes, tree * this.#options.hashBytes)) return true;
    return false;
  }

  /** Whether all trees were seen that others name: only then can it be walked. */
  isWhole(): boolean {
    if (this.#isBroken || this.#edges.isFull) return false;
    for (let tree = 0; tree < this.#trees.size; tree += 1) if (!this.#edges.has(tree)) return false;
    return true;
  }

  /** As `walkNewBlobs`, of commits whose parents are all among them. */
  async walk(commits: readonly Commit[], options: TreeWalkOptions, onBlob: OnNewBlob): Promise<void> {
    const { wantsPath, onLostTree } = options;
    const leading = new Leading(this.#edges, this.#trees.size);
    const seen = new Uint8Array(this.#trees.size);
    const isOpen = (tree: number): boolean => seen[tree] === 0 && leading.leads(tree);
    const visit = (tree: number, prefix: string, commit: Commit, depth: number): void => {
      seen[tree] = 1;
      if (prefix.length > MAX_PATH || depth > MAX_DEPTH) return onLostTree(this.#trees.hex(tree));
      const count = this.#edges.count(tree);
      for (let n = 0; n < count; n += 1) {
        const to = this.#edges.to(tree, n);
        if (to >= 0) {
          if (isOpen(to)) visit(to, `${prefix}${this.#edges.name(tree, n)}/`, commit, depth + 1);
          continue;
        }
        const path = prefix + this.#edges.name(tree, n);
        const blob = -1 - to;
        if (blob < this.#wantedCount || wantsPath?.(path) === true) onBlob(this.#blobs.hex(blob), path, commit);
      }
    };
    for (const commit of commits) {
      if (options.done()) return;
      await options.pause();
      const root = this.#trees.find(Buffer.from(commit.tree, 'hex'), 0);
      if (root === -1) onLostTree(commit.tree);
      else if (isOpen(root)) visit(root, '', commit, 0);
    }
  }

  #break(): void {
    this.#isBroken = true;
  }

  #visit({ ids, idAt, data, parent }: WalkedBlob<SeenTree>): SeenTree {
    const tree = this.#trees.add(ids, idAt);
    return { tree, starts: this.#parse(tree, data, parent) };
  }

  /**
   * Reads a tree's entries, and returns where they start and the last one ends. What stretches over whole entries of its base is
   * taken from there.
   */
  #parse(tree: number, data: Buffer, parent: WalkedBlob<SeenTree>['parent']): Int32Array {
    this.#edges.begin(tree, parent?.state.tree ?? -1);
    const starts = this.#starts;
    starts.clear();
    const { copies, state: base } = parent ?? WITHOUT_BASE;
    let at = 0;
    let turn = 0;
    while (at < data.length) {
      let copy = copies[turn];
      while (copy !== undefined && copy.target + copy.length <= at) copy = copies[++turn];
      const kept = copy === undefined || copy.target > at ? at : this.#keep(base, copy, at);
      const end = kept > at ? kept : this.#entry(data, at);
      if (end === -1) break;
      if (kept === at) starts.add(at);
      at = end;
    }
    starts.add(Math.min(at, data.length));
    this.#edges.end();
    return starts.list();
  }

  /** Takes whole entries from the base, as far as a stretch holds them from `at` on; where they end, `at` where there are none. */
  #keep(base: SeenTree, copy: CopiedStretch, at: number): number {
    const shift = copy.target - copy.source;
    const first = indexOf(base.starts, at - shift);
    if (first === -1) return at;
    const end = base.starts[this.#starts.addFrom(base.starts, first, copy.source + copy.length, shift)] ?? 0;
    this.#edges.keep(at - shift, end, shift);
    return end + shift;
  }

  /** Looks at the entry that starts at `start`; where it ends, -1 where it is damaged. */
  #entry(data: Buffer, start: number): number {
    const { hashBytes, has } = this.#options;
    const endings = (this.#endings ??= createNameEndings(this.#options.endings()));
    let at = start;
    while (at < data.length && data[at] !== SPACE) at += 1;
    const nameAt = at + 1;
    at = nameAt;
    while (at < data.length && data[at] !== 0) at += 1;
    const idAt = at + 1;
    if (idAt + hashBytes > data.length) return -1;
    const kind = kindOf(data, start);
    if (kind === 'tree') this.#edges.add(start, this.#trees.add(data, idAt), data.toString('utf8', nameAt, at));
    else if (kind !== 'submodule') {
      if (!has(data, idAt)) this.#isBroken = true;
      if (kind === 'blob') this.#addBlob({ data, start, nameAt, idAt }, endings);
    }
    return idAt + hashBytes;
  }

  #addBlob(
    { data, start, nameAt, idAt }: { data: Buffer; start: number; nameAt: number; idAt: number },
    endings: NameEndings,
  ): void {
    const isNamed = endings.isEnd(data, nameAt, idAt - 1);
    let blob = -1;
    if (this.#beginnings[((data[idAt] ?? 0) << 8) | (data[idAt + 1] ?? 0)] === 1) blob = this.#blobs.find(data, idAt);
    if (isNamed) {
      this.#foundName = true;
      blob = this.#blobs.add(data, idAt);
    }
    if (blob !== -1) this.#edges.add(start, -1 - blob, data.toString('utf8', nameAt, idAt - 1));
  }
}
