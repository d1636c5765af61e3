import { describe, expect, it } from 'vitest';

import type { Finding } from '../finding.ts';
import { IDENTITY_VERSION, identify } from '../identity/identify.ts';
import { sightingIn } from '../identity/testing.ts';
import { applyBaseline } from './apply-baseline.ts';
import { baselineOf, readBaseline } from './read-baseline.ts';

const code = Array.from({ length: 60 }, (_, index) => `statement(${index});`);

function scan(lines: readonly string[], at: readonly number[], path = 'src/a.ts'): Finding[] {
  const text = lines.join('\n');
  return identify(
    at.map((line) => {
      const sighting = sightingIn(text, line);
      return { ...sighting, location: { ...sighting.location, path } };
    }),
  );
}

function resultOf(findings: readonly Finding[]): string {
  return JSON.stringify({ schemaVersion: '1', tool: { name: 'sallyport', version: '1' }, findings });
}

function sarifOf(findings: readonly Finding[]): string {
  const results = findings.map(({ id, scanner, rule, message, occurrences: [{ location, fingerprints }] }) => ({
    ruleId: `${scanner}/${rule}`,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: location.path },
          region: { startLine: location.range?.start.line, endLine: location.range?.end.line },
        },
      },
    ],
    partialFingerprints: { ...fingerprints, 'sallyportId/v1': id },
  }));
  return JSON.stringify({
    version: '2.1.0',
    runs: [{ properties: { identityVersion: IDENTITY_VERSION }, results }],
  });
}

describe('readBaseline', () => {
  it.each([
    ['no JSON', '{', 'it is no JSON'],
    ['another document', '{"a": 1}', 'neither'],
    ['another version', '{"schemaVersion":"2","tool":{"name":"sallyport"},"findings":[]}', 'version is "2"'],
    ['a broken finding', '{"schemaVersion":"1","tool":{"name":"sallyport"},"findings":[{"id":"x"}]}', 'entry 0'],
  ])('refuses %s', (_, text, problem) => {
    expect(() => readBaseline(text)).toThrowError(
      expect.objectContaining({ code: 'FINDINGS_BASELINE_MALFORMED', message: expect.stringContaining(problem) }),
    );
  });

  it('refuses what is too large', () => {
    const limits = { documentBytes: 10, depth: 1, nodes: 1 };

    expect(() => readBaseline(resultOf([]), limits)).toThrowError(
      expect.objectContaining({ code: 'FINDINGS_BASELINE_TOO_LARGE' }),
    );
  });

  it('takes results that lack what it does not need', () => {
    const log = { runs: [{ results: [{}, null, { message: {}, locations: [{}] }] }, {}, 7] };

    expect(readBaseline(JSON.stringify(log)).findings).toHaveLength(2);
  });
});

describe('applyBaseline', () => {
  it('carries ids over edits around and in the code, and over a rename', () => {
    const before = scan(code, [10, 20, 30, 40]);
    const edited = code.toSpliced(18, 0, 'inserted();', 'inserted();').toSpliced(5, 0, 'more();');

    const { findings, gone } = applyBaseline(
      scan(edited, [11, 23, 33, 43], 'lib/b.ts'),
      readBaseline(resultOf(before)),
    );

    expect(findings.map(({ id, novelty }) => [id, novelty])).toEqual(before.map(({ id }) => [id, 'existing']));
    expect(gone).toEqual([]);
  });

  it('calls new what is new and lists what is gone', () => {
    const before = scan(code, [10, 20]);

    const { findings, gone } = applyBaseline(
      scan(code, [20, 50]),
      baselineOf({ findings: before, identityVersion: IDENTITY_VERSION }),
    );

    expect(findings.map(({ novelty }) => novelty)).toEqual(['existing', 'new']);
    expect(gone.map(({ id }) => id)).toEqual([before[0]?.id]);
  });

  it('does not let a new finding inherit the id of an equal one that is gone', () => {
    const block = ['start', 'a();', 'bad();', 'b();', 'end'];
    const between = Array.from({ length: 50 }, (_, index) => `other(${index});`);
    const before = scan([...block, ...between, ...block, ...between], [3, 58]);
    const after = scan([...between, ...block, ...between], [53]);

    const { findings } = applyBaseline(after, baselineOf({ findings: before, identityVersion: IDENTITY_VERSION }));

    // Alone it has the id of the first of the two, which is gone.
    expect(after[0]?.id).toBe(before[0]?.id);
    expect(findings[0]?.id).not.toBe(before[0]?.id);
  });

  it('compares with the SARIF log of another tool, which has no ids of ours', () => {
    const now = scan(code, [10, 50]);
    const result = {
      ruleId: 'code/unsafe-call',
      message: { text: 'This call is unsafe.' },
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: 10, startColumn: 1 } } },
      ],
    };

    const { findings } = applyBaseline(now, readBaseline(JSON.stringify({ runs: [{ results: [result] }] })));

    expect(findings.map(({ id }) => id)).toEqual(now.map(({ id }) => id));
    expect(findings.map(({ novelty }) => novelty)).toEqual(['existing', 'new']);
  });

  it('reads the ids of our own SARIF log', () => {
    const [now] = scan(code, [10]);
    const result = {
      ruleId: 'code/unsafe-call',
      message: { text: 'This call is unsafe.' },
      partialFingerprints: { ...now?.occurrences[0].fingerprints, 'sallyportId/v1': 'sp_0123456789abcdef01234567' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'src/old%20name.ts' }, region: { startLine: 3 } } }],
    };

    const { findings } = applyBaseline(
      [now as Finding],
      readBaseline(JSON.stringify({ runs: [{ results: [result] }] })),
    );

    expect(findings[0]).toMatchObject({ id: 'sp_0123456789abcdef01234567', novelty: 'existing' });
  });

  it('finds a problem with a global anchor wherever it went', () => {
    const anchored = (line: number, path: string) =>
      identify([{ ...sightingIn(code.join('\n'), line), location: { path }, anchor: 'a', anchorIsGlobal: true }]);

    const { findings } = applyBaseline(
      anchored(50, 'x.lock'),
      baselineOf({ findings: anchored(1, 'y.lock'), identityVersion: IDENTITY_VERSION }),
    );

    expect(findings[0]?.novelty).toBe('existing');
  });

  it.each([
    ['a SARIF log, which names no places in the history', sarifOf],
    ['a scan without the history', resultOf],
  ])('follows a rename from %s, though the old place is in the history now', (_, write) => {
    const before = scan(code.slice(0, 3), [1]);
    const [old] = before;
    const [moved] = scan(code.slice(0, 3), [1], 'lib/b.ts');
    if (old === undefined || moved === undefined) throw new Error('nothing was found');
    const sha = 'a'.repeat(40);
    const commit = { sha, author: 'A', email: 'a@example.com', date: '2026-01-01T00:00:00Z', summary: 'x' };
    const past = { ...old.occurrences[0], location: { ...old.occurrences[0].location, commit } };

    const { findings } = applyBaseline(
      [{ ...moved, occurrences: [...moved.occurrences, past] }],
      readBaseline(write(before)),
    );

    expect(findings).toMatchObject([{ id: old.id, novelty: 'existing' }]);
  });

  it('gives everything its id back when nothing changed', () => {
    const before = scan(
      Array.from({ length: 60 }, () => 'same();'),
      Array.from({ length: 60 }, (_, index) => index + 1),
    );

    const { findings, ambiguous } = applyBaseline(
      before,
      baselineOf({ findings: before, identityVersion: IDENTITY_VERSION }),
    );

    expect(findings).toEqual(before.map((finding) => ({ ...finding, novelty: 'existing' })));
    expect(ambiguous).toBe(0);
  });
});

