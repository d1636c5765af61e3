import { isAbsolute, relative, resolve, sep } from 'node:path';

import { openRevision } from '@sallyport/scanners';
import type { RevisionFiles } from '@sallyport/scanners';

/**
 * The revision that a change goes onto. What judges the change (configuration, policies, exceptions, suppressions, baseline) is read
 * from it, so that a change cannot judge itself.
 */
export interface BaseRevision {
  readonly ref: string;
  readonly files: RevisionFiles;
  /** The folder that its paths are relative to. */
  readonly root: string;
  /** A path of the folder as the revision names it; undefined for one outside of the folder. */
  inside(path: string): string | undefined;
  /** A file of the folder as text; undefined where the revision has none. */
  text(path: string): string | undefined;
}

/** Opens the base revision `ref` as the folder `root` has it. Throws GIT_NOT_A_REPOSITORY and GIT_NO_REVISION. */
export function openBase(root: string, ref: string): BaseRevision {
  const files = openRevision(root, ref);
  const inside = (path: string): string | undefined => {
    const own = relative(root, resolve(root, path)).split(sep).join('/');
    return own === '..' || own.startsWith('../') || isAbsolute(own) ? undefined : own;
  };
  return {
    ref,
    files,
    root,
    inside,
    text(path) {
      const own = inside(path);
      const bytes = own === undefined ? undefined : files.read(own);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
    },
  };
}
