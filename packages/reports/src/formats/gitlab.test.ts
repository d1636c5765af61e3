import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../report-format.ts';
import type { Renderer } from '../report-format.ts';
import {
  HOSTILE_TEXTS,
  hostileResult,
  incompleteResult,
  largeResult,
  nothingScannedResult,
  realisticResult,
} from '../testing/sample-results.ts';
import { render as renderQuality } from './gitlab-codequality.ts';
import { render as renderSecrets } from './gitlab-secrets.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the test looks at
function parsed(renderer: Renderer, result = realisticResult()): any {
  return JSON.parse([...renderer(result, DEFAULT_RENDER_OPTIONS)].join(''));
}

describe('gitlab secret detection', () => {
  it('reports a failure where the scanner did not run', () => {
    for (const result of [incompleteResult(), nothingScannedResult()]) {
      const report = parsed(renderSecrets, result);

      expect(report.scan.status).toBe('failure');
      expect(report.scan.messages[0].level).toBe('fatal');
    }
  });

  it('has what schema 15 requires', () => {
    const report = parsed(renderSecrets);

    expect(report.version).toMatch(/^15\./);
    expect(report.scan).toMatchObject({
      type: 'secret_detection',
      status: 'success',
      start_time: '2026-11-24T16:12:14',
      end_time: '2026-11-24T16:12:15',
    });
    expect(report.scan.analyzer.vendor.name).toBe('Sallyport');
    for (const found of report.vulnerabilities) {
      expect(found.id).toMatch(/^sp_/);
      expect(found.identifiers).toHaveLength(1);
      expect(['Critical', 'High', 'Medium', 'Low', 'Info', 'Unknown']).toContain(found.severity);
      expect(found.location.commit.sha).toMatch(/^[0-9a-f]{7,40}$/);
      expect(found.name.length).toBeLessThanOrEqual(255);
    }
  });

  it('holds only the findings of the secrets scanner, and the commit of those in the history', () => {
    const report = parsed(renderSecrets);

    expect(report.vulnerabilities).toHaveLength(4);
    expect(report.vulnerabilities[1].location.commit).toMatchObject({ author: 'A. Developer <dev@example.com>' });
  });

  it('keeps file names whole and within schema limits, whatever the texts', () => {
    const report = parsed(renderSecrets, hostileResult());

    expect(report.vulnerabilities).toHaveLength(HOSTILE_TEXTS.length);
    expect(report.vulnerabilities[0].location.file).toBe('line\nbreak/line\nbreak.env');
    for (const found of report.vulnerabilities) expect(found.name.length).toBeLessThanOrEqual(255);
    for (const found of report.vulnerabilities) for (const { url } of found.links) expect(url).toMatch(/^https?:/);
  });
});

describe('gitlab code quality', () => {
  it('has a blocker for a part that could not run', () => {
    expect(parsed(renderQuality, incompleteResult())[0]).toMatchObject({
      check_name: 'sallyport/scan-incomplete',
      severity: 'blocker',
    });
    expect(parsed(renderQuality, nothingScannedResult())).toHaveLength(1);
  });

  it('gives every issue one fingerprint, a severity of the format and a line', () => {
    const issues = parsed(renderQuality, largeResult(500));

    expect(new Set(issues.map((issue: { fingerprint: string }) => issue.fingerprint)).size).toBe(500);
    for (const issue of issues) {
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(issue.severity);
      expect(issue.location.lines.begin).toBeGreaterThan(0);
    }
  });
});
