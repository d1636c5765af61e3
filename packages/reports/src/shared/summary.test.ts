import { describe, expect, it } from 'vitest';

import {
  incompleteResult,
  nothingScannedResult,
  ranPart,
  sampleFinding,
  sampleResult,
} from '../testing/sample-results.ts';
import {
  biggestRisk,
  byRisk,
  formatBytes,
  formatDuration,
  formatNumber,
  outcomeSentence,
  summarise,
} from './summary.ts';

describe('summarise', () => {
  it('calls a scan without parts, and one that looked at nothing, nothing-scanned', () => {
    const empty = sampleResult({ coverage: { parts: [ranPart({ looked: { files: 0, bytes: 0 } })] } });

    const commits = sampleResult({ coverage: { parts: [ranPart({ looked: { files: 0, commits: 3, blobs: 0 } })] } });

    expect(summarise(commits, { failOn: 'high' }).outcome).toBe('nothing-scanned');
    expect(summarise(nothingScannedResult(), { failOn: 'high' }).outcome).toBe('nothing-scanned');
    expect(summarise(empty, { failOn: 'high' }).outcome).toBe('nothing-scanned');
  });

  it('calls a scan with a part that could not run incomplete, even with small findings', () => {
    const some = { ...incompleteResult(), findings: [sampleFinding(1, { severity: 'low' })] };

    expect(summarise(incompleteResult(), { failOn: 'high' }).outcome).toBe('incomplete');
    expect(summarise(some, { failOn: 'high' }).outcome).toBe('incomplete');
  });

  it('calls only a scan that looked at something and found nothing clean', () => {
    expect(summarise(sampleResult(), { failOn: 'high' }).outcome).toBe('clean');
  });

  it('counts suppressed findings apart', () => {
    const result = sampleResult({
      findings: [
        sampleFinding(1, { novelty: 'new' }),
        sampleFinding(2, { novelty: 'existing', severity: 'low' }),
        sampleFinding(3, { suppression: { kind: 'file', reason: 'test' } }),
      ],
    });

    const summary = summarise(result, { failOn: 'high' });

    expect(summary).toMatchObject({ outcome: 'failing', active: 2, new: 1, existing: 1, suppressed: 1, failing: 1 });
  });

  it('fails by no finding with none, and by new ones only where asked', () => {
    const result = sampleResult({ findings: [sampleFinding(1, { novelty: 'existing', severity: 'critical' })] });

    expect(summarise(result, { failOn: 'high' }).outcome).toBe('failing');
    expect(summarise(result, { failOn: 'none' }).outcome).toBe('findings');
    expect(summarise(result, { failOn: 'high', newOnly: true }).outcome).toBe('findings');
    expect(outcomeSentence(summarise(result, { failOn: 'none' }), { failOn: 'none' })).toBe(
      '1 finding. None fails the scan, as asked.',
    );
  });

  it('takes a missing part that may be missing, but never for a clean scan of nothing', () => {
    const rules = { failOn: 'high', allowMissing: ['secrets'] } as const;

    expect(summarise(incompleteResult(), rules).outcome).toBe('nothing-scanned');
    expect(summarise(incompleteResult(), { ...rules, allowMissing: ['other'] }).outcome).toBe('incomplete');
  });

  it('says of no outcome but clean that it is fine', () => {
    for (const result of [incompleteResult(), nothingScannedResult()]) {
      expect(outcomeSentence(summarise(result, { failOn: 'high' }), { failOn: 'high' })).toContain('no clean result');
    }
  });
});

describe('biggestRisk and byRisk', () => {
  it('put the worst first, new before existing, suppressed last', () => {
    const findings = [
      sampleFinding(1, { severity: 'critical', suppression: { kind: 'file', reason: 'x' } }),
      sampleFinding(2, { severity: 'high', novelty: 'existing' }),
      sampleFinding(3, { severity: 'high', novelty: 'new' }),
    ];

    expect(biggestRisk(sampleResult({ findings }))?.id).toBe(findings[2]?.id);
    expect(byRisk(findings).map(({ id }) => id)).toEqual([findings[2]?.id, findings[1]?.id, findings[0]?.id]);
  });
});

describe('numbers', () => {
  it('are written for people', () => {
    expect(formatNumber(1_234_567)).toBe('1,234,567');
    expect(formatDuration(820.4)).toBe('820 ms');
    expect(formatDuration(125_000)).toBe('2 min 5 s');
    expect(formatBytes(14_200_000)).toBe('14.2 MB');
    expect(formatBytes(512)).toBe('512 B');
  });
});
