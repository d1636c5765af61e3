import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { updateDatabase } from '@sallyport/advisories';
import { rolldown } from 'rolldown';

import type { Bench, BenchContext, BenchFigures } from '../bench.ts';
import { debianAdvisories } from '../inputs/debian-inventories.ts';
import { npmLock } from '../inputs/npm-lock.ts';
import { npmAdvisories, writeZip } from '../inputs/osv-archive.ts';

const ADVISORIES = 250_000;
const DEBIAN_ADVISORIES = 20_000;
const PACKAGES = 2000;
const RUNS = 5;
const PEER_RUNS = 3;
const PEER_SHARE = 50;
const bin = join(import.meta.dirname, '..', '..', '..', 'dist', 'package', 'bin', 'sallyport.cjs');

/**
 * What a scan of dependencies costs: importing a generated npm partition of 250,000 advisories, reading a lock file of
 * 2,000 packages, matching them, the whole process of the built command line with its report, and matching 1,000 stored
 * Debian inventories again. Beside it, where they are on PATH, osv-scanner, trivy and syft on the same lock file.
 */
export const bench: Bench = {
  name: 'dependencies',
  async run(context) {
    if (!existsSync(bin)) throw new Error('there is no dist/package: run npm run build first');
    const source = join(context.cacheDir, 'osv-bucket');
    generate(join(source, 'npm'), () => npmAdvisories(ADVISORIES));
    generate(join(source, 'Debian'), () => debianAdvisories(DEBIAN_ADVISORIES));
    const cache = mkdtempSync(join(tmpdir(), 'bench-dependencies-'));
    try {
      return await measure(context, source, cache);
    } finally {
      rmSync(cache, { recursive: true });
    }
  },
};

async function measure(context: BenchContext, source: string, cache: string): Promise<BenchFigures> {
  const root = join(cache, 'advisories');
  const project = join(cache, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package-lock.json'), npmLock(PACKAGES));
  const imported = advisoryStep('import', source, root);
  await updateDatabase({ root, importer: 'osv-bucket', source, names: ['Debian'] });
  const wholeProcess = medianOf(() => scan(project, cache));
  return {
    import: imported,
    readLockFile: await readStep(join(project, 'package-lock.json'), cache),
    match: medianOf(() => advisoryStep('match', source, root)),
    wholeProcess,
    rematch: medianOf(() => advisoryStep('rematch', source, root)),
    peers: peers(context, { project, source, cache, ownCpuMs: wholeProcess.cpuMs }),
  };
}

function generate(folder: string, records: () => Iterable<readonly [string, string]>): void {
  const archive = join(folder, 'all.zip');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(archive)) writeZip(archive, records());
}

type Timed = BenchFigures & { readonly wallMs: number };

function advisoryStep(name: string, source: string, root: string): Timed {
  const script = join(import.meta.dirname, 'advisories-step.ts');
  return JSON.parse(execFileSync(process.execPath, [script, name, source, root], { encoding: 'utf8' })) as Timed;
}

/** Read by bundled code, as users have it: what loading and stripping the sources costs is no part of reading. */
async function readStep(path: string, cache: string): Promise<Timed> {
  const dir = join(cache, 'step');
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'dependencies-step.ts'),
    platform: 'node',
    logLevel: 'silent',
  });
  await bundle.write({ dir, format: 'esm', minify: true, entryFileNames: 'step.mjs', chunkFileNames: '[name].mjs' });
  await bundle.close();
  return medianOf(() => {
    const figures = execFileSync(process.execPath, [join(dir, 'step.mjs'), path], { encoding: 'utf8' });
    const { firstMs, warmMs, packages } = JSON.parse(figures) as Readonly<Record<string, number>>;
    return { wallMs: firstMs ?? 0, warmMs: warmMs ?? 0, packages: packages ?? 0 };
  });
}

/** The run in the middle of several, each a process of its own. */
function medianOf<T extends { readonly wallMs: number }>(run: () => T, times = RUNS): T {
  const runs = Array.from({ length: times }, run).toSorted((a, b) => a.wallMs - b.wallMs);
  return runs[times >> 1] ?? run();
}

