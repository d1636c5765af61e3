import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../../report-format.ts';
import {
  HOSTILE_TEXTS,
  hostileResult,
  incompleteResult,
  largeResult,
  nothingScannedResult,
  realisticResult,
  sampleFinding,
  sampleOccurrence,
  sampleResult,
} from '../../testing/sample-results.ts';
import { render } from './sarif.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the test looks at
function run(result = realisticResult(), options = {}): any {
  return JSON.parse([...render(result, { ...DEFAULT_RENDER_OPTIONS, ...options })].join('')).runs[0];
}

describe('sarif', () => {
  it('says of a scan that could not run, or ran nothing, that it was not successful', () => {
    for (const result of [incompleteResult(), nothingScannedResult()]) {
      const [invocation] = run(result).invocations;

      expect(invocation.executionSuccessful).toBe(false);
      expect(invocation.toolExecutionNotifications[0].level).toBe('error');
    }
  });

  it('percent-encodes paths and keeps links out of messages, whatever the texts', () => {
    const { results } = run(hostileResult());

    expect(results).toHaveLength(HOSTILE_TEXTS.length);
    for (const result of results) {
      expect(result.locations[0].physicalLocation.artifactLocation.uri).toMatch(/^[A-Za-z0-9\-._~/%]+$/);
      expect(result.message.text).not.toMatch(/(?<!\\)\]\(/);
    }
  });

  it('sorts the worst first and cuts at what GitHub accepts, and says so', () => {
    const { results, invocations, properties } = run(largeResult(25_010));

    expect(results).toHaveLength(25_000);
    expect(results[0].level).toBe('error');
    expect(results.at(-1).level).toBe('note');
    expect(properties).toMatchObject({ resultsTotal: 25_010, resultsOmitted: 10 });
    expect(JSON.stringify(invocations)).toContain('10 results of 25010 left out');
  });

  it('says which results GitHub will not keep', () => {
    expect(JSON.stringify(run(largeResult(5_001)).invocations)).toContain(
      'GitHub keeps the first 5000 of these 5001 results',
    );
  });

  it('keeps at most ten tags and a hundred places', () => {
    const finding = sampleFinding(1, {
      tags: Array.from({ length: 30 }, (_, index) => `tag-${index}`),
      occurrences: [
        sampleOccurrence('a', 1),
        ...Array.from({ length: 1500 }, (_, index) => sampleOccurrence('a', index + 2)),
      ],
    });

    const { results, tool } = run(sampleResult({ findings: [finding] }));

    expect(tool.driver.rules[0].properties.tags).toHaveLength(10);
    expect(results[0].relatedLocations).toHaveLength(99);
    expect(results[0].occurrenceCount).toBe(1501);
  });

  it('carries identity, baseline state, suppression and the rule', () => {
    const { results, tool } = run();
    const suppressed = results.at(-1);

    expect(results[0]).toMatchObject({
      baselineState: 'new',
      level: 'error',
      partialFingerprints: {
        'sallyportId/v1': 'sp_000000000000000000000001',
        primaryLocationLineHash: expect.any(String),
      },
      suppressions: [],
    });
    expect(suppressed.suppressions[0]).toMatchObject({
      kind: 'inSource',
      status: 'accepted',
      justification: 'Made-up key of the test suite. (until 2027-01-31)',
    });
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe(results[0].ruleId);
    expect(tool.driver.rules[0].properties).toMatchObject({
      'security-severity': '9.5',
      tags: ['security', 'secrets', 'external/cwe/cwe-798'],
    });
  });

  it('names the repository only by an address without credentials', () => {
    const known = run(realisticResult(), { repository: { url: 'https://git.example/team/app', branch: 'main' } });
    const secret = run(realisticResult(), { repository: { url: `https://user:${'pass'}@git.example/team/app` } });

    expect(known.versionControlProvenance[0]).toMatchObject({
      repositoryUri: 'https://git.example/team/app',
      branch: 'main',
      revisionId: expect.stringMatching(/^f2c1/),
    });
    expect(secret.versionControlProvenance).toBeUndefined();
  });
});
