import { describe, expect, it } from 'vitest';

import { readContext } from './context.ts';
import { buildInput, mergeParts } from './input-builder.ts';
import { readInput } from './read-input.ts';

const read = (path: string, text: string) => readInput(path, Buffer.from(text));
const evidence = async (path: string, text: string) =>
  (await read(path, text)).evidence.map(({ type, time, facts }) => ({
    type,
    ...(time === undefined ? {} : { time }),
    ...facts,
  }));

const SARIF = {
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'eslint', rules: [{ id: 'a' }, { id: 'b', defaultConfiguration: { level: 'error' } }] } },
      invocations: [{ executionSuccessful: true, endTimeUtc: '2026-06-01T11:00:00Z' }],
      results: [
        { ruleId: 'a', level: 'error' },
        { ruleId: 'a' },
        { ruleId: 'b', ruleIndex: 1 },
        { ruleId: 'b', level: 'note' },
        { ruleId: 'b', level: 'error', suppressions: [{ kind: 'inSource' }] },
      ],
    },
    { tool: { driver: { name: 'broken' } }, invocations: [{ executionSuccessful: false }] },
  ],
};

describe('readInput', () => {
  it.each([
    ['a.json', '{"a": ', /a\.json:1:\d+/],
    ['a.bin', 'x', /a\.bin/],
    ['bom.json', '{"bomFormat": "CycloneDX", "specVersion": "9.9"}', /bom\.json/],
    ['a.json', '{"a": 1,\n "a": 2}', /a\.json:2:2: the key "a" is repeated/],
    ['a.yaml', 'b: 1\n---\na: 1\na: 2\n', /a\.yaml:4:1: .*repeated/],
  ])('refuses %s', async (path, text, message) => {
    await expect(read(path, text)).rejects.toThrow(message);
  });

  it('refuses what is not UTF-8', async () => {
    await expect(readInput('a.yaml', Buffer.from('kind: caf\u00e9\n', 'latin1'))).rejects.toThrow(
      /a\.yaml: it is not UTF-8/,
    );
  });

  it('takes counts of tests from the cases, whatever their suites claim, and a time only where its zone is said', async () => {
    const junit = `<testsuites tests="99" failures="0">
  <testsuite name="a" timestamp="2026-06-01T10:00:00Z" failures="0">
    <testcase name="1"/><testcase name="2"><failure message="no"/></testcase>
    <testsuite name="inner"><testcase name="3"><skipped/></testcase></testsuite>
  </testsuite>
  <testsuite name="b" timestamp="2026-06-01T09:00:00"><testcase name="4"><error/></testcase></testsuite>
</testsuites>`;

    expect(await evidence('junit.xml', junit)).toEqual([
      { type: 'tests', time: '2026-06-01T10:00:00.000Z', tests: 4, failures: 1, errors: 1, skipped: 1 },
    ]);
    expect(await evidence('one.xml', '<testsuite tests="7"></testsuite>')).toMatchObject([{ tests: 0 }]);
  });

  it.each([
    ['<testsuite tests="5" failures="2" errors="3"><error/><testcase name="a"/></testsuite>', 1, 2, 3],
    ['<testsuites failures="1"><testsuite><testcase name="a"/></testsuite></testsuites>', 1, 1, 0],
    ['<testsuite><failure/><testcase name="a"/></testsuite>', 1, 1, 0],
    [
      '<testsuites><testsuite errors="1"/><testsuite errors="0"><testcase><error/></testcase></testsuite></testsuites>',
      1,
      0,
      2,
    ],
    ['<testsuite failures="no"><testcase name="a"/></testsuite>', 1, 0, 0],
  ])('takes the worse of heads, suites and cases: %s', async (xml, tests, failures, errors) => {
    expect(await evidence('junit.xml', xml)).toMatchObject([{ tests, failures, errors }]);
  });

  it.each([
    [['rejected'], 1],
    [['underReview'], 1],
    [['accepted', 'rejected'], 1],
    [['accepted'], 0],
  ])('counts a result whose suppressions are %j as %d', async (statuses, errors) => {
    const results = [{ level: 'error', suppressions: statuses.map((status) => ({ kind: 'external', status })) }];
    const report = { version: '2.1.0', runs: [{ tool: { driver: { name: 'a' } }, results }] };

    expect(await evidence('lint.sarif', JSON.stringify(report))).toMatchObject([{ errors }]);
  });

  it('takes a run of a linter as incomplete where any of its invocations failed', async () => {
    const invocations = [{ executionSuccessful: true }, { executionSuccessful: false }];
    const report = { version: '2.1.0', runs: [{ tool: { driver: { name: 'a' } }, invocations, results: [] }] };

    expect(await evidence('lint.sarif', JSON.stringify(report))).toMatchObject([{ completed: false }]);
  });

  it('counts results of linters by level, suppressed ones left out, one piece of evidence a run', async () => {
    expect(await evidence('lint.sarif', JSON.stringify(SARIF))).toEqual([
      { type: 'lint', time: '2026-06-01T11:00:00Z', tool: 'eslint', completed: true, errors: 2, warnings: 1, notes: 1 },
      { type: 'lint', tool: 'broken', completed: false, errors: 0, warnings: 0, notes: 0 },
    ]);
  });

  it('reads an SBOM as evidence and as the inventory', async () => {
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { timestamp: '2026-06-01T08:00:00Z' },
      components: [{ type: 'library', name: 'left', version: '1.0.0', purl: 'pkg:npm/left@1.0.0' }],
    };

    const parts = await read('bom.json', JSON.stringify(bom));

    expect(parts.evidence).toMatchObject([{ type: 'sbom', verified: false, facts: { packages: 1 } }]);
    expect(parts.inventory?.packages.map(({ name }) => name)).toEqual(['left']);
  });

  it('takes anything else as documents, empty ones left out', async () => {
    const parts = await read('many.yaml', 'a: 1\n---\n---\nb: 2\n');
    const input = buildInput('g', mergeParts([parts]), { now: 0, exceptions: [] });

    expect(input.value.documents.map(({ content }) => content)).toEqual([{ a: 1 }, { b: 2 }]);
    expect(input.placeOf(['documents', 1, 'content', 'b'])).toEqual({ path: 'many.yaml', line: 4, column: 1 });
    expect([input.has(['documents', 1, 'content', 'b']), input.has(['documents', 1, 'content', '__proto__'])]).toEqual([
      true,
      false,
    ]);
  });

  it('tells of several scans the time of the oldest', async () => {
    const scan = (startedAt: string) =>
      JSON.stringify({
        schemaVersion: '1',
        tool: { name: 'sallyport', version: '0' },
        startedAt,
        target: { kind: 'dir', given: '.' },
        findings: [],
        coverage: { parts: [] },
      });
    const parts = await Promise.all([
      read('a.json', scan('2026-06-02T00:00:00Z')),
      read('b.json', scan('2026-06-01T00:00:00Z')),
    ]);

    expect(buildInput('g', mergeParts(parts), { now: 0, exceptions: [] }).value.scan?.startedAt).toBe(
      '2026-06-01T00:00:00Z',
    );
  });
});

describe('readContext', () => {
  const context = (text: string) => readContext('context.yaml', Buffer.from(text));

  it.each([
    ['an unknown key', 'servise: shop\n', /Did you mean|servise/],
    ['evidence that calls itself verified', 'evidence: [{ type: provenance, verified: true }]\n', /verified/],
    ['a time without a zone', 'evidence: [{ type: tests, time: "2026-06-01T00:00:00" }]\n', /no RFC 3339/],
    ['a digest that is none', 'artifact: { digest: "sha256:12" }\n', /digest/],
    ['nothing', '', /empty/],
  ])('refuses %s', async (_, text, message) => {
    await expect(context(text)).rejects.toMatchObject({
      code: 'POLICY_MALFORMED_INPUT',
      message: expect.stringMatching(message) as string,
    });
  });

  it('reads who and what passes, and never takes its evidence for verified', async () => {
    const read = await context(
      'service: shop\nchange: { author: ann }\nevidence: [{ type: tests, facts: { tests: 3 } }]\n',
    );

    expect(read.context).toEqual({ service: 'shop', change: { author: 'ann' } });
    expect(read.evidence).toEqual([{ type: 'tests', facts: { tests: 3 }, verified: false, source: 'context.yaml' }]);
  });
});
