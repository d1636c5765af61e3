import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { sha256Hex } from '@sallyport/kernel';

import type { Bench, BenchContext, BenchFigures } from '../bench.ts';
import { git, historyRepository } from '../history-repository.ts';
import { measure, medianOf } from '../measure.ts';
import type { Measured } from '../measure.ts';

const RUNS = 3;
const built = join(import.meta.dirname, '..', '..', '..', 'dist', 'package', 'bin', 'sallyport.cjs');

/**
 * The history of a repository of 4,200 commits: a first scan with nothing kept, one more after one more commit, and Kingfisher on
 * the same repository where it is on PATH. Whole processes, one core, secrets only, report to standard output.
 */
export const bench: Bench = {
  name: 'history',
  async run(context) {
    const { root, commits, blobBytes } = await historyRepository(context.cacheDir);
    const cacheDir = join(context.cacheDir, 'history-cache');
    const scan = (): Measured =>
      measure(process.execPath, [built, 'scan', root, '--only', 'secrets', '--json'], {
        oneCore: true,
        env: environment(cacheDir),
      });
    const first = medianOf(
      Array.from({ length: RUNS }, () => {
        rmSync(cacheDir, { recursive: true, force: true });
        return scan();
      }),
    );
    const again = medianOf(
      Array.from({ length: RUNS }, (_, n) => {
        addCommit(root, n);
        return scan();
      }),
    );
    git(root, 'reset', '--quiet', '--hard', `HEAD~${RUNS}`);
    const megabytes = blobBytes / 1e6;
    return {
      commits,
      blobMb: Math.round(megabytes),
      firstWallMs: first.wallMs,
      firstCpuMs: first.cpuMs,
      firstRssMb: first.rssMb,
      blobMbPerCpuSecond: Math.round((megabytes / first.cpuMs) * 1000),
      findings: findingsOf(first),
      oneMoreCommitWallMs: again.wallMs,
      oneMoreCommitCpuMs: again.cpuMs,
      ...kingfisher(context, root, first),
    };
  },
};

function environment(cacheDir: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: cacheDir, SALLYPORT_CACHE_DIR: cacheDir };
}

function addCommit(root: string, n: number): void {
  const text = sha256Hex(`commit ${n}`);
  const tree = git(root, 'rev-parse', 'HEAD^{tree}').trim();
  git(root, 'reset', '--quiet', '--hard', git(root, 'commit-tree', tree, '-p', 'HEAD', '-m', `Change ${text}`).trim());
}

function findingsOf(run: Measured): number {
  return (JSON.parse(run.stdout) as { findings: unknown[] }).findings.length;
}

function kingfisher(context: BenchContext, root: string, ours: Measured): BenchFigures {
  const program = context.peer('kingfisher');
  if (program === undefined) return { kingfisher: 'not on PATH' };
  const args = ['scan', '--no-validate', '--no-update-check', '--format', 'json', '-q', root];
  measure(program, args, { oneCore: true });
  const run = medianOf(Array.from({ length: RUNS }, () => measure(program, args, { oneCore: true })));
  return {
    kingfisherWallMs: run.wallMs,
    kingfisherCpuMs: run.cpuMs,
    kingfisherRssMb: run.rssMb,
    ourCpuToKingfisher: Math.round((ours.cpuMs / run.cpuMs) * 100) / 100,
  };
}
