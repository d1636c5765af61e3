import type {
  Coverage,
  CoveragePart,
  Finding,
  Occurrence,
  ScanResult,
  Severity,
  Verification,
} from '@sallyport/findings';

/** Texts that try to break out of a report: terminal, HTML, Markdown, workflow commands, XML, direction overrides. */
export const HOSTILE_TEXTS: readonly string[] = [
  'line\nbreak',
  'esc\u001b[31mred\u001b[0m\u001b]8;;http://evil.example\u0007link',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '](javascript:alert(1)) ![x](http://evil.example/x.png)',
  '%0A::error file=x::injected',
  '\r\n::error::injected',
  '::set-output name=x::y',
  `${'long-'.repeat(400)}end`,
  'right\u202etfel\u2066.txt',
  '| cell | `code` | @everyone www.evil.example',
  ']]></failure><failure>',
  '</script><!--',
  'null\u0000byte\u009b31m',
  'lone\ud800surrogate',
  'zero\u200bwidth\ufeff',
  '日本語/ファイル 名.txt',
  'space and # ? % & + name.env',
  '[link](https://evil.example) {0} \\',
  "' onmouseover='alert(1)",
];

/** A finding with realistic defaults; `n` makes id, place and fingerprint its own. */
export function sampleFinding(n: number, changes: Partial<Finding> & { path?: string } = {}): Finding {
  const { path = `services/api/config-${n}.env`, ...rest } = changes;
  return {
    id: `sp_${n.toString(16).padStart(24, '0')}`,
    scanner: 'secrets',
    rule: 'aws-access-key-id',
    title: 'AWS access key',
    message: 'An AWS access key that gives access to the account of its user.',
    severity: 'high',
    confidence: 'high',
    remediation: {
      summary: 'Deactivate the key in IAM, then take it out of the file and its history.',
      steps: ['Open IAM, security credentials.', 'Deactivate, then delete the key.'],
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    },
    references: ['https://cwe.mitre.org/data/definitions/798.html'],
    tags: ['cwe:798'],
    occurrences: [sampleOccurrence(path, 3 + (n % 400))],
    novelty: 'unknown',
    ...rest,
  };
}

export function sampleOccurrence(path: string, line: number): Occurrence {
  return {
    location: {
      path,
      range: { start: { line, column: 9, offset: 40 * line }, end: { line, column: 29, offset: 40 * line + 20 } },
    },
    excerpt: { firstLine: line - 1, lines: ['# production', `API_KEY=${'*'.repeat(20)}`, 'REGION=eu-west-1'] },
    fingerprints: { primaryLocationLineHash: `${(line * 7919).toString(16).padStart(16, '0')}:1` },
  };
}

export function ranPart(changes: Partial<CoveragePart> = {}): CoveragePart {
  return {
    scanner: 'secrets',
    state: 'ran',
    rules: 312,
    looked: { files: 1204, bytes: 14_200_000 },
    skipped: [],
    notes: [],
    durationMs: 840,
    ...changes,
  };
}

export function sampleResult(changes: Partial<ScanResult> = {}): ScanResult {
  return {
    schemaVersion: '1',
    identityVersion: 1,
    tool: { name: 'sallyport', version: '0.1.0' },
    target: { kind: 'dir', given: '.' },
    startedAt: '2026-11-24T16:12:14Z',
    durationMs: 1240,
    findings: [],
    coverage: { parts: [ranPart()] },
    suppressionIssues: [],
    ...changes,
  };
}

/** What a scan of a middling service looks like: every severity, history, suppression, baseline, a part that could not run. */
export function realisticResult(): ScanResult {
  return sampleResult({
    target: { kind: 'git', given: '.', resolved: 'f2c1a9e04b7d5538a6c0e9d1b3f4a5c6d7e8f901' },
    findings: realisticFindings(),
    coverage: realisticCoverage(),
    suppressionIssues: [
      {
        kind: 'unused',
        message: 'The suppression of "slack-webhook" matches nothing.',
        path: 'sallyport.yaml',
        line: 12,
      },
    ],
  });
}

const TAKEN: Verification = {
  state: 'valid',
  reason: 'sts.amazonaws.com takes it.',
  host: 'sts.amazonaws.com',
  checkedAt: '2026-11-24T16:12:14Z',
};

function realisticFindings(): Finding[] {
  return [
    sampleFinding(1, {
      severity: 'critical',
      novelty: 'new',
      path: 'deploy/production/values.yaml',
      verification: TAKEN,
    }),
    sampleFinding(2, {
      scanner: 'secrets',
      rule: 'github-personal-access-token',
      title: 'GitHub personal access token',
      message: 'A GitHub token that gives access to the repositories of its owner.',
      novelty: 'new',
      occurrences: [
        inHistory(sampleOccurrence('scripts/release.sh', 14)),
        sampleOccurrence('vendor/tools.zip!scripts/release.sh', 14),
      ],
    }),
    sampleFinding(3, {
      scanner: 'dependencies',
      rule: 'CVE-2025-29927',
      title: 'next 14.2.3: authorisation bypass in middleware',
      message: 'next 14.2.3 lets a request skip middleware by a header.',
      severity: 'critical',
      novelty: 'existing',
      path: 'web/package-lock.json',
      remediation: { summary: 'Update next to 14.2.25.' },
      tags: ['cwe:285', 'kev'],
      details: { package: 'pkg:npm/next@14.2.3', fixed: '14.2.25', epss: 0.92 },
    }),
    sampleFinding(4, {
      scanner: 'config',
      rule: 'k8s-privileged',
      title: 'Container runs privileged',
      message: 'Container "agent" runs privileged: it can do everything that the node can.',
      severity: 'medium',
      novelty: 'existing',
      path: 'deploy/production/agent.yaml',
      remediation: { summary: 'Set securityContext.privileged to false.' },
      tags: ['cwe:250'],
    }),
    sampleFinding(5, {
      severity: 'low',
      confidence: 'low',
      novelty: 'new',
      path: 'docs/example.md',
      rule: 'generic',
      title: 'Password',
    }),
    sampleFinding(6, {
      severity: 'high',
      novelty: 'existing',
      path: 'test/fixtures/keys.json',
      suppression: { kind: 'inline', reason: 'Made-up key of the test suite.', expires: '2027-01-31' },
    }),
  ];
}

