import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { isSallyportError, rfc3339, systemClock, systemRandom } from '@sallyport/kernel';
import type { Clock, Random, SallyportError } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';
import { openPartition } from '../partition/read.ts';
import type { ImportJob, Importer, ImportOutcome, UpdateLimits } from '../sources/importer.ts';
import { importers } from '../sources/list.ts';
import type { ImporterId } from '../sources/list.ts';
import { guard, sizeOfFile } from '../store/files.ts';
import { fileNameOf, isSignal, listPointers, readPointer, writePointer } from '../store/pointer.ts';
import type { Pointer } from '../store/pointer.ts';
import { removeUnreferenced } from '../store/remove-unreferenced.ts';
import { openWorkspace } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { sha256OfFile } from '../transport/digests.ts';
import { folderSource } from '../transport/folder.ts';
import { isUrl } from '../transport/source.ts';
import type { FetchOptions, Source } from '../transport/source.ts';
import { webSource } from '../transport/web.ts';
import type { Fetch } from '../transport/web.ts';
import { ZIP_LIMITS } from '../transport/zip.ts';

export const UPDATE_LIMITS: UpdateLimits = Object.freeze({
  archiveBytes: 4 * 1024 * 1024 * 1024,
  listBytes: 256 * 1024 * 1024,
  recordBytes: 16 * 1024 * 1024,
  zip: ZIP_LIMITS,
});

/** What an update tells while it runs. `fetching` comes before anything is read, with the host and the size. */
export type UpdateProgress =
  | {
      readonly kind: 'fetching';
      readonly name: string;
      readonly host: string;
      readonly path: string;
      readonly sizeBytes?: number;
    }
  | { readonly kind: 'received'; readonly name: string; readonly bytes: number; readonly sizeBytes?: number }
  | { readonly kind: 'importing'; readonly name: string; readonly done: number; readonly total: number }
  | { readonly kind: 'finished'; readonly result: UpdateResult };

export type UpdateResult =
  | { readonly name: string; readonly outcome: 'unchanged'; readonly pointer: Pointer }
  | {
      readonly name: string;
      readonly outcome: 'updated';
      readonly pointer: Pointer;
      /** How many records changed; undefined where all were fetched. */
      readonly changed?: number;
    }
  /** What was there before is still in place. */
  | { readonly name: string; readonly outcome: 'failed'; readonly error: SallyportError };

export interface UpdateOptions {
  /** The cache folder; made with mode 0700 where it is missing. */
  readonly root: string;
  readonly importer: ImporterId;
  /** A URL or a folder. */
  readonly source: string;
  /**
   * Ecosystems without release, `npm`, `Debian`. `all`: what the source lists; `present`: what the cache holds.
   * Ignored for KEV and EPSS.
   */
  readonly names: readonly string[] | 'all' | 'present';
  /** Only through this does anything go out; needed for a URL. */
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly limits?: UpdateLimits;
  readonly signal?: AbortSignal;
  readonly progress?: (event: UpdateProgress) => void;
}

/**
 * Brings partitions or signals up to date: fetches only what changed, checks it, and puts each in place in one step.
 * One that fails leaves the others and its own old state alone. Any number of processes may do this at once.
 */
export async function updateDatabase(options: UpdateOptions): Promise<UpdateResult[]> {
  const listed = importers.find(({ id }) => id === options.importer);
  if (listed === undefined) throw advisoryErrors.BAD_ECOSYSTEM({ name: options.importer });
  guard(options.root, () => mkdirSync(options.root, { recursive: true, mode: 0o700 }));
  const clock = options.clock ?? systemClock;
  const workspace = openWorkspace(options.root, clock, options.random ?? systemRandom);
  const source = openSource(options, workspace);
  const { importer } = await listed.load();
  const run: Run = { options, clock, workspace, source, importer };
  const results: UpdateResult[] = [];
  for (const name of await namesOf(run)) {
    const result = await updateOne(run, name);
    options.progress?.({ kind: 'finished', result });
    results.push(result);
  }
  removeUnreferenced(options.root, clock);
  workspace.sweep();
  return results;
}

interface Run {
  readonly options: UpdateOptions;
  readonly clock: Clock;
  readonly workspace: Workspace;
  readonly source: Source;
  readonly importer: Importer;
}

