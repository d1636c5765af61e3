import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { ScanResult } from '@sallyport/findings';
import { sha256Hex } from '@sallyport/kernel';

import { writeWhole } from './write-file.ts';

const KEPT = 20;

/**
 * Keeps the last result of each target in the user's own cache folder, so that `explain` knows a finding by its id.
 * A result holds no secret's value. Where it cannot be kept, nothing is lost but that.
 */
export async function keepResult(cacheDir: string | undefined, root: string, result: ScanResult): Promise<void> {
  if (cacheDir === undefined) return;
  const folder = join(cacheDir, 'results');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(folder, `${sha256Hex(root).slice(0, 24)}.json`), [JSON.stringify(result)]);
    for (const { path } of resultFiles(folder).slice(KEPT)) rmSync(path, { force: true });
  } catch {
    // A full or read-only cache folder must not fail a scan.
  }
}

/** The kept results, newest first; damaged ones are left out. */
export function keptResults(cacheDir: string | undefined): ScanResult[] {
  if (cacheDir === undefined) return [];
  return resultFiles(join(cacheDir, 'results')).flatMap(({ path }) => {
    try {
      const result = JSON.parse(readFileSync(path, 'utf8')) as ScanResult;
      return Array.isArray(result.findings) ? [result] : [];
    } catch {
      return [];
    }
  });
}

function resultFiles(folder: string): { readonly path: string; readonly time: number }[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }))
      .toSorted((a, b) => b.time - a.time);
  } catch {
    return [];
  }
}
