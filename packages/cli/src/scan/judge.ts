import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import {
  applyBaseline,
  applyChanges,
  applySuppressions,
  lineHashes,
  readBaseline,
  readRegister,
  readSuppressionList,
  REGISTER_FILE,
  sortByRisk,
} from '@sallyport/findings';
import type { Baseline, Finding, ReadSuppressions, SuppressionIssue } from '@sallyport/findings';
import { isSallyportError, messageOf } from '@sallyport/kernel';
import type { ScanOutcome, Target } from '@sallyport/scanners';

import { cliErrors } from '../errors.ts';
import type { CommandInput } from '../command.ts';
import type { HeldByBase } from '../gate/base-held.ts';
import type { BaseRevision } from '../gate/base-revision.ts';
import type { Io } from '../io.ts';
import type { LoadedConfig } from './config.ts';
import { readFoundFile } from './read-found-file.ts';

export interface JudgedFindings {
  /** Biggest risk first. */
  readonly findings: readonly Finding[];
  readonly issues: readonly SuppressionIssue[];
}

export interface JudgeRequest {
  readonly outcome: ScanOutcome;
  readonly target: Target;
  readonly config: LoadedConfig;
  readonly input: CommandInput;
  readonly io: Io;
  readonly base?: BaseRevision;
  /** What was known before, where a baseline is named. */
  readonly baseline?: Baseline;
}

/** What findings are compared with; read before anything is scanned, so that a wrong name costs nobody a scan. */
export async function readComparison(
  { options }: CommandInput,
  io: Io,
  root: string,
  base?: BaseRevision,
): Promise<{ baseline?: Baseline }> {
  const since = options.text('new-since');
  if (since !== undefined) (await import('./changes.ts')).demandRevision(root, io.env, since);
  const file = options.text('baseline');
  return file === undefined ? {} : { baseline: readBaseline(readTrusted(resolve(io.cwd, file), base)) };
}

/** Says of each finding whether it is new and whether it is suppressed, and puts the biggest risk first. */
export async function judgeFindings(request: JudgeRequest): Promise<JudgedFindings> {
  const { outcome, target, io } = request;
  const known = await withNovelty(request, withLineHashes(outcome.findings, target));
  // Where a base is named, a comment counts only if it stands there, and for what is there.
  const held = await heldBy(request, known);
  const given = [...(held?.comments(outcome.suppressions) ?? outcome.suppressions), ...(await registers(request))];
  const applied = applySuppressions(known, given, { clock: io.clock, scannersRan: wholeScans(request) });
  const findings = applied.findings.map((finding, index) =>
    held === undefined || finding.suppression?.kind !== 'inline' || held.finding(finding)
      ? finding
      : (known[index] ?? finding),
  );
  return { findings: sortByRisk(findings), issues: applied.issues };
}

async function heldBy({ base, io }: JudgeRequest, findings: readonly Finding[]): Promise<HeldByBase | undefined> {
  return base === undefined ? undefined : (await import('../gate/base-held.ts')).heldByBase(base, io.env, findings);
}

async function withNovelty(
  { input, io, target, base, baseline }: JudgeRequest,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  // What is new is told against the base where nothing else is named.
  const since = input.options.text('new-since') ?? (baseline === undefined ? base?.ref : undefined);
  const compared = baseline === undefined ? findings : applyBaseline(findings, baseline).findings;
  if (since === undefined) return compared;
  const { changesSince } = await import('./changes.ts');
  return applyChanges(compared, changesSince({ root: target.root, revision: since, env: io.env, findings: compared }));
}

/** The register file and the configuration's own list. */
async function registers({ target, config, base }: JudgeRequest): Promise<ReadSuppressions[]> {
  const read: ReadSuppressions[] = [];
  if (config.suppressions !== undefined)
    read.push(readSuppressionList(config.path ?? 'sallyport.yaml', config.suppressions));
  if (target.kind === 'stdin' || target.kind === 'file' || target.kind === 'sbom') return read;
  if (base !== undefined) {
    const text = base.text(REGISTER_FILE);
    return text === undefined ? read : [...read, await readRegister(REGISTER_FILE, text)];
  }
  const found = await foundRegister(target.root);
  return found === undefined ? read : [...read, found];
}

/** One that cannot be read accepts nothing, and the result says so. */
async function foundRegister(root: string): Promise<ReadSuppressions | undefined> {
  try {
    const text = readFoundFile(join(root, REGISTER_FILE));
    return text === undefined ? undefined : await readRegister(REGISTER_FILE, text);
  } catch (error) {
    if (!isSallyportError(error)) throw error;
    return { rules: [], issues: [{ kind: 'malformed', message: `${error.message}.`, path: REGISTER_FILE, line: 1 }] };
  }
}

/** Scanners that saw the whole target: only of those can be said that a suppression was not needed. */
function wholeScans({ outcome, input, target }: JudgeRequest): Set<string> {
  const partial =
    input.options.flag('staged') ||
    input.options.flag('no-history') ||
    target.kind === 'file' ||
    target.kind === 'stdin';
  if (partial) return new Set();
  return new Set(outcome.coverage.parts.filter((part) => part.state === 'ran').map((part) => part.scanner));
}

const MOST_HASHED_BYTES = 16 * 1024 * 1024;

/** Adds GitHub's hash of the primary place, so that its alerts keep their identity too. */
function withLineHashes(findings: readonly Finding[], target: Target): readonly Finding[] {
  if (target.kind === 'stdin' || target.kind === 'sbom') return findings;
  const lineHash = createLineHash();
  return findings.map((finding) => {
    const [primary, ...others] = finding.occurrences;
    const { path, range, commit } = primary.location;
    // A package and its vulnerability say more than the line of a lock file, which is long to hash.
    if (finding.scanner === 'dependencies') return finding;
    if (range === undefined || commit !== undefined || path.includes('!')) return finding;
    const hash = lineHash(target.kind === 'file' ? target.root : join(target.root, path), range.start.line);
    if (hash === undefined) return finding;
    const fingerprints = { ...primary.fingerprints, primaryLocationLineHash: hash };
    return { ...finding, occurrences: [{ ...primary, fingerprints }, ...others] };
  });
}

/** The hash of a line; a file's lines are hashed at most twice for all findings in it that follow each other. */
function createLineHash(): (path: string, line: number) => string | undefined {
  let last: { readonly path: string; readonly line: number; readonly hashes: readonly string[] } | undefined;
  return (path, line) => {
    if (last?.path !== path) last = { path, line, hashes: hashesOf(path, line) };
    // Further down than what came first in it: then all of it.
    else if (line > last.line) last = { path, line: Infinity, hashes: hashesOf(path, Infinity) };
    return last.hashes[line - 1];
  };
}

function hashesOf(path: string, lastLine: number): readonly string[] {
  try {
    return statSync(path).size > MOST_HASHED_BYTES ? [] : lineHashes(readFileSync(path, 'utf8'), lastLine);
  } catch {
    // It vanished since it was scanned: a finding without the hash is still one.
    return [];
  }
}

/** A file as the base revision has it, or, where it lies outside of the folder that is judged, as it is on disk. */
function readTrusted(path: string, base: BaseRevision | undefined): string {
  if (base === undefined) return readText(path);
  if (base.inside(path) === undefined) {
    base.demandForeign(path);
    return readText(path);
  }
  const text = base.text(path);
  if (text === undefined) throw cliErrors.UNREADABLE_FILE({ path, reason: `it is not in ${base.ref}` });
  return text;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw cliErrors.UNREADABLE_FILE({ path, reason: messageOf(error) }, { cause: error });
  }
}
