import { fixedClock, rfc3339 } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';
import type { Decision } from '@sallyport/policy';

import type { Sandbox } from '../testing/run-cli.ts';
import { runInside } from '../testing/run-inside.ts';
import type { RanInside } from '../testing/run-inside.ts';

/** The time of all these tests. */
export const NOW = Date.parse('2026-06-01T12:00:00Z');

/** Runs the command line in a sandbox, at that time. */
export function gateIn(box: Sandbox, words: readonly string[], clock: Clock = fixedClock(NOW)): Promise<RanInside> {
  return runInside(box.target, words, clock);
}

/** A gate with the usual policies, an exceptions file and one approval by the security group. */
export const CONFIG = `gates:
  merge:
    policies:
      - use: severity
      - use: required-scans
        with: { scanners: [secrets], maxAgeHours: 24 }
    exceptions: exceptions.yaml
    approval: { needed: 1, by: [security] }
`;

export const FINDING = `sp_${'a1'.repeat(12)}`;

/** What an exception says, where it is not the usual. */
export interface MadeWaiver {
  readonly expires?: string;
  readonly requester?: string;
  readonly approver?: string;
  readonly extra?: string;
}

export function exceptions({
  expires = '2999-01-01',
  requester = 'ann',
  approver = 'ben',
  extra = '',
}: MadeWaiver = {}): string {
  return `exceptions:
  - id: EX-1
    scope: { finding: ${FINDING} }
    reason: It is a made-up token of a test.
    owner: team-a
    expires: ${expires}
    requestedBy: ${requester}
    approvedBy: ${approver}
${extra}`;
}

export const REGO_OK = 'package ok\n\ndeny contains "never" if input.service == "none"\n';

/** Parts of a scan result that a test of a gate makes up. */
export interface MadeScan {
  readonly startedAt?: string;
  readonly parts?: readonly object[];
  readonly findings?: readonly object[];
}

/** The part of a scanner that ran and looked at something. */
export function ranPart(scanner: string): object {
  return { scanner, state: 'ran', rules: 10, looked: { files: 3, bytes: 900 }, skipped: [], notes: [], durationMs: 5 };
}

/** A scan result as `sallyport scan --json` writes it, clean unless findings are given. */
export function scanJson({ startedAt, parts, findings }: MadeScan = {}): string {
  return JSON.stringify({
    schemaVersion: '1',
    tool: { name: 'sallyport', version: '0.1.0' },
    target: { kind: 'git', given: '.' },
    startedAt: startedAt ?? rfc3339(NOW - 60_000),
    durationMs: 12,
    findings: findings ?? [],
    coverage: { parts: parts ?? [ranPart('secrets')] },
    suppressionIssues: [],
  });
}

/** A finding of a made scanner. */
export function madeFinding(over: object = {}): object {
  return {
    id: `sp_${'a1'.repeat(12)}`,
    scanner: 'secrets',
    rule: 'generic',
    title: 'A secret',
    message: 'A secret stands in the code.',
    severity: 'high',
    confidence: 'high',
    remediation: { summary: 'Revoke it.' },
    references: [],
    tags: [],
    occurrences: [
      {
        location: {
          path: 'src/app.ts',
          range: { start: { line: 7, column: 3, offset: 90 }, end: { line: 7, column: 9, offset: 96 } },
        },
        fingerprints: {},
      },
    ],
    novelty: 'new',
    ...over,
  };
}

/** The decision that a run with `--json` printed. */
export function decided(ran: Pick<RanInside, 'stdout'>): Decision {
  return JSON.parse(ran.stdout) as Decision;
}
