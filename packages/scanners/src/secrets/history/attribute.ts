import type { CommitRef, Sighting } from '@sallyport/findings';
import { rfc3339 } from '@sallyport/kernel';

import type { Commit } from '../../git/commit.ts';
import type { Pause } from '../../git/blob-walk.ts';
import { walkNewBlobs } from '../../git/commit-walk.ts';
import type { ObjectStore } from '../../git/object-store.ts';
import type { BlobDetector } from './detector.ts';
import type { KnownPlace } from './state.ts';

export interface Attributed {
  readonly sightings: readonly Sighting[];
  /** The places that the sightings stand in, for the next scan. */
  readonly places: readonly KnownPlace[];
  /** Blobs with something in them that no commit in reach holds. */
  readonly unreachable: number;
}

export interface AttributeOptions {
  readonly detector: BlobDetector;
  readonly hashBytes: number;
  /** Places that an earlier scan attributed. */
  readonly known: readonly KnownPlace[];
  readonly parentTrees: (commit: Commit) => readonly string[];
  readonly pause: Pause;
}

/**
 * Says of what was detected which commit brought it, and where: commits are walked oldest first, so the first blob
 * that holds a secret at a path is the one that brought it there. Later versions that still hold it add nothing.
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
  const tell = (place: KnownPlace): void => {
    // A blob turns up again in every later version of its folder.
    const key = `${place.blob}:${place.path}`;
    if (looked.has(key)) return;
    looked.add(key);
    const object = store.read(place.blob);
    if (object === undefined) return;
    const fresh = detector.sightings(object.data, place.path).filter((sighting) => isNew(told, sighting, place.path));
    if (fresh.length === 0) return;
    places.push(place);
    for (const sighting of fresh)
      sightings.push({ ...sighting, location: { ...sighting.location, commit: place.commit } });
  };
  for (const place of known) tell(place);
  const waiting = new Set(holders.keys());
  if (waiting.size > 0) {
    const { hashBytes, parentTrees, pause } = options;
    const wanted = new Set(holders.keys());
    const done = (): boolean => waiting.size === 0;
    await walkNewBlobs(store, commits, { hashBytes, wanted, parentTrees, done, pause }, (blob, path, commit) => {
      waiting.delete(blob);
      tell({ blob, path, commit: toRef(commit) });
    });
  }
  return { sightings, places, unreachable: waiting.size };
}

function isNew(told: Set<string>, sighting: Sighting, path: string): boolean {
  const key = JSON.stringify([sighting.rule, sighting.group, path]);
  if (told.has(key)) return false;
  told.add(key);
  return true;
}

function toRef(commit: Commit): CommitRef {
  const { id, author, email, authoredAt, summary } = commit;
  return { sha: id, author, email, date: rfc3339(authoredAt * 1000), summary };
}
