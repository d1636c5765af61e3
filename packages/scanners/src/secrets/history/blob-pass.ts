import type { SkipCounter } from '@sallyport/findings';

import { openPackWalk } from '../../git/blob-walk.ts';
import type { BlobVisitor, PackWalk, Pause, WalkedBlob } from '../../git/blob-walk.ts';
import { IdTable } from '../../git/id-table.ts';
import type { ObjectStore } from '../../git/object-store.ts';
import { KIND } from '../../git/pack.ts';
import { contextsOf } from './contexts.ts';
import { carriedOver, changedParts } from './changed-parts.ts';
import type { BlobDetector, Detected } from './detector.ts';
import { asText, isConverted } from '../text.ts';
import { QuickPass } from './quick-pass.ts';
import type { HistoryState } from './state.ts';
import { TreeIndex } from '../../git/tree-index.ts';

/** What a pass over the blobs found out. */
export interface BlobPass {
  /** By blob, what was detected with its context; blobs with nothing are left out. */
  readonly holders: ReadonlyMap<string, ReadonlySet<string>>;
  readonly newBlobs: IdTable;
  readonly newLoose: readonly string[];
  readonly bytes: number;
  /** Objects that could not be read. */
  readonly lost: number;
  /** What the trees hold of it, of packs and loose objects that are not known yet. */
  readonly trees: TreeIndex;
}

export interface BlobPassOptions {
  readonly detector: BlobDetector;
  readonly known: HistoryState;
  readonly skips: SkipCounter;
  readonly maxBytes: number;
  readonly hashBytes: number;
  /** Whether objects may be missing, as in a partial clone. */
  readonly mayLack: boolean;
  readonly pause: Pause;
  /** Called after each blob with how many were looked at. */
  readonly onBlob: (count: number) => void;
}

/** What the blobs made from a blob need to know of it. */
interface SearchedBlob {
  readonly detected: readonly Detected[];
  /** Whether something long begins in it, so that changes are searched widely. */
  readonly far: boolean;
}

/** Nothing is known of a blob that is no UTF-8: what is made from it by a delta is searched whole. */
type Searched = SearchedBlob | undefined;

/** Looks at every blob that is not known yet: of each pack along its deltas, then loose ones. Then at the trees, for what was found. */
export async function searchBlobs(store: ObjectStore, options: BlobPassOptions): Promise<BlobPass> {
  const { known, pause, hashBytes, maxBytes, detector } = options;
  const pass = new Pass(options);
  const packs = new Set(known.packs);
  const walks: PackWalk[] = [];
  for (const { name, pack } of store.packs) {
    if (packs.has(name)) continue;
    const walk = openPackWalk(pack);
    walks.push(walk);
    await searchPack(walk, pass, options);
  }
  const loose = await searchLoose(store, pass, options);
  const trees = new TreeIndex({
    hashBytes,
    wanted: pass.holders.keys(),
    endings: () => detector.pathEndings?.() ?? [],
    has: options.mayLack ? () => true : (ids, at) => store.holds(ids, at),
    maxBytes,
  });
  for (const walk of walks) await walk.visit(KIND.tree, trees.visitor, pause);
  for (const id of loose.trees) {
    await pause();
    const object = store.read(id);
    if (object?.kind === KIND.tree) trees.look(id, object.data);
  }
  const { holders, visited, bytes, lost } = pass;
  return { holders, newBlobs: visited, newLoose: loose.ids, bytes, lost, trees };
}

/** Looks at the blobs of a pack: quickly at first, then closer at those families of deltas that hold something, or may. */
async function searchPack(walk: PackWalk, pass: Pass, { detector, pause }: BlobPassOptions): Promise<void> {
  if (detector.places === undefined) return walk.visit(KIND.blob, pass, pause);
  const quick = new QuickPass(detector, pass, (blob) => pass.count(blob));
  const quickly = walk.walker(quick);
  const closely = walk.walker(pass.again);
  for (const root of walk.roots(KIND.blob)) {
    quick.begin(root);
    quickly(root);
    for (const suspect of quick.suspects()) closely(suspect);
    await pause();
  }
  for (const suspect of quick.finish()) {
    closely(suspect);
    await pause();
  }
}

