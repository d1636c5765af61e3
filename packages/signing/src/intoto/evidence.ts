/** Evidence as statements: what a builder, a scanner or a test run found out about an artifact. */
import { rfc3339 } from '@sallyport/kernel';

import type { JsonObject } from '../encoding/strict-json.ts';
import { PREDICATE } from './predicate-types.ts';
import type { Statement, Subject } from './statement.ts';

export interface ScannerInfo {
  /** For example `urn:sallyport:scanner:dependencies`. */
  readonly uri: string;
  readonly version: string;
  /** The advisory database that was used. */
  readonly database?: { readonly uri?: string; readonly version?: string; readonly lastUpdateMs?: number };
}

export interface VulnerabilityFound {
  readonly id: string;
  readonly severity: { readonly method: string; readonly score: string };
}

export interface VulnerabilityScan {
  readonly scanner: ScannerInfo;
  readonly found: readonly VulnerabilityFound[];
  /** Milliseconds since the Unix epoch. */
  readonly startedMs: number;
  readonly finishedMs: number;
}

/** in-toto's vulnerability predicate (vulns v0.2). */
export function vulnerabilityStatement(subject: readonly Subject[], scan: VulnerabilityScan): Statement {
  const predicate = {
    scanner: {
      uri: scan.scanner.uri,
      version: scan.scanner.version,
      db: databaseOf(scan.scanner),
      result: scan.found.map(({ id, severity }) => ({ id, severity: [{ ...severity }] })),
    },
    metadata: { scanStartedOn: rfc3339(scan.startedMs), scanFinishedOn: rfc3339(scan.finishedMs) },
  };
  return { subject, predicateType: PREDICATE.vulnerabilities, predicate };
}

/** The same in cosign's own form, which its `--type vuln` reads. `report` is the scanner's report as it is. */
export function cosignVulnerabilityStatement(
  subject: readonly Subject[],
  scan: VulnerabilityScan,
  report: JsonObject,
): Statement {
  const predicate = {
    invocation: { parameters: [], uri: '', event_id: '', 'builder.id': '' },
    scanner: {
      uri: scan.scanner.uri,
      version: scan.scanner.version,
      db: { uri: scan.scanner.database?.uri ?? '', version: scan.scanner.database?.version ?? '' },
      result: report,
    },
    metadata: { scanStartedOn: rfc3339(scan.startedMs), scanFinishedOn: rfc3339(scan.finishedMs) },
  };
  return { subject, predicateType: PREDICATE.cosignVulnerabilities, predicate };
}

function databaseOf(scanner: ScannerInfo): JsonObject {
  const { uri, version, lastUpdateMs } = scanner.database ?? {};
  return {
    ...(uri === undefined ? {} : { uri }),
    ...(version === undefined ? {} : { version }),
    ...(lastUpdateMs === undefined ? {} : { lastUpdate: rfc3339(lastUpdateMs) }),
  };
}

export type SbomFormat = 'cycloneDx' | 'spdx';

/** An SBOM as the predicate of a statement about what it describes. */
export function sbomStatement(subject: readonly Subject[], format: SbomFormat, document: JsonObject): Statement {
  return { subject, predicateType: PREDICATE[format], predicate: document };
}

export function vexStatement(subject: readonly Subject[], document: JsonObject): Statement {
  return { subject, predicateType: PREDICATE.openVex, predicate: document };
}

export interface TestRun {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  /** What configured the run; at least one, each with a digest (test-result v0.1). */
  readonly configuration: readonly { readonly name?: string; readonly digest: Readonly<Record<string, string>> }[];
  readonly url?: string;
  readonly passed?: readonly string[];
  readonly warned?: readonly string[];
  readonly failed?: readonly string[];
}

export function testResultStatement(subject: readonly Subject[], run: TestRun): Statement {
  const predicate = {
    result: run.result,
    configuration: run.configuration.map(({ name, digest }) => ({ ...(name === undefined ? {} : { name }), digest })),
    ...(run.url === undefined ? {} : { url: run.url }),
    passedTests: [...(run.passed ?? [])],
    warnedTests: [...(run.warned ?? [])],
    failedTests: [...(run.failed ?? [])],
  };
  return { subject, predicateType: PREDICATE.testResult, predicate };
}

export interface ScanSummary {
  readonly scanner: ScannerInfo;
  /** Digest of the full report (SARIF), which lies elsewhere. */
  readonly report: { readonly digest: Readonly<Record<string, string>>; readonly mediaType: string };
  /** Findings by severity. */
  readonly counts: Readonly<Record<string, number>>;
  /** Parts that should have run and could not; a scan with such is no clean scan. */
  readonly incomplete: readonly string[];
  readonly finishedMs: number;
}

export function scanResultStatement(subject: readonly Subject[], scan: ScanSummary): Statement {
  const predicate = {
    scanner: { uri: scan.scanner.uri, version: scan.scanner.version, db: databaseOf(scan.scanner) },
    report: { digest: scan.report.digest, mediaType: scan.report.mediaType },
    counts: scan.counts,
    incomplete: scan.incomplete,
    finishedOn: rfc3339(scan.finishedMs),
  };
  return { subject, predicateType: PREDICATE.scanResult, predicate };
}