function openSource({ source, fetch }: UpdateOptions, workspace: Workspace): Source {
  if (!isUrl(source)) return folderSource(source);
  if (fetch !== undefined) return webSource(source, fetch, workspace);
  throw advisoryErrors.SOURCE_FAILED({ what: source, reason: 'the network is not to be used' });
}

async function namesOf(run: Run): Promise<readonly string[]> {
  const { importer, names, root } = run.options;
  if (importer === 'kev' || importer === 'epss') return [importer];
  if (names === 'present') return listPointers(root).flatMap(({ name }) => (isSignal(name) ? [] : [name]));
  const all =
    names === 'all'
      ? await run.importer.names?.(run.source, fetching(run, importer, UPDATE_LIMITS.recordBytes))
      : names;
  for (const name of all ?? []) fileNameOf(name);
  return [...new Set(all)];
}

function fetching({ options }: Run, name: string, maxBytes: number): FetchOptions {
  const { progress, signal } = options;
  return {
    maxBytes,
    signal,
    announce: (what) => progress?.({ kind: 'fetching', name, ...what }),
    received: (bytes, sizeBytes) =>
      progress?.({ kind: 'received', name, bytes, ...(sizeBytes === undefined ? {} : { sizeBytes }) }),
  };
}

async function updateOne(run: Run, name: string): Promise<UpdateResult> {
  try {
    const previous = usablePointer(run, name);
    const outcome = await run.importer.run(jobOf(run, name, previous));
    if (outcome.kind === 'unchanged' && previous !== undefined) return keep(run, previous, outcome.validators);
    if (outcome.kind === 'unchanged') throw advisoryErrors.NOT_IN_SOURCE({ source: run.source.label, what: name });
    return place(run, name, outcome);
  } catch (error) {
    run.options.signal?.throwIfAborted();
    if (isSallyportError(error)) return { name, outcome: 'failed', error };
    throw error;
  }
}

/** A pointer counts only where its file is there and it came from the same source. */
function usablePointer({ options, source }: Run, name: string): Pointer | undefined {
  const pointer = readPointer(options.root, name);
  if (pointer === undefined || pointer.source !== source.label) return undefined;
  return sizeOfFile(join(options.root, pointer.file)) === pointer.sizeBytes ? pointer : undefined;
}

function jobOf(run: Run, name: string, previous: Pointer | undefined): ImportJob {
  const { options, source, workspace } = run;
  return {
    name,
    source,
    workspace,
    limits: options.limits ?? UPDATE_LIMITS,
    previous,
    openPrevious() {
      if (previous === undefined) return undefined;
      try {
        return openPartition(join(options.root, previous.file));
      } catch {
        // A damaged or just replaced file is built anew from the source.
        return undefined;
      }
    },
    fetching: (maxBytes) => fetching(run, name, maxBytes),
    progress: (done, total) => options.progress?.({ kind: 'importing', name, done, total }),
    signal: options.signal,
  };
}

function keep(run: Run, previous: Pointer, validators: Readonly<Record<string, string>>): UpdateResult {
  const pointer = { ...previous, validators, checkedAt: rfc3339(run.clock.now()) };
  writePointer(run.options.root, pointer, run.workspace.path('pointer', 'tmp'));
  return { name: previous.name, outcome: 'unchanged', pointer };
}

/** Names the file by its digest and then points to it: the one step that readers see. */
function place(run: Run, name: string, outcome: Extract<ImportOutcome, { kind: 'new' }>): UpdateResult {
  const { root } = run.options;
  const sha256 = sha256OfFile(outcome.path);
  const file = `${fileNameOf(name)}-${sha256.slice(0, 32)}.${outcome.extension}`;
  const sizeBytes = sizeOfFile(outcome.path) ?? 0;
  guard(join(root, file), () => renameSync(outcome.path, join(root, file)));
  const now = rfc3339(run.clock.now());
  const pointer: Pointer = {
    format: 1,
    name,
    file,
    sha256,
    sizeBytes,
    count: outcome.count,
    malformed: outcome.malformed,
    newest: outcome.newest,
    builtAt: now,
    checkedAt: now,
    source: run.source.label,
    validators: outcome.validators,
  };
  writePointer(root, pointer, run.workspace.path('pointer', 'tmp'));
  const { changed } = outcome;
  return { name, outcome: 'updated', pointer, ...(changed === undefined ? {} : { changed }) };
}
