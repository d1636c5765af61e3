import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { BenchFigures } from './bench.ts';
import { packageLock } from './inputs/package-lock.ts';

const PACKAGES = 2000;
const RUNS = 7;

/**
 * Reads a package-lock.json of 2,000 packages with its graph, each time in a process of its own that has read none:
 * the medians in milliseconds, the loading of the reader's code apart.
 */
export function lockFileFigures(cacheDir: string): BenchFigures {
  const path = join(cacheDir, `package-lock-${PACKAGES}.json`);
  if (!existsSync(path)) writeFileSync(path, packageLock(PACKAGES));
  const script = join(import.meta.dirname, 'benches', 'lock-files-step.ts');
  const runs = Array.from(
    { length: RUNS },
    () => JSON.parse(execFileSync(process.execPath, [script, path], { encoding: 'utf8' })) as Record<string, number>,
  );
  const median = (name: string): number => {
    const sorted = runs.map((run) => run[name] ?? 0).toSorted((a, b) => a - b);
    return Math.round((sorted[RUNS >> 1] ?? 0) * 10) / 10;
  };
  return {
    packages: median('packages'),
    bytes: median('bytes'),
    loadMs: median('loadMs'),
    readMs: median('readMs'),
    warmReadMs: median('warmReadMs'),
  };
}