/** Looks at the loose blobs; which objects are new, and which of them are trees. */
async function searchLoose(
  store: ObjectStore,
  pass: Pass,
  { known, pause, maxBytes }: BlobPassOptions,
): Promise<{ readonly ids: string[]; readonly trees: string[] }> {
  const ids: string[] = [];
  const trees: string[] = [];
  for (const { id } of store.loose()) {
    if (known.loose.has(id)) continue;
    await pause();
    const object = store.read(id);
    if (object === undefined) {
      pass.damaged(id);
      continue;
    }
    ids.push(id);
    if (object.kind === KIND.tree) trees.push(id);
    const binary = Buffer.from(id, 'hex');
    if (object.kind !== KIND.blob || pass.skip(binary, 0)) continue;
    if (object.data.length > maxBytes) pass.tooLarge(id);
    else pass.visit({ ids: binary, idAt: 0, data: object.data });
  }
  return { ids, trees };
}

class Pass implements BlobVisitor<Searched> {
  readonly holders = new Map<string, ReadonlySet<string>>();
  readonly visited: IdTable;
  readonly maxBytes: number;
  bytes = 0;
  lost = 0;
  readonly #options: BlobPassOptions;

  constructor(options: BlobPassOptions) {
    this.#options = options;
    this.maxBytes = options.maxBytes;
    this.visited = new IdTable(options.hashBytes);
  }

  skip(ids: Buffer, idAt: number): boolean {
    return this.visited.find(ids, idAt) !== -1 || this.#options.known.blobs.holds(ids, idAt);
  }

  /** As the pass itself, for blobs that were counted before. */
  get again(): BlobVisitor<Searched> {
    return {
      maxBytes: this.maxBytes,
      skip: (ids, at) => this.#options.known.blobs.holds(ids, at),
      visit: (blob) => this.visit(blob),
      damaged: () => undefined,
      tooLarge: () => undefined,
    };
  }

  /** The number of a blob, which is counted where it is new. */
  count({ ids, idAt, data }: WalkedBlob<unknown>): number {
    const before = this.visited.size;
    const number = this.visited.add(ids, idAt);
    if (number < before) return number;
    this.bytes += data.length;
    this.#options.onBlob(this.visited.size);
    return number;
  }

  visit(blob: WalkedBlob<Searched>): Searched {
    const number = this.count(blob);
    const text = asText(blob.data);
    if (text === undefined) return undefined;
    const isCopy = isConverted(text, blob.data);
    const searched = isCopy ? this.#searchWhole(text) : this.#search(blob);
    const { near, far } = this.#options.detector.reach;
    if (searched.detected.length > 0)
      this.holders.set(
        this.visited.hex(number),
        contextsOf(isCopy ? text : blob.data, searched.detected, searched.far ? far : near),
      );
    return isCopy ? undefined : searched;
  }

  damaged(id: string): void {
    this.lost += 1;
    this.#options.skips.add('malformed', `object ${id}`, 'git fsck tells more.');
  }

  tooLarge(id: string): void {
    this.#options.skips.add('too-large', `object ${id}`);
  }

  #searchWhole(data: Buffer): SearchedBlob {
    const { detector } = this.#options;
    return { detected: detector.detect(data), far: detector.startsFar(data) };
  }

  #search({ data, parent }: WalkedBlob<Searched>): SearchedBlob {
    const { detector } = this.#options;
    if (parent?.state === undefined) return this.#searchWhole(data);
    const { copies, length, state } = parent;
    const made = { data, copies, baseLength: length };
    let parts = changedParts(made, detector.reach.near);
    const far = state.far || parts.some((part) => detector.startsFar(data.subarray(part.from, part.to)));
    if (far) parts = changedParts(made, detector.reach.far);
    const fresh = parts.flatMap((part) => detector.detect(data, part));
    return {
      detected: state.detected.length === 0 ? fresh : [...fresh, ...carriedOver(state.detected, copies, parts)],
      far,
    };
  }
}
