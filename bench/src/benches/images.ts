import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { updateDatabase } from '@sallyport/advisories';
import { writeImageLayout } from '@sallyport/mocks';

import type { Bench, BenchContext, BenchFigures } from '../bench.ts';
import { debianAdvisories } from '../inputs/debian-inventories.ts';
import { writeZip } from '../inputs/osv-archive.ts';

const RUNS = 3;
const DEBIAN_ADVISORIES = 20_000;
const MIRROR = 'http://deb.debian.org/debian';
const PACKAGES = 'python3-pip,nginx,imagemagick,npm,ruby,openjdk-17-jre-headless,build-essential';
const bin = join(import.meta.dirname, '..', '..', '..', 'dist', 'package', 'bin', 'sallyport.cjs');

/** Written by each process as it ends: what it used, as the system counts it. */
const HOOK = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));`;

/**
 * What a scan of an image costs: a real Debian 12 image, built once from Debian's packages where mmdebstrap is on PATH, cold with
 * every analyser and secrets, and again with its layer known. The whole process of the built command line each time.
 */
export const bench: Bench = {
  name: 'images',
  async run(context) {
    if (!existsSync(bin)) throw new Error('there is no dist/package: run npm run build first');
    const image = debianImage(context);
    if (image === undefined) return { skipped: 'mmdebstrap is not on PATH' };
    const work = mkdtempSync(join(tmpdir(), 'bench-images-'));
    try {
      await importAdvisories(context, join(work, 'advisories'));
      return measure(image, work);
    } finally {
      rmSync(work, { recursive: true });
    }
  },
};

/** Advisories of Debian's size, made up, so that matching costs what it does. */
async function importAdvisories(context: BenchContext, root: string): Promise<void> {
  const source = join(context.cacheDir, 'osv-bucket');
  const archive = join(source, 'Debian', 'all.zip');
  mkdirSync(join(source, 'Debian'), { recursive: true });
  if (!existsSync(archive)) writeZip(archive, debianAdvisories(DEBIAN_ADVISORIES));
  await updateDatabase({ root, importer: 'osv-bucket', source, names: ['Debian'] });
}

interface DebianImage {
  readonly layout: string;
  readonly tarBytes: number;
}

function debianImage(context: BenchContext): DebianImage | undefined {
  const tar = join(context.cacheDir, 'debian-12.tar');
  const layout = join(context.cacheDir, 'debian-12');
  if (!existsSync(tar)) {
    const program = context.peer('mmdebstrap');
    if (program === undefined) return undefined;
    const words = [
      '--variant=minbase',
      `--include=${PACKAGES}`,
      'bookworm',
      `${tar}.new.tar`,
      `deb ${MIRROR} bookworm main`,
    ];
    const built = spawnSync(program, words, { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`mmdebstrap failed: ${built.stderr.slice(-500)}`);
    renameSync(`${tar}.new.tar`, tar);
  }
  if (!existsSync(join(layout, 'index.json'))) writeImageLayout(layout, { layers: [readFileSync(tar)] });
  return { layout, tarBytes: statSync(tar).size };
}

function measure({ layout, tarBytes }: DebianImage, work: string): BenchFigures {
  const cold = medianOf((index) => scanOnce(layout, work, `cold-${index}`));
  scanOnce(layout, work, 'warm');
  const warm = medianOf(() => scanOnce(layout, work, 'warm'));
  return { unpackedMb: Math.round(tarBytes / 1e6), cold, warm };
}

type Used = BenchFigures & { readonly cpuMs: number };

function medianOf(run: (index: number) => Used): Used {
  const runs = Array.from({ length: RUNS }, (_, index) => run(index)).toSorted((a, b) => a.cpuMs - b.cpuMs);
  return runs[RUNS >> 1] ?? run(0);
}

function scanOnce(layout: string, work: string, cache: string): Used {
  const home = join(work, cache);
  const usage = join(work, 'usage.json');
  const report = join(work, 'report.json');
  if (!existsSync(home)) cpSync(join(work, 'advisories'), join(home, 'advisories'), { recursive: true });
  const words = ['scan', `oci-dir:${layout}`, '--offline', '--quiet', '--fail-on', 'none', '-o', `json=${report}`];
  const started = performance.now();
  const run = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(HOOK)}`, bin, ...words],
    {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: home, SALLYPORT_CACHE_DIR: home, BENCH_USAGE: usage },
    },
  );
  const wallMs = Math.round(performance.now() - started);
  if (run.status !== 0) throw new Error(`the scan ended with ${run.status}: ${run.stderr.slice(-500)}`);
  const used = JSON.parse(readFileSync(usage, 'utf8')) as NodeJS.ResourceUsage;
  const { coverage } = JSON.parse(readFileSync(report, 'utf8')) as {
    coverage: { parts: readonly { scanner: string; looked: Record<string, number> }[] };
  };
  const looked = coverage.parts.find(({ scanner }) => scanner === 'images')?.looked ?? {};
  return {
    wallMs,
    cpuMs: Math.round((used.userCPUTime + used.systemCPUTime) / 1000),
    rssMb: Math.round(used.maxRSS / 1024),
    packages: looked['packages'] ?? 0,
    texts: looked['texts'] ?? 0,
  };
}
