import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { updateDatabase } from '@sallyport/advisories';

import type { Bench, BenchFigures } from '../bench.ts';
import { debianAdvisories } from '../inputs/debian-inventories.ts';
import { npmAdvisories, writeZip } from '../inputs/osv-archive.ts';

const ADVISORIES = 250_000;
const DEBIAN_ADVISORIES = 20_000;
const RUNS = 5;

/**
 * A generated npm partition of 250,000 advisories: how long and how much memory its import takes, how long 2,000
 * packages take to match with it, and how long 1,000 stored Debian inventories take to match again.
 */
export const bench: Bench = {
  name: 'advisories',
  async run({ cacheDir }) {
    const source = join(cacheDir, 'osv-bucket');
    generate(join(source, 'npm'), () => npmAdvisories(ADVISORIES));
    generate(join(source, 'Debian'), () => debianAdvisories(DEBIAN_ADVISORIES));
    const root = mkdtempSync(join(tmpdir(), 'bench-advisories-'));
    try {
      const imported = step('import', source, root);
      await updateDatabase({ root, importer: 'osv-bucket', source, names: ['Debian'] });
      const steps = ['match', 'matchOutdated', 'rematch'].map((name) => [name, median(name, source, root)]);
      return { import: imported, ...Object.fromEntries(steps) };
    } finally {
      rmSync(root, { recursive: true });
    }
  },
};

function generate(folder: string, records: () => Iterable<readonly [string, string]>): void {
  const archive = join(folder, 'all.zip');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(archive)) writeZip(archive, records());
}

function step(name: string, source: string, root: string): BenchFigures & { readonly wallMs: number } {
  const script = join(import.meta.dirname, 'advisories-step.ts');
  return JSON.parse(
    execFileSync(process.execPath, [script, name, source, root], { encoding: 'utf8' }),
  ) as BenchFigures & {
    readonly wallMs: number;
  };
}

/** The median of several processes, each starting from nothing but the file cache. */
function median(name: string, source: string, root: string): BenchFigures {
  const runs = Array.from({ length: RUNS }, () => step(name, source, root)).sort((a, b) => a.wallMs - b.wallMs);
  return runs[RUNS >> 1] ?? {};
}
