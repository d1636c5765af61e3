import { SallyportError } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { renderReport } from '../render-report.ts';
import { hostileResult, realisticResult } from '../testing/sample-results.ts';
import { importReport } from './import-report.ts';
import { REPORT_READERS } from './list.ts';
import { reportSource } from './shared/source.ts';

/** One small report of each of some tools, with what must come out of it. */
const EXAMPLES: readonly {
  tool: string;
  text: string;
  rule: string;
  severity: string;
  path?: string;
  package?: string;
}[] = [
  {
    tool: 'trivy',
    text: JSON.stringify({
      ArtifactName: '.',
      Results: [
        {
          Target: 'package-lock.json',
          Vulnerabilities: [
            {
              VulnerabilityID: 'CVE-2026-1',
              PkgName: 'left',
              InstalledVersion: '1.0.0',
              FixedVersion: '1.0.1',
              Severity: 'HIGH',
            },
          ],
        },
      ],
    }),
    rule: 'CVE-2026-1',
    severity: 'high',
    path: 'package-lock.json',
    package: 'left',
  },
  {
    tool: 'grype',
    text: JSON.stringify({
      descriptor: { name: 'grype' },
      matches: [
        {
          vulnerability: { id: 'CVE-2026-2', severity: 'Negligible' },
          artifact: { name: 'zlib', version: '1', locations: [{ path: '/lib' }] },
        },
      ],
    }),
    rule: 'CVE-2026-2',
    severity: 'info',
    path: '/lib',
    package: 'zlib',
  },
  {
    tool: 'gitleaks',
    text: JSON.stringify([
      { RuleID: 'a-key', Description: 'A key', File: 'a.env', StartLine: 3, Secret: 'not-taken-over' },
    ]),
    rule: 'a-key',
    severity: 'high',
    path: 'a.env',
  },
  {
    tool: 'semgrep',
    text: JSON.stringify({
      results: [
        {
          check_id: 'eval',
          path: 'a.py',
          start: { line: 1 },
          end: { line: 1 },
          extra: { severity: 'WARNING', message: 'no' },
        },
      ],
    }),
    rule: 'eval',
    severity: 'medium',
    path: 'a.py',
  },
  {
    tool: 'checkov',
    text: JSON.stringify([
      {
        check_type: 'terraform',
        results: {
          failed_checks: [{ check_id: 'CKV_1', check_name: 'n', file_path: '/a.tf', file_line_range: [1, 2] }],
        },
      },
    ]),
    rule: 'CKV_1',
    severity: 'unknown',
    path: '/a.tf',
  },
  {
    tool: 'hadolint',
    text: JSON.stringify([
      { code: 'DL3008', level: 'warning', message: 'Pin', file: 'Dockerfile', line: 9, column: 1 },
    ]),
    rule: 'DL3008',
    severity: 'medium',
    path: 'Dockerfile',
  },
  {
    tool: 'zap',
    text: '<OWASPZAPReport><site name="http://a.example"><alerts><alertitem><pluginid>1</pluginid><alert>X</alert><riskcode>2</riskcode><instances><instance><uri>http://a.example/x</uri></instance></instances></alertitem></alerts></site></OWASPZAPReport>',
    rule: '1',
    severity: 'medium',
    path: 'http://a.example/x',
  },
  {
    tool: 'nuclei',
    text: '{"template-id":"t","info":{"name":"n","severity":"low"},"host":"https://a.example","matched-at":"https://a.example/p"}\n',
    rule: 't',
    severity: 'low',
    path: 'https://a.example/p',
  },
  {
    tool: 'npm-audit',
    text: JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: {
        got: {
          name: 'got',
          severity: 'moderate',
          via: [{ title: 'r', url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc' }],
          range: '<1',
          nodes: ['node_modules/got'],
        },
      },
    }),
    rule: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
    severity: 'medium',
    path: 'node_modules/got',
    package: 'got',
  },
  {
    tool: 'osv-scanner',
    text: JSON.stringify({
      results: [
        {
          source: { path: 'go.mod' },
          packages: [
            {
              package: { name: 'm', version: '1' },
              vulnerabilities: [{ id: 'GO-1', database_specific: { severity: 'CRITICAL' } }],
            },
          ],
        },
      ],
    }),
    rule: 'GO-1',
    severity: 'critical',
    path: 'go.mod',
    package: 'm',
  },
  {
    tool: 'junit',
    text: '<testsuites><testsuite><testcase classname="c" name="n" file="f.ts" line="3"><failure type="high" message="m"/></testcase><testcase name="fine"/></testsuite></testsuites>',
    rule: 'c',
    severity: 'high',
    path: 'f.ts',
  },
];