describe('a baseline of another version of the identity', () => {
  /** What a version would have written that hashes and numbers the same findings in another way. */
  function asOtherVersion(findings: readonly Finding[]): Finding[] {
    const other = (hash: string): string => hash.split('').toReversed().join('');
    return findings.map((finding) => {
      const [primary] = finding.occurrences;
      const entries = Object.entries(primary.fingerprints);
      const fingerprints = Object.fromEntries(
        entries.map(([key, hash]) => [key, key.includes('Hash/v1') ? other(hash) : hash]),
      );
      return { ...finding, id: `sp_${other(finding.id.slice(3))}`, occurrences: [{ ...primary, fingerprints }] };
    });
  }
  const edited = code.toSpliced(18, 0, 'inserted();', 'inserted();').toSpliced(5, 0, 'more();');
  const before = asOtherVersion(scan(code, [10, 20, 30, 40]));
  const written = (version?: number, only?: Finding): string => {
    const result = JSON.parse(resultOf(only === undefined ? before : [only])) as object;
    return JSON.stringify({ ...result, ...(version === undefined ? {} : { identityVersion: version }) });
  };
  const sarif = (version?: number, only?: Finding): string => {
    const results = (only === undefined ? before : [only]).map(
      ({ id, scanner, rule, message, occurrences: [{ location, fingerprints }] }) => ({
        ruleId: `${scanner}/${rule}`,
        message: { text: message },
        partialFingerprints: { ...fingerprints, 'sallyportId/v1': id },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: location.path },
              region: { startLine: location.range?.start.line, startColumn: 1, endLine: location.range?.end.line },
            },
          },
        ],
      }),
    );
    const properties = version === undefined ? {} : { identityVersion: version };
    return JSON.stringify({
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'Sallyport' } }, properties, results }],
    });
  };

  it.each([
    ['our JSON', written],
    ['our SARIF', sarif],
  ])('tells apart what its hashes tell apart where it says that it is of this version: %s', (_, text) => {
    const [alone] = before;
    const moved = scan(code, [14]);

    const current = applyBaseline(moved, readBaseline(text(IDENTITY_VERSION, alone)));
    const unsaid = applyBaseline(moved, readBaseline(text(undefined, alone)));
    const other = applyBaseline(moved, readBaseline(text(IDENTITY_VERSION + 1, alone)));

    expect([current, unsaid, other].map(({ findings }) => findings[0]?.novelty)).toEqual(['new', 'new', 'existing']);
  });

  it.each([
    ['our JSON', written],
    ['our SARIF', sarif],
  ])('is matched by all other evidence, and its ids are carried: %s', (_, text) => {
    const baseline = readBaseline(text(IDENTITY_VERSION + 1));

    const same = applyBaseline(scan(code, [10, 20, 30, 40, 50]), baseline);
    const moved = applyBaseline(scan(edited, [11, 23, 33, 43]), baseline);

    const ids = before.map(({ id }) => id);
    expect(same.findings.map(({ novelty }) => novelty)).toEqual([
      'existing',
      'existing',
      'existing',
      'existing',
      'new',
    ]);
    expect(same.findings.slice(0, 4).map(({ id }) => id)).toEqual(ids);
    expect(same.gone).toEqual([]);
    expect(moved.findings.map(({ id, novelty }) => [id, novelty])).toEqual(ids.map((id) => [id, 'existing']));
  });
});
