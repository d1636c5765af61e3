import type { BlobVisitor, Pause, WalkedBlob } from './blob-walk.ts';
import type { Commit } from './commit.ts';
import { MAX_PATH } from './commit-walk.ts';
import type { OnNewBlob } from './commit-walk.ts';
import type { CopiedStretch } from './delta.ts';
import { IdTable } from './id-table.ts';
import { Leading } from './leading.ts';
import { createNameEndings } from './name-endings.ts';
import type { NameEndings } from './name-endings.ts';
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
const NO_COPIES: readonly CopiedStretch[] = [];

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
  readonly visitor: BlobVisitor<number>;
  readonly #options: TreeIndexOptions;
  readonly #trees: IdTable;
  /** What is looked for by id, then what is by name. */
  readonly #blobs: IdTable;
  readonly #wantedCount: number;
  /** 1 for each pair of bytes that a wanted id begins with. */
  readonly #starts = new Uint8Array(0x1_0000);
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
      this.#starts[Number.parseInt(id.slice(0, 4), 16)] = 1;
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
    const visit = (tree: number, prefix: string, commit: Commit, depth: number): void => {
      if (seen[tree] === 1 || !leading.leads(tree)) return;
      seen[tree] = 1;
      if (prefix.length > MAX_PATH || depth > MAX_DEPTH) return onLostTree(this.#trees.hex(tree));
      this.#edges.each(tree, (child, name) => {
        if (child >= 0) return visit(child, `${prefix}${name}/`, commit, depth + 1);
        const blob = -1 - child;
        if (blob < this.#wantedCount || wantsPath?.(prefix + name) === true)
          onBlob(this.#blobs.hex(blob), prefix + name, commit);
      });
    };
    for (const commit of commits) {
      if (options.done()) return;
      await options.pause();
      const root = this.#trees.find(Buffer.from(commit.tree, 'hex'), 0);
      if (root === -1) onLostTree(commit.tree);
      else visit(root, '', commit, 0);
    }
  }

  #break(): void {
    this.#isBroken = true;
  }

  #visit({ ids, idAt, data, parent }: WalkedBlob<number>): number {
    const tree = this.#trees.add(ids, idAt);
    this.#parse(tree, data, parent);
    return tree;
  }

  // oxlint-disable-next-line complexity -- one loop over all bytes of all trees: a call for each entry costs more than the entry
  #parse(tree: number, data: Buffer, parent: WalkedBlob<number>['parent']): void {
    const { hashBytes } = this.#options;
    const endings = (this.#endings ??= createNameEndings(this.#options.endings()));
    const copies = parent?.copies ?? NO_COPIES;
    const edges = this.#edges;
    edges.begin(tree, parent?.state ?? -1);
    let turn = 0;
    let at = 0;
    while (at < data.length) {
      const start = at;
      while (at < data.length && data[at] !== SPACE) at += 1;
      const nameAt = at + 1;
      at = nameAt;
      while (at < data.length && data[at] !== 0) at += 1;
      const idAt = at + 1;
      at = idAt + hashBytes;
      if (at > data.length) break;
      let copy = copies[turn];
      while (copy !== undefined && copy.target + copy.length < at) copy = copies[++turn];
      const source = copy !== undefined && copy.target <= start ? start - copy.target + copy.source : -1;
      const first = data[start];
      // By the mode, as `eachTreeEntry` does: folders, then submodules, then files and links.
      if (first === 0x34 || first === 0x30) {
        if (source === -1 || !edges.keep(start, source))
          edges.add(start, this.#trees.add(data, idAt), data.toString('utf8', nameAt, idAt - 1));
        continue;
      }
      const second = data[start + 1];
      if (second === 0x36) continue;
      if (source === -1 && !this.#options.has(data, idAt)) this.#isBroken = true;
      if (second !== 0x32) this.#addBlob({ data, start, nameAt, idAt }, endings);
    }
    edges.end();
  }

  #addBlob(
    { data, start, nameAt, idAt }: { data: Buffer; start: number; nameAt: number; idAt: number },
    endings: NameEndings,
  ): void {
    const isNamed = endings.isEnd(data, nameAt, idAt - 1);
    let blob = -1;
    if (this.#starts[((data[idAt] ?? 0) << 8) | (data[idAt + 1] ?? 0)] === 1) blob = this.#blobs.find(data, idAt);
    if (isNamed) {
      this.#foundName = true;
      blob = this.#blobs.add(data, idAt);
    }
    if (blob !== -1) this.#edges.add(start, -1 - blob, data.toString('utf8', nameAt, idAt - 1));
  }
}
