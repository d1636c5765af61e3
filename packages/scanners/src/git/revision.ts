import { join } from 'node:path';

import { parseCommit } from './commit.ts';
import { gitErrors } from './errors.ts';
import type { ObjectStore } from './object-store.ts';
import { KIND } from './pack.ts';
import type { Repository } from './repository.ts';
import { readText } from './read-file.ts';
import { eachTreeEntry } from './tree.ts';

const HEX = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const PLACES = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'];

/** The commit that a branch, tag, remote branch, full id or `HEAD` names, in hex; undefined where there is none (yet). */
export function resolveRevision(repository: Repository, store: ObjectStore, name: string): string | undefined {
  const id = HEX.test(name)
    ? name
    : PLACES.map((place) => readRef(repository, place + name, 0)).find((found) => found !== undefined);
  return id === undefined ? undefined : peel(store, id, 0);
}

/** As `resolveRevision`; throws GIT_NO_REVISION where it names nothing. */
export function requireRevision(repository: Repository, store: ObjectStore, name: string): string {
  const id = resolveRevision(repository, store, name);
  if (id === undefined) throw gitErrors.NO_REVISION({ name });
  return id;
}

function readRef(repository: Repository, name: string, depth: number): string | undefined {
  if (depth > 5 || name.split('/').includes('..')) return undefined;
  for (const dir of [repository.gitDir, repository.commonDir]) {
    const text = readText(join(dir, name))?.trim();
    if (text === undefined) continue;
    if (text.startsWith('ref: ')) return readRef(repository, text.slice(5), depth + 1);
    if (HEX.test(text)) return text;
  }
  const packed = readText(join(repository.commonDir, 'packed-refs')) ?? '';
  return packed
    .split('\n')
    .find((line) => line.endsWith(` ${name}`))
    ?.split(' ', 1)[0];
}

/** Follows annotated tags to what they name. */
function peel(store: ObjectStore, id: string, depth: number): string | undefined {
  const object = depth > 5 ? undefined : store.read(id);
  if (object?.kind !== KIND.tag) return object?.kind === KIND.commit ? id : undefined;
  const tagged = /^object (?<id>[0-9a-f]+)$/m.exec(object.data.toString('latin1', 0, 200))?.groups?.['id'];
  return tagged === undefined ? undefined : peel(store, tagged, depth + 1);
}

/** The files of a commit: ids, in hex, by path. Empty for undefined (a repository with no commits). Links are told to `onLink` and are no files. */
export function filesOf(
  repository: Repository,
  store: ObjectStore,
  commit: string | undefined,
  onLink?: (path: string) => void,
): Map<string, string> {
  const files = new Map<string, string>();
  const object = commit === undefined ? undefined : store.read(commit);
  const tree = commit === undefined || object === undefined ? undefined : parseCommit(commit, object.data)?.tree;
  const visit = (id: string, prefix: string, depth: number): void => {
    const data = depth > 512 ? undefined : store.read(id);
    if (data?.kind !== KIND.tree) return;
    eachTreeEntry(data.data, { hashBytes: repository.hashBytes }, (entry) => {
      if (entry.kind === 'tree') visit(entry.id, `${prefix}${entry.name}/`, depth + 1);
      else if (entry.kind === 'blob') files.set(prefix + entry.name, entry.id);
      else if (entry.kind === 'link') onLink?.(prefix + entry.name);
    });
  };
  if (tree !== undefined) visit(tree, '', 0);
  return files;
}
