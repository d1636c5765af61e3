import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  addScores,
  ALL,
  assignOurs,
  drift,
  generate,
  generatedRuns,
  readCorpus,
  reportRuns,
  rightPercent,
  score,
  SEEDS as ALL_SEEDS,
  wrongPercent,
} from '@sallyport/conformance';
import type { Run, SarifResult, Score } from '@sallyport/conformance';
import { matchFindings, sarifItems } from '@sallyport/findings';
import { seededRandom } from '@sallyport/kernel';

import type { Bench, BenchFigures } from '../bench.ts';

/** Seeds of the corpus that are run here, ours and the peer's. */
const SEEDS = ALL_SEEDS.slice(0, 3);
/** Where `npm install --prefix .cache/sarif-multitool @microsoft/sarif-multitool-linux@5.7.0` puts the peer. */
const INSTALLED = join(
  import.meta.dirname,
  '../../../.cache/sarif-multitool/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool',
);

/**
 * Identity over drift, ours beside `match-results-forward` of SARIF Multitool where its program is found: shares of right and of
 * wrongly inherited identities by run, in percent; and the time that 100,000 drifted results take us.
 */
export const bench: Bench = {
  name: 'identity',
  async run(context) {
    const installed = existsSync(INSTALLED) ? INSTALLED : undefined;
    const peer = context.peer('Sarif.Multitool') ?? installed;
    const runs = [...reportRuns(await readCorpus('scanner-reports')), ...generatedRuns()];
    return {
      seeds: SEEDS.length,
      multitool: peer === undefined ? 'not found' : 'match-results-forward',
      runs: runs.map((run) => compare(run, peer)),
      large: large(),
    };
  },
};

function compare(run: Run, peer: string | undefined): BenchFigures {
  const drifted = SEEDS.map((seed) => drift(run.results, ALL, seededRandom(seed)));
  const ours = drifted.map(({ current, truth }) => score(truth, assignOurs(items(run.results), items(current))));
  const figures = { name: run.name, results: run.results.length, ...shares('ours', ours) };
  if (peer === undefined) return figures;
  const theirs = drifted.map(({ current, truth }) => score(truth, assignPeer(peer, run.results, current)));
  return { ...figures, ...shares('multitool', theirs) };
}

function shares(who: string, scores: readonly Score[]): { readonly [name: string]: number } {
  const total = addScores(scores);
  const round = (percent: number): number => Math.round(percent * 100) / 100;
  return {
    [`${who}RightPercent`]: round(rightPercent(total)),
    [`${who}WrongPercent`]: round(wrongPercent(total)),
  };
}

function items(results: readonly SarifResult[]): ReturnType<typeof sarifItems>[number]['item'][] {
  return sarifItems({ runs: [{ results }] }).map(({ item }) => item);
}

/** Runs the peer; a current result has the identity of the previous one whose guid is its correlation guid. */
function assignPeer(program: string, previous: readonly SarifResult[], current: readonly SarifResult[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'bench-identity-'));
  const path = (name: string): string => join(folder, `${name}.sarif`);
  writeFileSync(path('previous'), log(previous, 1));
  writeFileSync(path('current'), log(current, 2));
  const call = ['match-results-forward', path('current'), '--previous', path('previous')];
  const done = spawnSync(program, [...call, '--output-file-path', path('out'), '--log', 'ForceOverwrite'], {
    encoding: 'utf8',
  });
  if (!existsSync(path('out'))) throw new Error(`SARIF Multitool wrote nothing: ${done.stdout}${done.stderr}`);
  const out = JSON.parse(readFileSync(path('out'), 'utf8')) as {
    runs: { results: { guid?: string; correlationGuid?: string; baselineState?: string }[] }[];
  };
  rmSync(folder, { recursive: true });
  const assigned = current.map(() => -1);
  for (const { guid, correlationGuid, baselineState } of out.runs.flatMap((run) => run.results)) {
    if (baselineState === 'absent' || baselineState === 'new') continue;
    assigned[numberOf(guid)] = numberOf(correlationGuid);
  }
  return assigned;
}

function log(results: readonly SarifResult[], side: number): string {
  const numbered = results.map((result, index) => ({ ...result, guid: guidOf(side, index) }));
  const run = { tool: { driver: { name: 'tool' } }, results: numbered };
  return JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

function guidOf(side: number, index: number): string {
  return `0000000${side}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

function numberOf(guid: string | undefined): number {
  return Number.parseInt(guid?.slice(-12) ?? '', 16);
}

function large(): BenchFigures {
  const random = seededRandom(1);
  const shape = { name: 'large', files: 1_000, perFile: 100, rules: 5 };
  const results = generate(shape, random);
  const { current, truth } = drift(results, ALL, random);
  const [before, after] = [items(results), items(current)];
  const started = process.cpuUsage();
  const wall = performance.now();
  const assigned = after.map(() => -1);
  for (const pair of matchFindings(before, after).pairs) assigned[pair.current] = pair.previous;
  const wallMs = Math.round(performance.now() - wall);
  const { user, system } = process.cpuUsage(started);
  const again = performance.now();
  matchFindings(before, before);
  return {
    results: results.length,
    wallMs,
    cpuMs: Math.round((user + system) / 1_000),
    unchangedWallMs: Math.round(performance.now() - again),
    ...shares('ours', [score(truth, assigned)]),
  };
}
