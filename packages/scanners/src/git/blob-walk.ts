import { applyDelta } from './delta.ts';
import type { AppliedDelta, CopiedStretch } from './delta.ts';
import { buildForest } from './delta-forest.ts';
import type { DeltaForest } from './delta-forest.ts';
import type { Pack } from './pack.ts';

/** A blob that the walk has come to. `parent` is there where the blob was made from another one by a delta. */
export interface WalkedBlob<T> {
  /** Its id stands at `idAt` there, in binary. */
  readonly ids: Buffer;
  readonly idAt: number;
  /** Valid during the visit only: its memory is used again. */
  readonly data: Buffer;
  /** What `visit` returned for the delta's base, how long that is, and the stretches that were copied from it. */
  readonly parent?: { readonly state: T; readonly length: number; readonly copies: readonly CopiedStretch[] };
}

export interface BlobVisitor<T> {
  /** Whether the blob whose id stands there needs no visit. It is still made where blobs that do need one are made from it. */
  skip(ids: Buffer, idAt: number): boolean;
  /** Blobs of more bytes than this are neither made nor visited. */
  readonly maxBytes: number;
  visit(blob: WalkedBlob<T>): T;
  /** A blob that could not be read, by id in hex. */
  damaged(id: string): void;
  tooLarge(id: string): void;
}

/** How many pieces of memory are kept for the next blobs. */
const MOST_FREE = 16;
/** Larger memory is not kept for the next delta. */
const MOST_KEPT = 1024 * 1024;

/** Gives signals and progress a chance now and then; throws where the work is to stop. */
export type Pause = () => Promise<void> | undefined;

interface Frame<T> {
  data: Buffer | undefined;
  state: T | undefined;
  child: number;
}

/** A pack made ready to be walked; its deltas are put in order once for all kinds of objects. */
export interface PackWalk {
  /** The whole objects of a kind (`KIND.blob`, `KIND.tree`), from which all others of it are made. */
  roots(kind: number): Iterable<number>;
  /**
   * Visits each object of a root's tree of deltas once. A base is made once for all objects that are made from it, and let go with the
   * last of them, so that memory holds a chain's open branches and not the chain.
   */
  walker<T>(visitor: BlobVisitor<T>): (root: number) => void;
  /** Visits every object of one kind once. Waits for `pause` between trees of deltas. */
  visit<T>(kind: number, visitor: BlobVisitor<T>, pause: Pause): Promise<void>;
}

export function openPackWalk(pack: Pack): PackWalk {
  const forest = buildForest(pack);
  const roots = (kind: number): number[] => forest.roots.filter((root) => forest.kinds[root] === kind);
  const walker = <T>(visitor: BlobVisitor<T>): ((root: number) => void) => {
    const walk = new Walk(pack, forest, visitor);
    return (root) => walk.tree(root);
  };
  return {
    roots,
    walker,
    async visit(kind, visitor, pause) {
      const tree = walker(visitor);
      for (const root of roots(kind)) {
        tree(root);
        await pause();
      }
    },
  };
}

class Walk<T> {
  readonly #pack: Pack;
  readonly #forest: DeltaForest;
  readonly #visitor: BlobVisitor<T>;
  /** Memory that this walk made, and what of it is free. */
  readonly #own = new WeakSet<ArrayBuffer>();
  readonly #free: ArrayBuffer[] = [];
  #delta = Buffer.allocUnsafeSlow(4096);

  constructor(pack: Pack, forest: DeltaForest, visitor: BlobVisitor<T>) {
    this.#pack = pack;
    this.#forest = forest;
    this.#visitor = visitor;
  }

  tree(root: number): void {
    const first = this.#frame(root, undefined);
    const stack: Frame<T>[] = first === undefined ? [] : [first];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const entry = top.child;
      if (entry === -1) {
        this.#release(top);
        stack.pop();
        continue;
      }
      top.child = this.#forest.nextSibling[entry] ?? -1;
      const next = this.#frame(entry, top);
      if (top.child === -1) this.#release(top);
      if (next !== undefined) stack.push(next);
    }
  }

  /** Makes and visits one blob; undefined where it, and so all that hangs below it, cannot be made. */
  #frame(entry: number, parent: Frame<T> | undefined): Frame<T> | undefined {
    const made = this.#make(entry, parent);
    if (made === undefined) return undefined;
    const frame: Frame<T> = { data: made.result, state: undefined, child: this.#forest.firstChild[entry] ?? -1 };
    const { bytes: ids } = this.#pack.index;
    const idAt = this.#pack.index.idAt(this.#forest.objects[entry] ?? 0);
    if (made.result.length > this.#visitor.maxBytes) this.#visitor.tooLarge(this.#id(entry));
    else if (!this.#visitor.skip(ids, idAt)) {
      const blob = { ids, idAt, data: made.result };
      frame.state = this.#visitor.visit(
        parent?.state === undefined
          ? blob
          : { ...blob, parent: { state: parent.state, length: parent.data?.length ?? 0, copies: made.copies } },
      );
    }
    return frame;
  }

  #make(entry: number, parent: Frame<T> | undefined): AppliedDelta | undefined {
    const { sizes, dataAt, offsets } = this.#forest;
    const size = sizes[entry] ?? -1;
    if (size > this.#visitor.maxBytes) {
      this.#visitor.tooLarge(this.#id(entry));
      return undefined;
    }
    const place = { dataAt: dataAt[entry] ?? 0, size };
    const base = parent?.data;
    const allocate = base === undefined ? this.#allocate : this.#scratch;
    const raw =
      size === -1 ? undefined : this.#pack.data(place, offsets[entry + 1] ?? Number.POSITIVE_INFINITY, allocate);
    if (raw === undefined) return this.#damaged(entry);
    if (base === undefined) return { result: raw, copies: [] };
    return applyDelta(base, raw, this.#allocate) ?? this.#damaged(entry);
  }

  /** Memory of a blob that was let go, where some is large enough: making it new costs more than filling it. */
  readonly #allocate = (size: number): Buffer => {
    const last = this.#free.pop();
    if (last !== undefined && last.byteLength >= size) return Buffer.from(last, 0, size);
    const memory = new ArrayBuffer(Math.ceil(size * 1.25));
    this.#own.add(memory);
    return Buffer.from(memory, 0, size);
  };

  /** Memory for a delta, which is needed only until it is applied. */
  readonly #scratch = (size: number): Buffer => {
    if (size > MOST_KEPT) return Buffer.allocUnsafe(size);
    if (size > this.#delta.length) this.#delta = Buffer.allocUnsafeSlow(size * 2);
    return this.#delta;
  };

  #release(frame: Frame<T>): void {
    const memory = frame.data?.buffer;
    if (memory instanceof ArrayBuffer && this.#own.has(memory) && this.#free.length < MOST_FREE)
      this.#free.push(memory);
    frame.data = undefined;
  }

  /** Reports an entry and all that is made from it. */
  #damaged(entry: number): undefined {
    const stack = [entry];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      this.#visitor.damaged(this.#id(at));
      for (let child = this.#forest.firstChild[at] ?? -1; child !== -1; child = this.#forest.nextSibling[child] ?? -1)
        stack.push(child);
    }
    return undefined;
  }

  #id(entry: number): string {
    return this.#pack.index.id(this.#forest.objects[entry] ?? 0).toString('hex');
  }
}
