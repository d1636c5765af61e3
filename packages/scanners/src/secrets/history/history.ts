import type { Sighting, SkipCounter } from '@sallyport/findings';

import type { Pause } from '../../git/blob-walk.ts';
import type { Commit } from '../../git/commit.ts';
import { parseCommit } from '../../git/commit.ts';
import { listCommits } from '../../git/commit-walk.ts';
import { eachMissingObject } from '../../git/missing-objects.ts';
import { ObjectStore } from '../../git/object-store.ts';
import { openRepository, refTips } from '../../git/repository.ts';
import type { Repository } from '../../git/repository.ts';
import { attribute } from './attribute.ts';
import type { Attributed, AttributeOptions } from './attribute.ts';
import { searchBlobs } from './blob-pass.ts';
import type { BlobPass } from './blob-pass.ts';
import type { BlobDetector } from './detector.ts';
import { createMessageSearch } from './messages.ts';
import { emptyState, readState, statePath, writeState } from './state.ts';
import type { HistoryState } from './state.ts';

export interface HistoryRequest {
  /** The work tree or bare repository. */
  readonly root: string;
  readonly detector: BlobDetector;
  /** Names the rules that are in effect: another set of rules looks at everything anew. */
  readonly rulesDigest: string;
  /** Where what is known is kept between scans; nothing is where it is left out. */
  readonly cacheDir?: string;
  readonly skips: SkipCounter;
  readonly maxBytes: number;
  /** Called between pieces of work; throws where the search is to stop. */
  readonly pause: Pause;
  readonly onProgress: (blobs: number) => void;
}

export interface HistoryResult {
  readonly sightings: readonly Sighting[];
  readonly looked: { readonly commits: number; readonly blobs: number; readonly blobBytes: number };
  readonly notes: readonly string[];
  /** Set where the history could not be looked at. */
  readonly failure?: string;
}

/**
 * Looks through a repository's history: every blob of every pack, alternate and loose object once, then the commit that brought
 * what was found. With a cache folder a second scan reads only what is new. Throws GIT_NOT_A_REPOSITORY, and
 * what `pause` throws.
 */
export async function searchHistory(request: HistoryRequest): Promise<HistoryResult> {
  const repository = openRepository(request.root);
  const store = new ObjectStore(repository);
  try {
    return await searchStore(repository, store, request);
  } finally {
    store.close();
  }
}

async function searchStore(
  repository: Repository,
  store: ObjectStore,
  request: HistoryRequest,
): Promise<HistoryResult> {
  const { hashBytes, commonDir } = repository;
  const { cacheDir, rulesDigest, detector, skips, maxBytes, pause } = request;
  const path = cacheDir === undefined ? undefined : statePath(cacheDir, commonDir, rulesDigest);
  const known = path === undefined ? emptyState(hashBytes) : readState(path, hashBytes);
  const pass = await searchBlobs(store, {
    detector,
    known,
    skips,
    hashBytes,
    maxBytes,
    mayLack: repository.partial,
    pause,
    onBlob: request.onProgress,
  });
  const tips = refTips(repository);
  const messages = createMessageSearch(detector, known.tags);
  const { commits, missing } = listCommits(store, tips, known.commits, messages.look);
  const parentTrees = treesOfKnownParents(store, commits);
  const attributed = await attribute(store, commits, pass.holders, {
    detector,
    hashBytes,
    known,
    messages: messages.finish(store),
    ...walkedBy(detector, pass, { known, commits }),
    parentTrees,
    isBrokenOff: missing.length > 0 && !isPartOf(repository),
    pause,
  });
  const unfetched = await noteUnfetched(repository, store, request, { tips, commits, known });
  const gone = await goneObjects(repository, store, { pass, commits, pause });
  const lost =
    noteLosses(repository, store, { missing, lost: [...new Set([...attributed.lost, ...gone])] }, skips) ||
    pass.lost > 0;
  // Where something was lost nothing is kept, so that the next scan says so again.
  if (path !== undefined && !lost)
    writeState(path, nextState(store, known, { pass, commits, attributed, tags: messages.tags }));
  return {
    sightings: attributed.sightings,
    looked: {
      commits: known.commits.size + commits.length,
      blobs: known.blobs.size + pass.newBlobs.size,
      blobBytes: pass.bytes,
    },
    ...failureOf(tips.length, known.commits.size + commits.length),
    notes: notesOn(repository, { missing, unfetched, unreachable: lost ? 0 : attributed.waiting.length }),
  };
}

/** How the commits are walked: what to look for by paths alone, nothing where no name in their trees may be one; and by which trees. */
function walkedBy(
  detector: BlobDetector,
  { trees }: BlobPass,
  { known, commits }: { readonly known: HistoryState; readonly commits: readonly Commit[] },
): Pick<AttributeOptions, 'wantsPath' | 'trees'> {
  const endings = detector.pathEndings?.();
  const isOpen = endings?.length === 0;
  const wantsPath = commits.length > 0 && (isOpen || trees.foundName) ? detector.wantsPath : undefined;
  const byIndex = known.commits.size === 0 && !isOpen && trees.isWhole();
  return { wantsPath, ...(byIndex ? { trees } : {}) };
}

/**
 * What the commits lead to and is neither there nor meant to be missing, by id in hex. Walks them only where some tree, in reach of a
 * commit or not, was damaged or named something that is not there.
 */
