import type { Pause } from './blob-walk.ts';
import type { Commit } from './commit.ts';
import { addNew, MAX_PATH } from './commit-walk.ts';
import { IdTable } from './id-table.ts';
import type { ObjectStore } from './object-store.ts';
import { KIND } from './pack.ts';
import { eachTreeEntry } from './tree.ts';
import type { TreeEntry } from './tree.ts';

/** An object that a tree or commit names and the repository does not hold. */
export interface MissingObject {
  readonly kind: 'tree' | 'blob';
  /** In hex. */
  readonly id: string;
  /** Where it stands first; '' for the root of a commit. Below a missing tree nothing is known. */
  readonly path: string;
}

/** Tells of every tree and blob once that the commits lead to and that is not there, as in a partial clone. */
export async function eachMissingObject(
  store: ObjectStore,
  commits: readonly Commit[],
  { hashBytes, pause }: { readonly hashBytes: number; readonly pause: Pause },
  onMissing: (missing: MissingObject) => void,
): Promise<void> {
  const seen = new IdTable(hashBytes);
  const isOfInterest = (kind: TreeEntry['kind'], data: Buffer, idAt: number): boolean =>
    kind !== 'submodule' && seen.find(data, idAt) === -1;
  const visit = (id: string, path: string): void => {
    if (path.length > MAX_PATH || !addNew(seen, id)) return;
    const object = store.read(id);
    if (object?.kind !== KIND.tree) {
      onMissing({ kind: 'tree', id, path });
      return;
    }
    const trees: TreeEntry[] = [];
    const prefix = path === '' ? '' : `${path}/`;
    eachTreeEntry(object.data, { hashBytes, isOfInterest }, (entry) => {
      if (entry.kind === 'tree') trees.push(entry);
      else if (addNew(seen, entry.id) && !store.has(entry.id))
        onMissing({ kind: 'blob', id: entry.id, path: prefix + entry.name });
    });
    for (const tree of trees) visit(tree.id, prefix + tree.name);
  };
  for (const commit of commits) {
    await pause();
    visit(commit.tree, '');
  }
}
