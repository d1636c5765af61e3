import { isUtf8 } from 'node:buffer';

import { decodeText, duplicateKeys, formatOf, parseDocument, toValue } from '@sallyport/documents';
import type { DocumentNode, PlainValue } from '@sallyport/documents';
import { isSeverity } from '@sallyport/findings';
import type { ScanResult } from '@sallyport/findings';
import { readSbom } from '@sallyport/inventory';
import { isSallyportError, jsonList, jsonMember, jsonText } from '@sallyport/kernel';

import { policyErrors } from '../errors.ts';
import type { Evidence } from '../gate/gate-input.ts';
import { NO_PARTS } from './input-builder.ts';
import type { InputParts, ParsedDocument } from './input-builder.ts';
import { testEvidence } from './junit.ts';
import { foreignMember, reportForm } from './report-members.ts';
import { lintEvidence } from './sarif.ts';

const READABLE =
  'Give a scan result (JSON), SARIF, JUnit XML, a CycloneDX or SPDX document, or a document to judge: YAML, JSON, TOML, HCL, Dockerfile, XML, INI, properties.';

/**
 * Reads one input file and tells by its content what it is: a scan result, a report of tests (JUnit) or of a linter (SARIF), an
 * SBOM, all of them in JSON or XML; or a document that is judged as it stands. Throws POLICY_MALFORMED_INPUT.
 */
export async function readInput(path: string, bytes: Uint8Array): Promise<InputParts> {
  const roots = await rootsOf(path, bytes);
  const [root] = roots;
  if (root === undefined) return NO_PARTS;
  const value = toValue(root);
  if (!mayBeReport(path) || roots.length > 1) return { ...NO_PARTS, documents: asDocuments(path, roots) };
  return reportParts(path, bytes, value) ?? { ...NO_PARTS, documents: asDocuments(path, roots) };
}

/** What a report says; undefined for a document. Refuses a report that has more than its format knows. */
function reportParts(path: string, bytes: Uint8Array, value: PlainValue): InputParts | undefined {
  const suites = jsonMember(value, 'testsuites') ?? jsonMember(value, 'testsuite');
  if (suites !== undefined && path.toLowerCase().endsWith('.xml'))
    return { ...NO_PARTS, evidence: [testEvidence(path, value)] };
  const form = reportForm(value);
  if (form === undefined) return undefined;
  const foreign = foreignMember(value, form);
  if (foreign !== undefined) {
    const problem = `it calls itself ${form.name}, and also has "${foreign}", which such a file never has`;
    const next = 'Name it by --document where it is to be judged itself, or have the tool write its report anew.';
    throw policyErrors.MALFORMED_INPUT({ path, problem, next });
  }
  if (form.kind === 'scan') return { ...NO_PARTS, scans: [{ result: checkedScan(path, value), source: path }] };
  if (form.kind === 'sarif') return { ...NO_PARTS, evidence: lintEvidence(path, value) };
  return sbomParts(path, Buffer.from(bytes).toString('utf8'));
}

/** What tools write is JSON or XML. A manifest in YAML cannot make itself a scan or an SBOM, to be judged by nobody. */
function mayBeReport(path: string): boolean {
  const format = formatOf(asConftest(path)) ?? '';
  return format === '' || format === 'xml' || format.startsWith('json');
}

/** Reads one file as documents to judge, whatever they are. Throws POLICY_MALFORMED_INPUT. */
export async function readDocuments(path: string, bytes: Uint8Array): Promise<ParsedDocument[]> {
  return asDocuments(path, await rootsOf(path, bytes));
}

function asDocuments(path: string, roots: readonly DocumentNode[]): ParsedDocument[] {
  const format = formatOf(asConftest(path)) ?? 'yaml';
  return roots.filter((one) => !isNothing(one)).map((root) => ({ path, format, root }));
}

