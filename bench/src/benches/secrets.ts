import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { sha256Hex } from '@sallyport/kernel';

import type { Bench, BenchContext, BenchFigures } from '../bench.ts';
import { VERDICTS } from '../inputs/npm-tree-verdicts.ts';
import { measure, medianOf } from '../measure.ts';
import type { Measured } from '../measure.ts';
import { npmTree } from '../npm-tree.ts';

const RUNS = 5;
const built = join(import.meta.dirname, '..', '..', '..', 'dist', 'package', 'bin', 'sallyport.cjs');

interface Run {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  findings(stdout: string): number;
}

/**
 * About 200 MB of installed npm packages, secrets only, whole processes on one core, report to standard output: the built CLI,
 * and Kingfisher and betterleaks where they are on PATH, in turns. With the findings, since a speed is only fair beside them.
 */
export const bench: Bench = {
  name: 'secrets',
  async run(context) {
    const { root, files, bytes } = npmTree(context.cacheDir);
    const cacheDir = join(context.cacheDir, 'secrets-cache');
    rmSync(cacheDir, { recursive: true, force: true });
    const env = { PATH: process.env['PATH'], HOME: cacheDir, SALLYPORT_CACHE_DIR: cacheDir };
    const runs = [ours(root), ...peers(context, root)];
    const measured = new Map(runs.map((run): [string, Measured[]] => [run.name, []]));
    for (let round = 0; round < RUNS; round++)
      for (const { name, program, args } of runs) {
        // What an earlier scan found clean would not be read again.
        if (name === 'sallyport') rmSync(join(cacheDir, 'files'), { recursive: true, force: true });
        measured.get(name)?.push(measure(program, args, { oneCore: true, env }));
      }
    const medians = new Map([...measured].map(([name, all]) => [name, medianOf(all)]));
    const figures = runs.map(({ name, findings }) => {
      const median = medians.get(name);
      return [name, median === undefined ? {} : figuresOf(median, bytes, findings(median.stdout))] as const;
    });
    return {
      files,
      mb: Math.round(bytes / 1e6),
      ...Object.fromEntries(figures),
      againCpuMs: measure(process.execPath, ours(root).args, { oneCore: true, env }).cpuMs,
      ...judged(medians.get('sallyport')?.stdout ?? '', root),
      ...ratios(medians),
    };
  },
};

function figuresOf({ wallMs, cpuMs, rssMb }: Measured, bytes: number, findings: number): BenchFigures {
  return { wallMs, cpuMs, rssMb, mbPerCpuSecond: Math.round(bytes / 1e3 / cpuMs), findings };
}

function ratios(medians: ReadonlyMap<string, Measured>): BenchFigures {
  const own = medians.get('sallyport')?.cpuMs ?? 0;
  return Object.fromEntries(
    ['kingfisher', 'betterleaks'].map((peer) => {
      const theirs = medians.get(peer);
      return [`timesAsFastAs_${peer}`, theirs === undefined ? 'not on PATH' : Number((theirs.cpuMs / own).toFixed(2))];
    }),
  );
}

function ours(root: string): Run {
  return {
    name: 'sallyport',
    program: process.execPath,
    args: [built, 'scan', root, '--only', 'secrets', '--json', '--quiet'],
    findings: (stdout) => findingsIn(stdout).length,
  };
}

function peers(context: BenchContext, root: string): Run[] {
  const runs: Run[] = [];
  const kingfisher = context.peer('kingfisher');
  if (kingfisher !== undefined) {
    const args = ['scan', '--no-validate', '--no-update-check', '--format', 'json', '-q', root];
    // The first run fills its cache of compiled rules.
    measure(kingfisher, args);
    runs.push({ name: 'kingfisher', program: kingfisher, args, findings: countOf('"rule"') });
  }
  const betterleaks = context.peer('betterleaks');
  if (betterleaks !== undefined) {
    const args = ['auto', root, '--no-banner', '--no-color', '-l', 'error', '--jsonl'];
    runs.push({
      name: 'betterleaks',
      program: betterleaks,
      args,
      findings: countOf('"rule_id"'),
    });
  }
  return runs;
}

function countOf(text: string): (stdout: string) => number {
  return (stdout) => stdout.split(text).length - 1;
}

interface Found {
  readonly rule: string;
  readonly occurrences: readonly {
    readonly location: { readonly path: string; readonly range?: { readonly start: { readonly line: number } } };
  }[];
}

function findingsIn(report: string): readonly Found[] {
  return (JSON.parse(report) as { findings: Found[] }).findings;
}

/** How many of the findings a person has called a secret, or none, and those that nobody has looked at. */
function judged(report: string, root: string): BenchFigures {
  const verdicts = new Map(VERDICTS.map((verdict) => [verdict.place, verdict]));
  const all = findingsIn(report).map(({ rule, occurrences }) => {
    const { path = '', range } = occurrences[0]?.location ?? {};
    const relative = path.startsWith(root) ? path.slice(root.length + 1) : path;
    const place = `${rule} ${relative}:${range?.start.line ?? 0}`;
    return { place, verdict: verdicts.get(sha256Hex(place)) };
  });
  return {
    secrets: all.filter(({ verdict }) => verdict?.isSecret === true).length,
    noSecrets: all.filter(({ verdict }) => verdict?.isSecret === false).length,
    notJudged: all.filter(({ verdict }) => verdict === undefined).map(({ place }) => ({ place })),
  };
}
