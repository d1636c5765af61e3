import { locate, toValue } from '@sallyport/documents';
import type { DocumentNode } from '@sallyport/documents';
import type { Coverage, Finding, ScanResult } from '@sallyport/findings';
import { expiryEnd } from '@sallyport/findings';
import type { Inventory } from '@sallyport/inventory';
import { rfc3339 } from '@sallyport/kernel';
import type { JsonValue } from '@sallyport/kernel';

import type { GateException } from '../exceptions/exception.ts';
import type { Evidence, GateInput, InputDocument, TracedInput } from '../gate/gate-input.ts';
import type { InputPath, Place } from '../policy.ts';
import { dockerSyntax } from './docker-syntax.ts';
import type { GateContext } from './context.ts';

/** What a gate's input is put together from. */
export interface InputParts {
  readonly scans: readonly { readonly result: ScanResult; readonly source?: string }[];
  readonly inventory?: Inventory;
  readonly evidence: readonly Evidence[];
  readonly documents: readonly ParsedDocument[];
  readonly context: GateContext;
  /** The file of the context and its root, for places. */
  readonly contextSource?: { readonly path: string; readonly root: DocumentNode };
}

/** A document of a file, with the places of its values. */
export interface ParsedDocument {
  readonly path: string;
  readonly format: string;
  readonly root: DocumentNode;
}

export const NO_PARTS: InputParts = { scans: [], evidence: [], documents: [], context: {} };

/** Puts the parts of several reads together; of the context the later one counts, member by member. */
export function mergeParts(all: readonly InputParts[]): InputParts {
  const inventory = all.findLast((parts) => parts.inventory !== undefined)?.inventory;
  const contextSource = all.findLast((parts) => parts.contextSource !== undefined)?.contextSource;
  return {
    scans: all.flatMap(({ scans }) => scans),
    ...(inventory === undefined ? {} : { inventory }),
    evidence: all.flatMap(({ evidence }) => evidence),
    documents: all.flatMap(({ documents }) => documents),
    context: Object.assign({}, ...all.map(({ context }) => context)) as GateContext,
    ...(contextSource === undefined ? {} : { contextSource }),
  };
}

/** The input of a gate at a moment (milliseconds since the epoch). */
export function buildInput(
  gate: string,
  parts: InputParts,
  { now, exceptions }: { readonly now: number; readonly exceptions: readonly GateException[] },
): TracedInput {
  const { context, inventory } = parts;
  const value: GateInput = {
    schemaVersion: '1',
    gate,
    time: rfc3339(now),
    ...context,
    ...scanPart(parts),
    ...(inventory === undefined ? {} : { inventory }),
    evidence: parts.evidence,
    documents: parts.documents.map(documentOf),
    exceptions: exceptions.map(exceptionOf),
  };
  return { value, placeOf: (path) => placeIn(parts, path), has: (path) => leadsSomewhere(value, path) };
}

function scanPart({ scans }: InputParts): Pick<GateInput, 'findings' | 'coverage' | 'scan'> {
  // The oldest scan tells how fresh they are together.
  const oldest = scans.toSorted((a, b) => Date.parse(a.result.startedAt) - Date.parse(b.result.startedAt))[0];
  const findings: Finding[] = scans.flatMap(({ result }) => result.findings);
  if (oldest === undefined) return { findings };
  const coverage: Coverage = { parts: scans.flatMap(({ result }) => result.coverage.parts) };
  const { startedAt, target, tool } = oldest.result;
  return { findings, coverage, scan: { startedAt, target, tool: `${tool.name} ${tool.version}` } };
}

function documentOf({ path, format, root }: ParsedDocument): InputDocument {
  const document: InputDocument = { path, format, content: toValue(root) as JsonValue };
  const syntax = format === 'dockerfile' ? dockerSyntax(root.source.text) : undefined;
  return syntax === undefined ? document : { ...document, directives: { syntax: syntax.image } };
}

function exceptionOf({ id, owner, expires, scope }: GateException): GateInput['exceptions'][number] {
  const { policy, finding } = scope;
  const end = expiryEnd(expires);
  return {
    id,
    owner,
    ends: end === undefined ? expires : rfc3339(end),
    ...(policy === undefined ? {} : { policy }),
    ...(finding === undefined ? {} : { finding }),
  };
}

function placeIn(parts: InputParts, path: InputPath): Place | undefined {
  const [member, index, ...rest] = path;
  if (member === 'documents' && typeof index === 'number') return placeInDocument(parts.documents[index], rest);
  if (member === 'evidence' && typeof index === 'number') return fileOf(parts.evidence[index]?.source);
  if (member === 'coverage' || member === 'scan' || member === 'findings') return fileOf(parts.scans[0]?.source);
  const { contextSource } = parts;
  if (contextSource === undefined) return undefined;
  const { path: file, root } = contextSource;
  return placeInDocument({ path: file, root }, path);
}

function fileOf(source: string | undefined): Place | undefined {
  return source === undefined ? undefined : { path: source };
}

function placeInDocument(
  document: { readonly path: string; readonly root: DocumentNode } | undefined,
  path: InputPath,
): Place | undefined {
  if (document === undefined) return undefined;
  if (path[0] === 'directives')
    return { path: document.path, line: dockerSyntax(document.root.source.text)?.line ?? 1, column: 1 };
  const inside = path[0] === 'content' ? path.slice(1) : path;
  const { start } = locate(document.root, inside).range;
  return { path: document.path, line: start.line, column: start.column };
}

/** Whether every step of a path leads to an own member. */
export function leadsSomewhere(value: unknown, path: InputPath): boolean {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false;
    at = (at as Record<string | number, unknown>)[step];
  }
  return true;
}
