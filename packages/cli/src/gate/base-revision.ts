import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

import { openRevision } from '@sallyport/scanners';
import type { RevisionFiles } from '@sallyport/scanners';

import { cliErrors } from '../errors.ts';
import { holds, pathInFolder, realWorkTree } from './path-in-repository.ts';

/**
 * The revision that a change goes onto. What judges the change (configuration, policies, exceptions, suppressions, baseline) is read
 * from it, so that a change cannot judge itself.
 */
export interface BaseRevision {
  readonly ref: string;
  readonly files: RevisionFiles;
  /** The folder that its paths are relative to. */
  readonly root: string;
  /** A path of the folder as the revision names it, also through links into the folder; undefined for one outside of it. */
  inside(path: string): string | undefined;
  /** Throws CLI_UNREADABLE_FILE where the disk may not speak for a path outside of the folder: the change could have written it. */
  demandForeign(path: string): void;
  /** A file of the folder as text; undefined where the revision has none. */
  text(path: string): string | undefined;
}

/** Opens the base revision `ref` as the folder `root` has it. Throws GIT_NOT_A_REPOSITORY and GIT_NO_REVISION. */
export function openBase(root: string, ref: string): BaseRevision {
  const files = openRevision(root, ref);
  const [folder, workTree] = [realpathSync(root), realWorkTree(root)];
  const inside = (path: string): string | undefined => pathInFolder(folder, resolve(root, path));
  return {
    ref,
    files,
    root,
    inside,
    demandForeign(path) {
      const absolute = resolve(root, path);
      if (pathInFolder(workTree, absolute) !== undefined)
        throw cliErrors.UNREADABLE_FILE({
          path,
          reason: `${ref} cannot speak for it: run at the top of the repository`,
        });
      if (holds(absolute, workTree))
        throw cliErrors.UNREADABLE_FILE({ path, reason: 'the repository that is judged lies within it' });
    },
    text(path) {
      const own = inside(path);
      const bytes = own === undefined ? undefined : files.read(own);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
    },
  };
}
