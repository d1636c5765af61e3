import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ScanResult } from '@sallyport/findings';
import { sha256Hex } from '@sallyport/kernel';

import { parseResult } from './parse-result.ts';
import { partialName } from './partial-name.ts';

const KEPT = 20;

/**
 * Keeps the last result of each target in the user's own cache folder, so that `explain` knows a finding by its id.
 * A result holds no secret's value. Where it cannot be kept, nothing is lost but that.
 */
export function keepResult(cacheDir: string | undefined, root: string, result: ScanResult): void {
  if (cacheDir === undefined) return;
  const folder = join(cacheDir, 'results');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${nameOf(root)}.json`);
    const temporary = partialName(path);
    try {
      writeFileSync(temporary, JSON.stringify(result), { flag: 'wx', mode: 0o600 });
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    for (const { path } of resultFiles(folder).slice(KEPT)) rmSync(path, { force: true });
  } catch {
    // A full or read-only cache folder must not fail a scan.
  }
}

/** Of most paths the path itself, so that hashing need not be loaded; the longest do not fit into a name. */
function nameOf(root: string): string {
  const name = Buffer.from(root).toString('base64url');
  return name.length <= 180 ? name : sha256Hex(root);
}

/** The kept results, newest first; damaged ones are left out. */
export function keptResults(cacheDir: string | undefined): ScanResult[] {
  if (cacheDir === undefined) return [];
  return resultFiles(join(cacheDir, 'results')).flatMap(({ path }) => {
    try {
      return parseResult(readFileSync(path, 'utf8')) ?? [];
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
