import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { ALL, drift, lineOf, uriOf } from './drift.ts';
import { score } from './measure.ts';
import { generatedRuns, reportRuns } from './runs.ts';
import { sourceRun } from './source-run.ts';

const run = generatedRuns()[1]?.results ?? [];

describe('drift', () => {
  it('changes nothing but the order without a mix', () => {
    const { current, truth } = drift(run, {}, seededRandom(1));

    expect(truth.map((origin) => run[origin])).toEqual(current);
  });

  it('removes and adds a tenth, and says which is which', () => {
    const { current, truth } = drift(run, ALL, seededRandom(1));
    const survivors = truth.flatMap((origin, index) => (origin < 0 ? [] : [{ old: run[origin], now: current[index] }]));

    expect(new Set(survivors.map(({ old }) => old)).size).toBe(run.length * 0.9);
    expect(truth.length).toBe(run.length);
    expect(survivors.every(({ old, now }) => old?.ruleId === now?.ruleId)).toBe(true);
    const moved = survivors.filter(({ old, now }) => old && now && lineOf(old) !== lineOf(now));
    const renamed = survivors.filter(({ old, now }) => old && now && uriOf(old) !== uriOf(now));
    const edited = survivors.filter(({ old, now }) => old?.message.text !== now?.message.text);
    expect(moved.length / survivors.length).toBeGreaterThan(0.5);
    expect(renamed.length / survivors.length).toBeCloseTo(0.15, 1);
    expect(edited.length / survivors.length).toBeCloseTo(0.5, 1);
  });
});

describe('score', () => {
  it('counts a lost identity, a swapped one and an inherited one', () => {
    expect(score([0, 1, 2, -1, -1], [0, -1, 1, 2, -1])).toEqual({ survivors: 3, right: 1, current: 5, wrong: 2 });
  });
});

describe('reportRuns', () => {
  it('takes SARIF logs with enough distinct results and strips their fingerprints', () => {
    const results = Array.from({ length: 11 }, (_, index) => ({
      ruleId: 'r',
      message: { text: `text ${Math.min(index, 9)}` },
      partialFingerprints: { a: 'b' },
    }));
    const content = JSON.stringify({ runs: [{ results }] });

    const runs = reportRuns([
      { path: 'a', content },
      { path: 'b', content: '{"runs":[]}' },
      { path: 'c', content: '"runs"' },
      { path: 'd' },
    ]);

    expect(runs.map(({ name }) => name)).toEqual(['a']);
    expect(runs[0]?.results).toHaveLength(10);
    expect(JSON.stringify(runs)).not.toContain('artialFingerprints');
  });
});

describe('sourceRun', () => {
  it('keeps nine of ten problems, and hashes the context of every one', () => {
    const { previous, current, truth } = sourceRun(seededRandom(3));

    expect(previous.length).toBeGreaterThanOrEqual(2_000);
    expect(new Set(truth.filter((origin) => origin >= 0)).size / previous.length).toBeCloseTo(0.9, 1);
    expect([...previous, ...current].every(({ contextHash }) => contextHash !== undefined)).toBe(true);
  });
});