async function goneObjects(
  { partial, hashBytes }: Repository,
  store: ObjectStore,
  { pass, commits, pause }: { readonly pass: BlobPass; readonly commits: readonly Commit[]; readonly pause: Pause },
): Promise<readonly string[]> {
  const gone: string[] = [];
  const isRootGone = (): boolean => commits.some(({ tree }) => !store.holds(Buffer.from(tree, 'hex'), 0));
  if (partial || !(pass.trees.isBroken() || isRootGone())) return gone;
  await eachMissingObject(store, commits, { hashBytes, pause }, ({ id }) => gone.push(id));
  return gone;
}

const FSCK = 'git fsck says what is damaged.';

/** Counts packs, commits and objects on the way that could not be read; whether there are any. */
function noteLosses(
  repository: Repository,
  store: ObjectStore,
  { missing, lost }: { readonly missing: readonly string[]; readonly lost: readonly string[] },
  skips: SkipCounter,
): boolean {
  const commits = isPartOf(repository) ? [] : missing;
  for (const { path, why } of store.damaged) skips.add('malformed', path, why);
  for (const id of commits) skips.add('missing-object', `commit ${id}`, FSCK);
  // Of a partial clone they are counted with all that was not fetched.
  for (const id of repository.partial ? [] : lost) skips.add('missing-object', `object ${id}`, FSCK);
  return store.damaged.length > 0 || commits.length > 0 || lost.length > 0;
}

/** How much of a partial clone's history was not fetched. */
interface Unfetched {
  readonly files: number;
  readonly folders: number;
}

/** Counts, and names in the coverage, what a partial clone did not fetch: of all commits, each time anew. */
async function noteUnfetched(
  repository: Repository,
  store: ObjectStore,
  { skips, pause }: HistoryRequest,
  found: { readonly tips: readonly string[]; readonly commits: readonly Commit[]; readonly known: HistoryState },
): Promise<Unfetched | undefined> {
  if (!repository.partial) return undefined;
  const all = found.known.commits.size === 0 ? found.commits : listCommits(store, found.tips).commits;
  const counts = { blob: 0, tree: 0 };
  await eachMissingObject(store, all, { hashBytes: repository.hashBytes, pause }, ({ kind, id, path }) => {
    counts[kind] += 1;
    const where = kind === 'tree' ? `${path}/` : path;
    skips.add('missing-object', `${where} (object ${id})`, 'A partial clone does not hold them.');
  });
  return { files: counts.blob, folders: counts.tree };
}

/** A history of which nothing could be read was not looked at, and must not read as clean. */
function failureOf(tips: number, commits: number): { readonly failure?: string } {
  return tips > 0 && commits === 0 ? { failure: `No commit of the history could be read. ${FSCK}` } : {};
}

/** Whether some objects are meant to be missing: of a shallow or partial clone. */
function isPartOf(repository: Repository): boolean {
  return repository.shallow.length > 0 || repository.partial;
}

/** The trees of a commit's parents that are not walked themselves because they are known already. */
function treesOfKnownParents(store: ObjectStore, commits: readonly Commit[]): (commit: Commit) => string[] {
  const walked = new Set(commits.map((commit) => commit.id));
  return (commit) =>
    commit.parents
      .filter((parent) => !walked.has(parent))
      .flatMap((parent) => {
        const object = store.read(parent);
        const tree = object === undefined ? undefined : parseCommit(parent, object.data)?.tree;
        return tree === undefined ? [] : [tree];
      });
}

function nextState(
  store: ObjectStore,
  known: HistoryState,
  found: {
    readonly pass: BlobPass;
    readonly commits: readonly Commit[];
    readonly attributed: Attributed;
    readonly tags: ReadonlySet<string>;
  },
): HistoryState {
  return {
    packs: store.packs.map(({ name }) => name),
    places: found.attributed.places,
    waiting: found.attributed.waiting,
    tags: [...found.tags],
    holders: [...new Set([...known.holders, ...found.pass.holders.keys()])],
    blobs: known.blobs.withBytes(found.pass.newBlobs.bytes),
    loose: known.loose.with(found.pass.newLoose),
    commits: known.commits.with(found.commits.map((commit) => commit.id)),
  };
}

interface Unseen {
  readonly missing: readonly string[];
  readonly unfetched: Unfetched | undefined;
  readonly unreachable: number;
}

function notesOn(repository: Repository, { missing, unfetched, unreachable }: Unseen): string[] {
  const notes: string[] = [];
  if (repository.shallow.length > 0)
    notes.push(
      'This is a shallow clone: commits before its boundary were not looked at. git fetch --unshallow brings them.',
    );
  else if (missing.length > 0)
    notes.push(
      `Commits that are missing from the repository were not looked at (${missing.length}): ${missing.slice(0, 3).join(', ')}. ${FSCK}`,
    );
  if (unfetched !== undefined && unfetched.files + unfetched.folders > 0)
    notes.push(
      `This is a partial clone: ${unfetched.files} files and ${unfetched.folders} folders of its history were not fetched, and not looked at. A full clone has them.`,
    );
  if (unreachable > 0)
    notes.push(
      `${unreachable} objects that no branch, tag or stash leads to hold something that looks like a secret. git gc --prune=now removes them.`,
    );
  return notes;
}
