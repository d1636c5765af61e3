import type { Sighting } from '@sallyport/findings';

import { gitErrors } from '../../git/errors.ts';
import { readIndex } from '../../git/index-file.ts';
import type { StagedEntry } from '../../git/index-file.ts';
import { ObjectStore } from '../../git/object-store.ts';
import { openRepository, workTreeRoot } from '../../git/repository.ts';
import { filesOf, resolveRevision } from '../../git/revision.ts';
import type { Gatherer } from '../gather.ts';
import type { Inspector } from '../inspect.ts';
import { asText } from '../text.ts';

const REGULAR = 0o100000;
const KIND_MASK = 0o170000;

/**
 * Looks at what is staged and differs from HEAD, as it is staged and not as it lies in the work tree. What the file held before is
 * not told again: a commit is stopped for what it brings. Throws GIT_NOT_A_REPOSITORY and GIT_BAD_INDEX.
 */
export function gatherStaged(gather: Gatherer, inspector: () => Inspector): void {
  const { root } = gather.context.target;
  const top = workTreeRoot(root);
  if (top === undefined) throw gitErrors.NOT_A_REPOSITORY({ path: root });
  const repository = openRepository(top);
  const store = new ObjectStore(repository);
  try {
    const before = filesOf(repository, store, resolveRevision(repository, store, 'HEAD'));
    const { indexFile } = gather.context.options;
    for (const entry of readIndex(repository, typeof indexFile === 'string' ? indexFile : undefined)) {
      if (isFile(entry) && before.get(entry.path) !== entry.id)
        searchStaged(gather, inspector, { store, entry, before: before.get(entry.path) });
    }
  } finally {
    store.close();
  }
}

function isFile(entry: StagedEntry): boolean {
  return (entry.mode & KIND_MASK) === REGULAR && !entry.intentToAdd && entry.stage === 0;
}

interface StagedFile {
  readonly store: ObjectStore;
  readonly entry: StagedEntry;
  /** The id of the file in HEAD, in hex; undefined for a new file. */
  readonly before: string | undefined;
}

function searchStaged(gather: Gatherer, inspector: () => Inspector, { store, entry, before }: StagedFile): void {
  const { path } = entry;
  const look = (id: string | undefined): readonly Sighting[] => {
    const data = id === undefined ? undefined : store.read(id)?.data;
    const text = data === undefined ? undefined : asText(data);
    return text === undefined ? [] : inspector().inspect({ bytes: text, path }).sightings;
  };
  const object = store.read(entry.id);
  const text = object === undefined ? undefined : asText(object.data);
  if (before === undefined) gather.path(path);
  if (object === undefined) gather.skips.add('missing-object', path);
  else if (text === undefined) gather.skips.add('binary', path);
  else {
    const known = new Set(look(before).map(keyOf));
    const first = gather.sightings.length;
    gather.text({ bytes: text, path }, object.data.length);
    const fresh = gather.sightings.splice(first).filter((sighting) => !known.has(keyOf(sighting)));
    for (const sighting of fresh) gather.sightings.push(sighting);
  }
}

function keyOf(sighting: Sighting): string {
  return JSON.stringify([sighting.rule, sighting.group]);
}
