import { SEVERITIES } from '@sallyport/findings';
import type { Finding, ScanResult } from '@sallyport/findings';

/** A JSON report of a scan, with every part of a finding that is shown; undefined for any other text. */
export function parseResult(text: string): ScanResult | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { findings } = membersOf(value);
  return Array.isArray(findings) && findings.every(isFinding) ? (value as ScanResult) : undefined;
}

const TEXTS = ['id', 'scanner', 'rule', 'title', 'message', 'confidence'] as const;
const LISTS = ['references', 'tags'] as const;

function isFinding(value: unknown): value is Finding {
  const finding = membersOf(value);
  const { occurrences, severity, remediation } = finding;
  return (
    TEXTS.every((name) => typeof finding[name] === 'string') &&
    LISTS.every((name) => Array.isArray(finding[name])) &&
    SEVERITIES.some((known) => known === severity) &&
    typeof membersOf(remediation)['summary'] === 'string' &&
    Array.isArray(occurrences) &&
    occurrences.length > 0 &&
    occurrences.every((one) => typeof membersOf(membersOf(one)['location'])['path'] === 'string')
  );
}

function membersOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null ? (value as { readonly [name: string]: unknown }) : {};
}
