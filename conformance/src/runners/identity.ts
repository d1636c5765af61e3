import { seededRandom } from '@sallyport/kernel';
import { sarifItems } from '@sallyport/findings';

import { ALL, drift, SEEDS } from '../identity/drift.ts';
import { addScores, assignOurs, rightPercent, score, wrongPercent, type Score } from '../identity/measure.ts';
import { generatedRuns, reportRuns, type Run } from '../identity/runs.ts';
import { sourceRun } from '../identity/source-run.ts';
import type { CaseResult, ConformanceRunner } from '../runner.ts';

/** What must hold, in percent. */
const TARGETS = { eachRight: 95, averageRight: 97, sourceRight: 99, wrong: 0.5 };

/**
 * Identity over drift: SARIF runs without fingerprints, drifted with a hidden truth, ten seeds each. Every run keeps at
 * least 95 % of its identities, all together 97 %, and fewer than 0.5 % of the results get the identity of another; where
 * the source is at hand 99 % are kept. A file given by `--file` has the form of `scanner-reports`.
 */
export const runner: ConformanceRunner = {
  name: 'identity',
  async run(cases, context) {
    const reports = reportRuns(cases ?? (await context.corpus('scanner-reports')));
    return [
      ...judge('reports', reports.map(measured)),
      ...judge('generated', generatedRuns().map(measured)),
      ...source(),
    ];
  },
};

interface Measured {
  readonly name: string;
  readonly score: Score;
}

function measured(run: Run): Measured {
  return { name: run.name, score: addScores(SEEDS.map((seed) => oneSeed(run, seed))) };
}

function oneSeed(run: Run, seed: number): Score {
  const { current, truth } = drift(run.results, ALL, seededRandom(seed));
  return score(truth, assignOurs(itemsOf(run.results), itemsOf(current)));
}

function itemsOf(results: Run['results']): ReturnType<typeof sarifItems>[number]['item'][] {
  return sarifItems({ runs: [{ results }] }).map(({ item }) => item);
}

function judge(group: string, runs: readonly Measured[]): CaseResult[] {
  const average = runs.reduce((sum, run) => sum + rightPercent(run.score), 0) / runs.length;
  const wrong = wrongPercent(addScores(runs.map((run) => run.score)));
  return [
    ...runs.map((run) => atLeast(group, `${run.name} right`, rightPercent(run.score), TARGETS.eachRight)),
    atLeast(group, `${group} average right`, average, TARGETS.averageRight),
    below(group, `${group} wrong`, wrong),
  ];
}

function source(): CaseResult[] {
  const total = addScores(
    SEEDS.map((seed) => {
      const { previous, current, truth } = sourceRun(seededRandom(seed));
      return score(truth, assignOurs(previous, current));
    }),
  );
  return [
    atLeast('source', 'source right', rightPercent(total), TARGETS.sourceRight),
    below('source', 'source wrong', wrongPercent(total)),
  ];
}

function atLeast(group: string, id: string, percent: number, target: number): CaseResult {
  return { id, group, passed: percent >= target, reason: `${percent.toFixed(2)} %, wanted at least ${target} %` };
}

function below(group: string, id: string, percent: number): CaseResult {
  const reason = `${percent.toFixed(3)} %, wanted less than ${TARGETS.wrong} %`;
  return { id, group, passed: percent < TARGETS.wrong, reason };
}
