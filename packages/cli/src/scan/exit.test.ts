import type { CoveragePart, Finding, ScanResult } from '@sallyport/findings';
import { describe, expect, it } from 'vitest';

import { scanExit } from './exit.ts';

const part: CoveragePart = {
  scanner: 'secrets',
  state: 'ran',
  rules: 1,
  looked: { files: 3 },
  skipped: [],
  notes: [],
  durationMs: 1,
};
const finding: Finding = {
  id: 'sp_000000000000000000000000',
  scanner: 'secrets',
  rule: 'x',
  title: 'X',
  message: 'x',
  severity: 'high',
  confidence: 'high',
  remediation: { summary: 'Do.' },
  references: [],
  tags: [],
  occurrences: [{ location: { path: 'a' }, fingerprints: {} }],
  novelty: 'unknown',
};
const result = (findings: Finding[], parts: CoveragePart[]): ScanResult => ({
  schemaVersion: '1',
  identityVersion: 1,
  tool: { name: 'sallyport', version: '0.0.0' },
  target: { kind: 'dir', given: '.' },
  startedAt: '2026-01-01T00:00:00Z',
  durationMs: 1,
  findings,
  coverage: { parts },
  suppressionIssues: [],
});
const rules = { failOn: 'high', newOnly: false, allowMissing: [] } as const;

describe('scanExit', () => {
  it('never reads a scan that could not run, or looked at nothing, as fine', () => {
    expect(scanExit(result([], []), rules)).toBe(3);
    expect(scanExit(result([], [{ ...part, looked: { files: 0 } }]), rules)).toBe(3);
    expect(scanExit(result([], [{ ...part, looked: { files: 0, commits: 3, blobs: 0 } }]), rules)).toBe(3);
    expect(scanExit(result([], [{ ...part, state: 'failed' }]), rules)).toBe(6);
    expect(scanExit(result([], [part, { ...part, state: 'missing', scanner: 'dependencies' }]), rules)).toBe(6);
    expect(scanExit(result([], [{ ...part, state: 'skipped', looked: {} }]), rules)).toBe(3);
  });

  it('ends with 1 at the threshold and above, not below', () => {
    expect(scanExit(result([finding], [part]), rules)).toBe(1);
    expect(scanExit(result([{ ...finding, severity: 'critical' }], [part]), rules)).toBe(1);
    expect(scanExit(result([{ ...finding, severity: 'medium' }], [part]), rules)).toBe(0);
    expect(scanExit(result([finding], [part]), { ...rules, failOn: 'none' })).toBe(0);
  });

  it('does not count suppressed findings, nor known ones where only new ones count', () => {
    expect(
      scanExit(result([{ ...finding, suppression: { kind: 'inline', reason: 'test data' } }], [part]), rules),
    ).toBe(0);
    expect(scanExit(result([{ ...finding, novelty: 'existing' }], [part]), { ...rules, newOnly: true })).toBe(0);
    expect(scanExit(result([finding], [part]), { ...rules, newOnly: true })).toBe(1);
  });

  it('puts findings before an incomplete part, and accepts a missing part by name', () => {
    const missing: CoveragePart = { ...part, state: 'missing', scanner: 'dependencies' };

    expect(scanExit(result([finding], [part, missing]), rules)).toBe(1);
    expect(scanExit(result([], [part, missing]), { ...rules, allowMissing: ['dependencies'] })).toBe(0);
  });
});