/** One scan by the built command line, its JSON report written to a file. */
function scan(project: string, cache: string): Timed & { readonly cpuMs: number } {
  const report = join(cache, 'report.json');
  const words = [
    'scan',
    project,
    '--only',
    'dependencies',
    '--offline',
    '--quiet',
    '--fail-on',
    'none',
    '-o',
    `json=${report}`,
  ];
  const run = timed(process.execPath, [bin, ...words], { HOME: cache, SALLYPORT_CACHE_DIR: cache });
  if (run.status !== 0) throw new Error(`the scan ended with ${run.status}`);
  const { findings } = JSON.parse(readFileSync(report, 'utf8')) as { findings: readonly unknown[] };
  return { wallMs: run.wallMs, cpuMs: run.cpuMs, findings: findings.length };
}

interface Run {
  readonly status: number | null;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Runs a program and takes its wall-clock and CPU time, as the shell counts it for its children. */
function timed(program: string, words: readonly string[], env: Record<string, string>): Run {
  const started = performance.now();
  const run = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%3U %3S"; time "$0" "$@" > /dev/null 2> /dev/null; exit $?', program, ...words],
    {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...env },
    },
  );
  const wallMs = Math.round(performance.now() - started);
  const [user = 0, system = 0] = run.stderr.trim().split(/\s+/).map(Number);
  return { status: run.status, wallMs, cpuMs: Math.round((user + system) * 1000) };
}

interface PeerInput {
  readonly project: string;
  readonly source: string;
  readonly cache: string;
  readonly ownCpuMs: number;
}

/**
 * The peers on the same lock file, with what we take for the same work. osv-scanner matches, and gets only every
 * fiftieth advisory, as it needs minutes for all of them while ours has all; the others have no advisories and list packages.
 */
function peers(context: BenchContext, { project, source, cache, ownCpuMs }: PeerInput): BenchFigures {
  const lock = join(project, 'package-lock.json');
  const list = medianOf(() =>
    timed(process.execPath, [bin, 'sbom', project, '-o', join(cache, 'sbom.json')], {
      HOME: cache,
      SALLYPORT_CACHE_DIR: cache,
    }),
  );
  const calls: Readonly<Record<string, { readonly words: readonly string[]; readonly ownCpuMs: number }>> = {
    'osv-scanner': { words: ['--experimental-offline', '--lockfile', lock], ownCpuMs },
    trivy: {
      words: ['fs', '--scanners', 'license', '--format', 'cyclonedx', '--offline-scan', project],
      ownCpuMs: list.cpuMs,
    },
    syft: { words: ['scan', `dir:${project}`, '-o', 'cyclonedx-json'], ownCpuMs: list.cpuMs },
  };
  const found = Object.entries(calls).flatMap(([name, call]) => {
    const program = context.peer(name);
    return program === undefined ? [] : [{ name, program, ...call }];
  });
  if (found.some(({ name }) => name === 'osv-scanner')) smallMirror(source, cache);
  const figures = found.map(({ name, program, words, ownCpuMs: own }) => {
    const env = { HOME: cache, OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY: cache, SYFT_CHECK_FOR_APP_UPDATE: 'false' };
    const run = medianOf(() => ({ ...timed(program, words, env) }), PEER_RUNS);
    return [name, { ...run, ownCpuMs: own, ourCpuRatio: Math.round((own / run.cpuMs) * 100) / 100 }] as const;
  });
  return { ownListCpuMs: list.cpuMs, ...Object.fromEntries(figures) };
}

/** An archive of few advisories where osv-scanner looks for it. */
function smallMirror(source: string, cache: string): void {
  const local = join(cache, 'osv-scanner', 'npm');
  const archive = join(source, '..', 'osv-small.zip');
  mkdirSync(local, { recursive: true });
  if (!existsSync(archive)) writeZip(archive, npmAdvisories(ADVISORIES / PEER_SHARE));
  copyFileSync(archive, join(local, 'all.zip'));
}
