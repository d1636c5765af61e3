import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Bench } from '../bench.ts';

const RUNS = 21;
const bin = join(import.meta.dirname, '..', '..', '..', 'dist', 'package', 'bin', 'sallyport.cjs');

/** How long the built command line takes to start, over bare Node.js: medians of interleaved runs, in milliseconds. */
export const bench: Bench = {
  name: 'cli',
  async run() {
    if (!existsSync(bin)) throw new Error('there is no dist/package: run npm run build first');
    const folder = mkdtempSync(join(tmpdir(), 'bench-cli-'));
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    writeFileSync(join(empty, 'sallyport.yaml'), 'scan:\n  failOn: critical\n');
    writeFileSync(join(folder, 'bare.mjs'), '');
    const env = { PATH: process.env['PATH'], HOME: folder };
    const time = (args: readonly string[]): number => {
      const started = performance.now();
      spawnSync(process.execPath, args, { env, stdio: 'ignore' });
      return performance.now() - started;
    };
    const calls = {
      bareNode: [join(folder, 'bare.mjs')],
      version: [bin, '--version'],
      help: [bin, '--help'],
      scanEmptyFolder: [bin, 'scan', empty],
    };
    const times = new Map<string, number[]>();
    for (let i = 0; i < RUNS; i += 1) {
      for (const [name, args] of Object.entries(calls)) times.set(name, [...(times.get(name) ?? []), time(args)]);
    }
    rmSync(folder, { recursive: true });
    const median = (name: string): number => (times.get(name) ?? []).toSorted((a, b) => a - b)[RUNS >> 1] ?? 0;
    const over = (name: string): number => round(median(name) - median('bareNode'));
    return {
      bareNodeMs: round(median('bareNode')),
      versionOverBareMs: over('version'),
      helpOverBareMs: over('help'),
      scanEmptyFolderOverBareMs: over('scanEmptyFolder'),
    };
  },
};

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
