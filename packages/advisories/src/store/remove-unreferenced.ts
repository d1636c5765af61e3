import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Clock } from '@sallyport/kernel';

import { guard } from './files.ts';
import { listPointers } from './pointer.ts';

/** A file that another process has just put in place may not be pointed to yet. */
const GRACE_MS = 10 * 60 * 1000;

/** Removes files of earlier states. Who still reads one keeps it open; who is about to open it reads the pointer again. */
export function removeUnreferenced(root: string, clock: Clock): void {
  const current = new Set(listPointers(root).map(({ file }) => file));
  for (const name of guard(root, () => readdirSync(root))) {
    if (!/-[0-9a-f]{32}\.(?:adv|json|bin)$/.test(name) || current.has(name)) continue;
    const path = join(root, name);
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    // On Windows an open file stays until the next update.
    if (clock.now() - modified > GRACE_MS) removeQuietly(path);
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is in use; the next update tries again.
  }
}
