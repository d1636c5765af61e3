import { relative, resolve, sep } from 'node:path';

import { parseCommit } from './commit.ts';
import type { Commit } from './commit.ts';
import { gitErrors } from './errors.ts';
import { ObjectStore } from './object-store.ts';
import { openRepository, workTreeRoot } from './repository.ts';
import { filesOf, requireRevision } from './revision.ts';

/** The files of one revision below a folder of its repository, read without git. */
export interface RevisionFiles {
  /** In hex. */
  readonly commit: string;
  /** Milliseconds since the epoch. */
  readonly committedAt: number;
  /** The paths of all files below the folder, relative to it. */
  readonly paths: readonly string[];
  /** The paths of symbolic links below the folder, which are not followed. */
  readonly links: readonly string[];
  /** A file's bytes, or undefined where it is not there. Throws GIT_MISSING_OBJECT where the clone lacks it. */
  read(path: string): Uint8Array | undefined;
}

/**
 * Opens a revision (branch, tag, remote branch, full id, `HEAD`, each also with `~N` and `^` behind) as the folder `root` has it.
 * Throws GIT_NOT_A_REPOSITORY, GIT_NO_REVISION, GIT_MISSING_OBJECT.
 */
export function openRevision(root: string, name: string): RevisionFiles {
  const top = workTreeRoot(root);
  if (top === undefined) throw gitErrors.NOT_A_REPOSITORY({ path: root });
  const repository = openRepository(top);
  const store = new ObjectStore(repository);
  const commit = ancestor(store, requireRevision(repository, store, baseName(name)), name);
  const prefix = prefixOf(top, root);
  const links: string[] = [];
  const addLink = (path: string): void => {
    if (path.startsWith(prefix)) links.push(path.slice(prefix.length));
  };
  const ids = new Map(
    [...filesOf(repository, store, commit.id, addLink)]
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, id]) => [path.slice(prefix.length), id]),
  );
  return {
    commit: commit.id,
    committedAt: commit.committedAt * 1000,
    paths: [...ids.keys()],
    links,
    read(path) {
      const id = ids.get(path);
      if (id === undefined) return undefined;
      const object = store.read(id);
      if (object === undefined) throw gitErrors.MISSING_OBJECT({ what: path, commit: commit.id.slice(0, 12) });
      return object.data;
    },
  };
}

const STEPS = /(?:~\d{0,5}|\^)+$/;

function baseName(name: string): string {
  return name.replace(STEPS, '');
}

/** Follows `~N` and `^` to first parents. */
function ancestor(store: ObjectStore, id: string, name: string): Commit {
  const steps = STEPS.exec(name)?.[0] ?? '';
  const count = [...steps.matchAll(/~(?<n>\d*)|\^/g)].reduce((sum, { groups }) => sum + Number(groups?.['n'] || 1), 0);
  let commit = readCommit(store, id);
  for (let step = 0; step < count; step += 1) {
    const [parent] = commit.parents;
    if (parent === undefined) throw gitErrors.NO_REVISION({ name });
    commit = readCommit(store, parent);
  }
  return commit;
}

function readCommit(store: ObjectStore, id: string): Commit {
  const object = store.read(id);
  const commit = object === undefined ? undefined : parseCommit(id, object.data);
  if (commit === undefined || store.read(commit.tree) === undefined)
    throw gitErrors.MISSING_OBJECT({ what: 'the commit', commit: id.slice(0, 12) });
  return commit;
}

function prefixOf(top: string, root: string): string {
  const path = relative(top, resolve(root)).split(sep).join('/');
  return path === '' ? '' : `${path}/`;
}
