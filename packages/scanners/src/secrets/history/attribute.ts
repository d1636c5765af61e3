import type { CommitRef, Sighting } from '@sallyport/findings';

import type { Commit } from '../../git/commit.ts';
import type { Pause } from '../../git/blob-walk.ts';
import { walkNewBlobs } from '../../git/commit-walk.ts';
import type { OnNewBlob } from '../../git/commit-walk.ts';
import type { ObjectStore } from '../../git/object-store.ts';
import { KIND } from '../../git/pack.ts';
import type { TreeIndex } from '../../git/tree-index.ts';
import { commitRef } from './commit-ref.ts';
import type { BlobDetector } from './detector.ts';
import { objectTexts, textKind } from './object-texts.ts';
import type { HistoryState, KnownPlace } from './state.ts';

export interface Attributed {
  readonly sightings: readonly Sighting[];
  /** The places that the sightings stand in, for the next scan. */
  readonly places: readonly KnownPlace[];
  /** Blobs with something in them that no commit in reach holds. */
  readonly waiting: readonly string[];
  /** Trees on the way that could not be read, and blobs that held something at an earlier scan and cannot be read now. */
  readonly lost: readonly string[];
}

export interface AttributeOptions {
  readonly detector: BlobDetector;
  readonly hashBytes: number;
  /** What an earlier scan attributed, and the blobs in which it detected something. */
  readonly known: Pick<HistoryState, 'places' | 'holders' | 'waiting'>;
  /** Places in the messages and authors of commits and tags. */
  readonly messages: readonly KnownPlace[];
  /** Set where rules look at paths alone and some file may have such a path. */
  readonly wantsPath: ((path: string) => boolean) | undefined;
  readonly parentTrees: (commit: Commit) => readonly string[];
  /** What all trees of the commits hold, where that is known: then none is read again. */
  readonly trees?: TreeIndex;
  /** Whether commits that others name as parents are lost. */
  readonly isBrokenOff: boolean;
  readonly pause: Pause;
}

/**
 * Says of what was detected which commit brought it, and where: commits are walked oldest first, so the first blob
 * that holds a secret at a path is the one that brought it there. Later versions that still hold it add nothing.
 * Where commits or trees are lost, a blob that no commit was seen to bring stands for itself: one of them may have brought it.
 */
export async function attribute(
  store: ObjectStore,
  commits: readonly Commit[],
  holders: ReadonlyMap<string, ReadonlySet<string>>,
  options: AttributeOptions,
): Promise<Attributed> {
  const { detector, known } = options;
  const told = new Set<string>();
  const sightings: Sighting[] = [];
  const places: KnownPlace[] = [];
  const looked = new Set<string>();
  const lost = new Set<string>();
  /** Where commits are judged, what one is allowed to bring another may not be. */
  const shown = detector.ofCommit === undefined ? new Map<string, Set<string>>() : undefined;
  const tell = (blob: string, path: string, commitOf: () => CommitRef): void => {
    // A blob turns up again in every later version of its folder.
    const key = `${blob}:${path}`;
    if (looked.has(key)) return;
    looked.add(key);
    if (isShown(shown, path, holders.get(blob))) return;
    const object = store.read(blob);
    if (object === undefined) {
      lost.add(blob);
      return;
    }
    const text = objectTexts(object).find((one) => one.path === path)?.bytes ?? object.data;
    const isFresh = (sighting: Sighting): boolean => isNew(told, sighting, textKind(object.kind) ?? path);
    const fresh = detector.sightings(text, path).filter(isFresh);
    if (fresh.length === 0) return;
    const place = { blob, path, commit: commitOf() };
    places.push(place);
    // What a commit is allowed to bring counts as told: later versions that still hold it add nothing either.
    const counts = countedIn(detector, text, place);
    for (const sighting of fresh.filter(counts)) sightings.push(placed(sighting, place, object));
  };
  for (const place of [...known.places, ...options.messages]) tell(place.blob, place.path, () => place.commit);
  // A blob that was seen before any commit held it waits for its commit.
  const waiting = new Set([...known.waiting, ...holders.keys()]);
  const wanted = new Set(detector.ofCommit === undefined ? waiting : [...known.holders, ...waiting]);
  // Where commits are judged, a blob's next commit may be one that is not allowed to bring it.
  const { hashBytes, parentTrees, pause, wantsPath } = options;
  const done = (): boolean => waiting.size === 0 && detector.ofCommit === undefined && wantsPath === undefined;
  if ((wanted.size > 0 || wantsPath !== undefined) && !done()) {
    const onLostTree = (id: string): void => void lost.add(id);
    const walk = { hashBytes, wanted, wantsPath, parentTrees, done, pause, onLostTree };
    const refs = new Map<string, CommitRef>();
    const refTo = (commit: Commit): CommitRef => {
      const ref = refs.get(commit.id) ?? refOf(store, commit, detector);
      refs.set(commit.id, ref);
      return ref;
    };
    const onBlob: OnNewBlob = (blob, path, commit) => {
      waiting.delete(blob);
      tell(blob, path, () => refTo(commit));
    };
    if (options.trees === undefined) await walkNewBlobs(store, commits, walk, onBlob);
    else await options.trees.walk(commits, walk, onBlob);
  }
  const isWhole = lost.size === 0 && !options.isBrokenOff;
  const homeless = isWhole ? [] : [...waiting].flatMap((blob) => withoutCommit(store, detector, blob));
  return { sightings: [...sightings, ...homeless], places, waiting: [...waiting], lost: [...lost] };
}

/** Whether blobs at this path had all that is in one, each in the same context: the same would be told again. */
function isShown(
  shown: Map<string, Set<string>> | undefined,
  path: string,
  contexts: ReadonlySet<string> | undefined,
): boolean {
  if (shown === undefined || contexts === undefined) return false;
  const before = shown.get(path);
  if (before === undefined) {
    shown.set(path, new Set(contexts));
    return false;
  }
  let isAll = true;
  for (const context of contexts) {
    if (before.has(context)) continue;
    isAll = false;
    before.add(context);
  }
  return isAll;
}

function placed(sighting: Sighting, { commit }: KnownPlace, { kind }: { readonly kind: number }): Sighting {
  const object = textKind(kind);
  return { ...sighting, location: { ...sighting.location, commit, ...(object === undefined ? {} : { object }) } };
}

/** What a blob holds, at the place where git itself keeps it. */
function withoutCommit(store: ObjectStore, detector: BlobDetector, blob: string): readonly Sighting[] {
  const data = store.read(blob)?.data;
  return data === undefined ? [] : detector.sightings(data, `.git/objects/${blob}`);
}

/** Which sightings in a blob no allow list lets its commit bring. */
function countedIn(
  { ofCommit }: BlobDetector,
  data: Buffer,
  { path, commit }: KnownPlace,
): (sighting: Sighting) => boolean {
  if (ofCommit === undefined) return () => true;
  const counted = new Set(ofCommit(data, path, commit.sha).map((sighting) => keyOf(sighting, path)));
  return (sighting) => counted.has(keyOf(sighting, path));
}

function keyOf(sighting: Sighting, path: string): string {
  return JSON.stringify([sighting.rule, sighting.group, path]);
}

function isNew(told: Set<string>, sighting: Sighting, path: string): boolean {
  const key = keyOf(sighting, path);
  if (told.has(key)) return false;
  told.add(key);
  return true;
}

function refOf(store: ObjectStore, commit: Commit, detector: BlobDetector): CommitRef {
  const object = store.read(commit.id);
  return commitRef(commit.id, object ?? { kind: KIND.commit, data: Buffer.alloc(0) }, detector);
}
