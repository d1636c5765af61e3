import type { proposeFixes } from './dependencies/fix/propose.ts';

/** Loads what proposes edits of manifests; most scans need none of it. */
export async function loadFixes(): Promise<{ readonly proposeFixes: typeof proposeFixes }> {
  return import('./dependencies/fix/propose.ts');
}
