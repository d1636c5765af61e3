import type { SkipCounter } from '@sallyport/findings';

import { openPackWalk } from '../../git/blob-walk.ts';
import type { BlobVisitor, Pause, WalkedBlob } from '../../git/blob-walk.ts';
import type { ObjectStore } from '../../git/object-store.ts';
import { KIND } from '../../git/pack.ts';
import { carriedOver, changedParts } from './changed-parts.ts';
import type { BlobDetector, Detected } from './detector.ts';
import { asText, isConverted } from '../text.ts';
import type { HistoryState } from './state.ts';
import type { TreeNames } from './tree-names.ts';

/** What a pass over the blobs found out. */
export interface BlobPass {
  /** By blob, the keys of what was detected; blobs with nothing are left out. */
  readonly holders: ReadonlyMap<string, ReadonlySet<string>>;
  readonly newBlobs: readonly string[];
  readonly newLoose: readonly string[];
  readonly bytes: number;
  /** Objects that could not be read. */
  readonly lost: number;
}

export interface BlobPassOptions {
  readonly detector: BlobDetector;
  readonly known: HistoryState;
  readonly skips: SkipCounter;
  readonly maxBytes: number;
  /** Looks at the names in trees on the way. */
  readonly names?: TreeNames | undefined;
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

/** Looks at every blob that is not known yet: of each pack along its deltas, then loose ones. */
export async function searchBlobs(store: ObjectStore, options: BlobPassOptions): Promise<BlobPass> {
  const pass = new Pass(options);
  const packs = new Set(options.known.packs);
  for (const { name, pack } of store.packs) {
    if (packs.has(name)) continue;
    const walk = openPackWalk(pack);
    await walk.visit(KIND.blob, pass, options.pause);
    if (options.names !== undefined) await walk.visit(KIND.tree, options.names.visitor, options.pause);
  }
  const newLoose: string[] = [];
  for (const { id } of store.loose()) {
    if (options.known.loose.has(id)) continue;
    await options.pause();
    const object = store.read(id);
    if (object === undefined) {
      pass.damaged(id);
      continue;
    }
    newLoose.push(id);
    if (object.kind === KIND.tree) options.names?.look(object.data);
    if (object.kind !== KIND.blob || pass.skip(id)) continue;
    if (object.data.length > options.maxBytes) pass.tooLarge(id);
    else pass.visit({ id, data: object.data });
  }
  return { holders: pass.holders, newBlobs: [...pass.visited], newLoose, bytes: pass.bytes, lost: pass.lost };
}

class Pass implements BlobVisitor<Searched> {
  readonly holders = new Map<string, Set<string>>();
  readonly visited = new Set<string>();
  readonly maxBytes: number;
  bytes = 0;
  lost = 0;
  readonly #options: BlobPassOptions;

  constructor(options: BlobPassOptions) {
    this.#options = options;
    this.maxBytes = options.maxBytes;
  }

  skip(id: string): boolean {
    return this.visited.has(id) || this.#options.known.blobs.has(id);
  }

  visit(blob: WalkedBlob<Searched>): Searched {
    this.visited.add(blob.id);
    this.bytes += blob.data.length;
    this.#options.onBlob(this.visited.size);
    const text = asText(blob.data);
    if (text === undefined) return undefined;
    const isCopy = isConverted(text, blob.data);
    const searched = isCopy ? this.#searchWhole(text) : this.#search(blob);
    if (searched.detected.length > 0) this.holders.set(blob.id, new Set(searched.detected.map((one) => one.key)));
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