function inHistory(occurrence: Occurrence): Occurrence {
  const commit = {
    sha: '0c9f5e1a7b2d4c6e8f0a1b3c5d7e9f1a2b4c6d8e',
    author: 'A. Developer',
    email: 'dev@example.com',
    date: '2025-02-11T08:30:00Z',
    summary: 'Release script',
  };
  return { ...occurrence, location: { ...occurrence.location, commit } };
}

function realisticCoverage(): Coverage {
  return {
    parts: [
      ranPart({
        looked: { files: 1204, bytes: 14_200_000, commits: 4128 },
        skipped: [
          { reason: 'binary', count: 41, examples: ['logo.png', 'docs/intro.mp4', 'fonts/a.woff2'] },
          { reason: 'too-large', count: 1, examples: ['data/dump.sql'], note: 'larger than 100 MB' },
        ],
        notes: ['The clone is shallow: commits before 2024-01-01 were not looked at.'],
      }),
      ranPart({ scanner: 'config', rules: 420, looked: { files: 38 }, durationMs: 120 }),
      ranPart({
        scanner: 'dependencies',
        state: 'missing',
        reason: 'there are no advisories on this machine',
        mend: 'sallyport db update',
        rules: 0,
        looked: {},
        durationMs: 3,
      }),
      ranPart({ scanner: 'code', state: 'skipped', reason: '--skip code', rules: 0, looked: {}, durationMs: 0 }),
    ],
  };
}

/** Every hostile text in every place where foreign text can stand. */
export function hostileResult(): ScanResult {
  return sampleResult({
    target: { kind: 'dir', given: HOSTILE_TEXTS.join('') },
    findings: HOSTILE_TEXTS.map((text, index) =>
      sampleFinding(index + 1, {
        path: `${text}/${text}.env`,
        title: text,
        message: text,
        rule: `rule-${index}`,
        remediation: { summary: text, steps: [text], url: `javascript:alert(${index})` },
        references: [text, 'javascript:alert(1)', 'https://evil.example/)](x)<b>'],
        tags: [text],
        details: { text },
        ...(index % 3 === 0 ? { suppression: { kind: 'file', reason: text } as const } : {}),
        occurrences: [
          { ...sampleOccurrence(`${text}/${text}.env`, 3), excerpt: { firstLine: 2, lines: [text, text, text] } },
        ],
      }),
    ),
    coverage: {
      parts: [
        ranPart({
          skipped: [
            {
              reason: 'unreadable',
              count: HOSTILE_TEXTS.length,
              examples: HOSTILE_TEXTS.slice(0, 10),
              note: HOSTILE_TEXTS.join(''),
            },
          ],
          notes: [...HOSTILE_TEXTS],
        }),
        ranPart({
          scanner: 'config',
          state: 'failed',
          reason: HOSTILE_TEXTS.join(' '),
          mend: HOSTILE_TEXTS.join(' '),
          rules: 1,
        }),
      ],
    },
    suppressionIssues: HOSTILE_TEXTS.map((text, index) => ({
      kind: 'unused',
      message: text,
      path: text,
      line: index + 1,
    })),
  });
}

/** A result whose only scanner could not run: nothing was found, and nothing is proved. */
export function incompleteResult(): ScanResult {
  return sampleResult({
    coverage: {
      parts: [ranPart({ state: 'failed', reason: 'the worker ended', mend: 'sallyport doctor', rules: 0, looked: {} })],
    },
  });
}

/** A scan that found nothing to look at. */
export function nothingScannedResult(): ScanResult {
  return sampleResult({ coverage: { parts: [] } });
}

const SEVERITY_CYCLE: readonly Severity[] = ['low', 'medium', 'info', 'high', 'low', 'medium', 'critical', 'low'];

/** `count` findings of mixed severity in no order. */
export function largeResult(count: number): ScanResult {
  return sampleResult({
    findings: Array.from({ length: count }, (_, index) =>
      sampleFinding(index + 1, {
        severity: SEVERITY_CYCLE[index % SEVERITY_CYCLE.length] ?? 'low',
        rule: `rule-${index % 120}`,
        title: `Problem of kind ${index % 120}`,
        novelty: index % 5 === 0 ? 'new' : 'existing',
        path: `src/module-${index % 900}/file-${index}.ts`,
      }),
    ),
  });
}
