import type { CommitRef, Sighting } from '@sallyport/findings';
import { rfc3339 } from '@sallyport/kernel';

import type { Commit } from '../../git/commit.ts';
import type { Pause } from '../../git/blob-walk.ts';
import { walkNewBlobs } from '../../git/commit-walk.ts';
import type { ObjectStore } from '../../git/object-store.ts';
import type { BlobDetector } from './detector.ts';
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
  readonly parentTrees: (commit: Commit) => readonly string[];
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
  const tell = (place: KnownPlace): void => {
    // A blob turns up again in every later version of its folder.
    const key = `${place.blob}:${place.path}`;
    if (looked.has(key)) return;
    looked.add(key);
    const object = store.read(place.blob);
    if (object === undefined) {
      lost.add(place.blob);
      return;
    }
    const fresh = detector.sightings(object.data, place.path).filter((sighting) => isNew(told, sighting, place.path));
    if (fresh.length === 0) return;
    places.push(place);
    // What a commit is allowed to bring counts as told: later versions that still hold it add nothing either.
    const counts = countedIn(detector, object.data, place);
    for (const sighting of fresh.filter(counts))
      sightings.push({ ...sighting, location: { ...sighting.location, commit: place.commit } });
  };
  for (const place of known.places) tell(place);
  // A blob that was seen before any commit held it waits for its commit.
  const waiting = new Set([...known.waiting, ...holders.keys()]);
  const wanted = new Set(detector.ofCommit === undefined ? waiting : [...known.holders, ...waiting]);
  // Where commits are judged, a blob's next commit may be one that is not allowed to bring it.
  const done = (): boolean => waiting.size === 0 && detector.ofCommit === undefined;
  if (wanted.size > 0 && !done()) {
    const { hashBytes, parentTrees, pause } = options;
    const onLostTree = (id: string): void => void lost.add(id);
    const walk = { hashBytes, wanted, parentTrees, done, pause, onLostTree };
    await walkNewBlobs(store, commits, walk, (blob, path, commit) => {
      waiting.delete(blob);
      tell({ blob, path, commit: toRef(commit) });
    });
  }
  const isWhole = lost.size === 0 && !options.isBrokenOff;
  const homeless = isWhole ? [] : [...waiting].flatMap((blob) => withoutCommit(store, detector, blob));
  return { sightings: [...sightings, ...homeless], places, waiting: [...waiting], lost: [...lost] };
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

function toRef(commit: Commit): CommitRef {
  const { id, author, email, authoredAt, summary } = commit;
  return { sha: id, author, email, date: rfc3339(authoredAt * 1000), summary };
}