async function rootsOf(path: string, bytes: Uint8Array): Promise<readonly DocumentNode[]> {
  const decoded = decodeText(bytes);
  if (decoded.ok && decoded.replaced && !isUtf8(bytes)) {
    const next = 'Write the file in UTF-8 and run again: what is replaced matches no policy.';
    throw policyErrors.MALFORMED_INPUT({ path, problem: 'it is not UTF-8', next });
  }
  const parsed = await parseDocument(asConftest(path), bytes);
  if (parsed.ok) return unambiguous(path, parsed.documents);
  const { line, column, message } = parsed.error;
  const known = formatOf(path) !== undefined;
  throw policyErrors.MALFORMED_INPUT({
    path: known ? `${path}:${line}:${column}` : path,
    problem: message,
    next: known ? 'Correct the file and run again.' : READABLE,
  });
}

/** Conftest takes JSON of Terraform as it stands, without the lists that blocks become in HCL. */
function asConftest(path: string): string {
  return path.replace(/\.(?:tf|tofu|tfvars)\.json$/i, '.json');
}

/** Refuses JSON and YAML in which a key stands twice: readers differ in which of them counts. */
function unambiguous(path: string, roots: readonly DocumentNode[]): readonly DocumentNode[] {
  const format = formatOf(asConftest(path)) ?? '';
  if (format !== 'yaml' && !format.startsWith('json')) return roots;
  const [twice] = roots.flatMap((root) => duplicateKeys(root));
  if (twice === undefined) return roots;
  const { line, column } = twice.range.start;
  const next = 'Write the key once and run again.';
  throw policyErrors.MALFORMED_INPUT({ path: `${path}:${line}:${column}`, problem: twice.message, next });
}

/** A document of YAML with nothing in it. */
function isNothing(root: DocumentNode): boolean {
  return root.kind === 'scalar' && root.value === null;
}

/** A scan result is evidence: one that lacks a part of its form is refused, not read around. */
function checkedScan(path: string, value: PlainValue): ScanResult {
  const refuse = (problem: string): Error =>
    policyErrors.MALFORMED_INPUT({ path, problem, next: 'Make it anew: sallyport scan . -o json=scan.json' });
  if (jsonMember(value, 'schemaVersion') !== '1') throw refuse('a scan result of another version');
  if (Number.isNaN(Date.parse(jsonText(value, 'startedAt') ?? ''))) throw refuse('a scan result without its time');
  if (jsonMember(value, 'target') === undefined) throw refuse('a scan result without its target');
  if (!Array.isArray(jsonMember(value, 'findings'))) throw refuse('a scan result without findings');
  if (!jsonList(value, 'findings').every(isFinding)) throw refuse('a scan result with a finding that lacks a part');
  const parts = jsonMember(jsonMember(value, 'coverage'), 'parts');
  if (!Array.isArray(parts) || !parts.every(isPart)) throw refuse('a scan result whose coverage lacks a part');
  return value as unknown as ScanResult;
}

function isFinding(finding: unknown): boolean {
  const [primary] = jsonList(finding, 'occurrences');
  return (
    ['id', 'scanner', 'rule', 'message', 'novelty'].every((name) => jsonText(finding, name) !== undefined) &&
    isSeverity(jsonText(finding, 'severity') ?? '') &&
    jsonText(jsonMember(finding, 'remediation'), 'summary') !== undefined &&
    jsonText(jsonMember(primary, 'location'), 'path') !== undefined
  );
}

const STATES = new Set(['ran', 'missing', 'failed', 'skipped', 'not-applicable']);

function isPart(part: unknown): boolean {
  const looked = jsonMember(part, 'looked');
  return (
    jsonText(part, 'scanner') !== undefined &&
    STATES.has(jsonText(part, 'state') ?? '') &&
    typeof looked === 'object' &&
    looked !== null
  );
}

function sbomParts(path: string, text: string): InputParts {
  try {
    const sbom = readSbom(text);
    const evidence: Evidence = {
      type: 'sbom',
      ...(sbom.created === undefined ? {} : { time: sbom.created }),
      ...(sbom.inventory.subject?.digest === undefined ? {} : { subject: sbom.inventory.subject.digest }),
      verified: false,
      source: path,
      facts: { format: sbom.format, packages: sbom.inventory.packages.length },
    };
    return { ...NO_PARTS, evidence: [evidence], inventory: sbom.inventory };
  } catch (error) {
    if (!isSallyportError(error)) throw error;
    throw policyErrors.MALFORMED_INPUT({ path, problem: error.message, next: error.next }, { cause: error });
  }
}
