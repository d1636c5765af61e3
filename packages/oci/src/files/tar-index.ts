import { posix } from 'node:path';

import type { TarHeader } from '../tar/entry.ts';
import { normaliseTarPath } from '../tar/path.ts';

/** Image archives hold few files: a blob a layer, some JSON. */
export const ARCHIVE_ENTRIES = 100_000;
/** The longest chain of links that is followed. */
const MOST_LINKS = 8;

/** Which files an archive has, what they are called, and where links lead. The last entry of a name counts. */
export interface TarIndex<T> {
  add(header: TarHeader, place: T): void;
  /** The entry that a path leads to. */
  find(path: string): { readonly path: string; readonly place: T } | undefined;
}

export function createTarIndex<T>(): TarIndex<T> {
  const places = new Map<string, T>();
  const links = new Map<string, string>();
  return {
    add({ type, path, linkPath }, place) {
      places.delete(path);
      links.delete(path);
      if (type === 'file') places.set(path, place);
      // Archives of older Docker link a layer that occurs twice to its first place.
      else if (type === 'hard-link' && linkPath !== undefined) links.set(path, linkPath);
      else if (type === 'symlink' && linkPath !== undefined) links.set(path, posix.join(posix.dirname(path), linkPath));
    },
    find(path) {
      let at = normaliseTarPath(path).path;
      for (let followed = 0; followed <= MOST_LINKS; followed++) {
        const place = places.get(at);
        if (place !== undefined) return { path: at, place };
        const next = links.get(at);
        if (next === undefined) return undefined;
        at = normaliseTarPath(next).path;
      }
      return undefined;
    },
  };
}