describe('importReport', () => {
  it('names the tools when asked for an unknown one', async () => {
    await expect(importReport('{}', { tool: 'nothing' })).rejects.toMatchObject({ code: 'REPORTS_UNKNOWN_TOOL' });
  });

  it('says that a file is no report, or malformed, or too large', async () => {
    const limits = { documentBytes: 10, depth: 10, nodes: 10 };

    await expect(importReport('hello')).rejects.toMatchObject({ code: 'REPORTS_UNRECOGNISED_REPORT' });
    await expect(importReport('')).rejects.toMatchObject({ code: 'REPORTS_UNRECOGNISED_REPORT' });
    await expect(importReport('{"a":', { tool: 'trivy' })).rejects.toMatchObject({ code: 'REPORTS_MALFORMED_REPORT' });
    await expect(importReport('x'.repeat(11), { limits })).rejects.toMatchObject({ code: 'REPORTS_REPORT_TOO_LARGE' });
  });

  it.each(EXAMPLES)('recognises and reads a report of $tool', async (example) => {
    const { tool, findings } = await importReport(example.text);

    expect(tool).toBe(example.tool);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule: example.rule, severity: example.severity });
    expect(findings[0]?.places[0].path).toBe(example.path);
    expect(findings[0]?.package?.name).toBe(example.package);
  });

  it('never takes a secret over', async () => {
    const { findings } = await importReport(EXAMPLES.find(({ tool }) => tool === 'gitleaks')?.text ?? '');

    expect(JSON.stringify(findings)).not.toContain('not-taken-over');
  });

  it('makes repeated entries places of one finding', async () => {
    const leak = { RuleID: 'a-key', File: 'a.env', StartLine: 3, Match: 'same' };

    const { findings } = await importReport(JSON.stringify([leak, leak, { ...leak, StartLine: 4 }]), {
      tool: 'gitleaks',
    });

    expect(findings.map(({ places }) => places.length)).toEqual([2, 1]);
  });

  it('keeps results that a SARIF file suppresses, marked', async () => {
    const result = (suppressions: object[]) => ({ ruleId: 'r', message: { text: 'm' }, suppressions });
    const text = JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          results: [
            result([{ kind: 'inSource', justification: 'why' }]),
            result([{ kind: 'external', status: 'rejected' }]),
          ],
        },
      ],
    });

    const { findings } = await importReport(text);

    expect(findings.map(({ suppressed }) => suppressed)).toEqual(['why', undefined]);
  });

  it.each(['sarif', 'junit', 'gitlab-secrets'])('reads our own %s back, nothing lost', async (format) => {
    const result = realisticResult();
    const secrets = result.findings.filter(({ scanner }) => scanner === 'secrets').length;
    const failing = 3;
    const expected = { sarif: result.findings.length, junit: failing + 1, 'gitlab-secrets': secrets }[format];

    const { findings } = await importReport([...(await renderReport(format, result))].join(''));

    expect(findings).toHaveLength(expected ?? -1);
  });

  it('gives the paths of our own SARIF back, whatever the names', async () => {
    const result = hostileResult();

    const { findings } = await importReport([...(await renderReport('sarif', result))].join(''));

    const paths = findings.map(({ places }) => decodeURIComponent(places[0].path ?? ''));
    expect(new Set(paths)).toEqual(
      new Set(result.findings.map(({ occurrences }) => occurrences[0].location.path.toWellFormed())),
    );
  });
});

/** A list, or an error of ours, is what may come out of a reader. */
function outcomeOf(read: () => unknown): string {
  try {
    return Array.isArray(read()) ? 'expected' : 'no list';
  } catch (error) {
    return error instanceof SallyportError ? 'expected' : String(error);
  }
}

describe.each(REPORT_READERS)('reader of $title', ({ load }) => {
  it('gives findings or one clear error on any JSON, XML or text, and never crashes', async () => {
    const { reader } = await load();
    const name = fc.constantFrom(
      'results',
      'runs',
      'vulnerabilities',
      'findings',
      'issues',
      'matches',
      'data',
      'info',
      'rules',
      'locations',
      'id',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.integer(),
        fc.string({ maxLength: 5 }),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    const text = fc.oneof(
      tree.map((value) => JSON.stringify(value)),
      fc.string({ maxLength: 40 }),
      name.map((element) => `<${element}><a b="c">${element}</a></${element}>`),
    );

    fc.assert(
      fc.property(text, (input) => {
        const source = reportSource(input, 'any');
        reader.recognises(source);
        expect(outcomeOf(() => reader.read(source))).toBe('expected');
      }),
      { numRuns: 60 },
    );
  });
});
