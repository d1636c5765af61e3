import { SEVERITIES } from '@sallyport/findings';
import type { ScanResult } from '@sallyport/findings';
import { digestOf } from '@sallyport/kernel';
import { readInput } from '@sallyport/policy';
import { PREDICATE, sbomStatement, scanResultStatement } from '@sallyport/signing';
import type { Statement, Subject } from '@sallyport/signing';

import { cliErrors } from '../errors.ts';
import { readPredicate } from './statement.ts';

/** A statement of a file that a tool wrote, once it is known which image it is about. */
export interface FileEvidence {
  readonly predicateType: string;
  /** The scans in it, for whoever checks what they were of. */
  readonly scans: readonly { readonly result: ScanResult; readonly source?: string }[];
  statement(subject: readonly Subject[]): Statement;
}

/** An SBOM as evidence, CycloneDX or SPDX by its content. Throws CLI_INPUT_INVALID for anything else. */
export function sbomEvidence(path: string, text: string): FileEvidence {
  const document = readPredicate(path, text);
  const format = document['bomFormat'] === 'CycloneDX' ? 'cycloneDx' : 'spdx';
  if (format === 'spdx' && typeof document['spdxVersion'] !== 'string')
    throw cliErrors.INPUT_INVALID({
      path,
      problem: 'it is neither a CycloneDX nor an SPDX document',
      hint: 'sallyport sbom writes one, as JSON.',
    });
  return {
    predicateType: PREDICATE[format],
    scans: [],
    statement: (subject) => sbomStatement(subject, format, document),
  };
}

/** What a scan found, in numbers, and the digest of its report. Throws CLI_INPUT_INVALID for what is no scan result. */
export async function scanEvidence(path: string, bytes: Uint8Array): Promise<FileEvidence> {
  const { scans } = await readInput(path, bytes);
  const [scan] = scans;
  if (scan === undefined)
    throw cliErrors.INPUT_INVALID({
      path,
      problem: 'it is no scan result',
      hint: 'sallyport scan IMAGE -o json=FILE writes one.',
    });
  return {
    predicateType: PREDICATE.scanResult,
    scans,
    statement: (subject) => scanStatement(subject, scan.result, bytes),
  };
}

function scanStatement(subject: readonly Subject[], result: ScanResult, bytes: Uint8Array): Statement {
  const counted = result.findings.filter(({ suppression }) => suppression === undefined);
  const counts = SEVERITIES.map((severity) => [severity, counted.filter((one) => one.severity === severity).length]);
  const incomplete = result.coverage.parts.filter(({ state }) => state === 'missing' || state === 'failed');
  return scanResultStatement(subject, {
    scanner: { uri: 'urn:sallyport:scanner', version: result.tool.version },
    report: {
      digest: { sha256: digestOf(bytes).slice('sha256:'.length) },
      mediaType: 'application/vnd.sallyport.scan-result+json',
    },
    counts: Object.fromEntries(counts) as Record<string, number>,
    incomplete: incomplete.map(({ scanner }) => scanner),
    finishedMs: Date.parse(result.startedAt) + result.durationMs,
  });
}
