import type { isLockFile, readLockFile } from './dependencies/read-lock-file.ts';

/** Loads what reads lock files and manifests one by one, for those who have them elsewhere than in a folder. */
export async function loadLockFiles(): Promise<{
  readonly isLockFile: typeof isLockFile;
  readonly readLockFile: typeof readLockFile;
}> {
  return import('./dependencies/read-lock-file.ts');
}
