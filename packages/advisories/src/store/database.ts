import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { baseEcosystem } from '@sallyport/inventory';
import { systemCode } from '@sallyport/kernel';

import type { Advisory } from '../model.ts';
import { openPartition } from '../partition/read.ts';
import type { Partition } from '../partition/read.ts';
import { openEpss } from '../signals/epss.ts';
import type { EpssScores } from '../signals/epss.ts';
import type { KevCatalogue } from '../signals/kev.ts';
import { fileError } from './files.ts';
import { isName, isSignal, listPointers, readPointer } from './pointer.ts';
import type { Pointer } from './pointer.ts';

/** The advisories of one cache folder, as they were when each partition was first asked for. */
export interface AdvisoryDatabase {
  readonly root: string;
  /** The partition of an ecosystem, with or without release; undefined where it was never fetched. */
  partition(ecosystem: string): Partition | undefined;
  pointer(name: string): Pointer | undefined;
  pointers(): readonly Pointer[];
  kev(): KevCatalogue | undefined;
  epss(): EpssScores | undefined;
  /** Every record with this id or alias, in any partition. */
  find(id: string): readonly Advisory[];
  close(): void;
}

/** An updater may replace the file between our reading its name and opening it; then the new name is read. */
const ATTEMPTS = 8;

/** Opens the cache folder; it may be empty or missing. Partitions open when they are first needed. */
export function openDatabase(root: string): AdvisoryDatabase {
  const open = new Map<string, { pointer: Pointer; partition: Partition } | undefined>();
  const loadPartition = (name: string) => {
    if (!isName(name) || isSignal(name)) return undefined;
    if (!open.has(name)) {
      open.set(
        name,
        openCurrent(root, name, (path, pointer) => ({ pointer, partition: openPartition(path) })),
      );
    }
    return open.get(name);
  };
  const kev = lazy(() => openCurrent(root, 'kev', (path) => JSON.parse(readFileSync(path, 'utf8')) as KevCatalogue));
  const epss = lazy(() => openCurrent(root, 'epss', (path) => openEpss(readFileSync(path), path)));
  const database: AdvisoryDatabase = {
    root,
    partition: (ecosystem) => loadPartition(baseEcosystem(ecosystem))?.partition,
    pointer: (name) => open.get(name)?.pointer ?? readPointer(root, name),
    pointers: () => listPointers(root),
    kev,
    epss,
    find: (id) =>
      listPointers(root)
        .filter(({ name }) => !isSignal(name))
        .flatMap(({ name }) => loadPartition(name)?.partition.find(id) ?? []),
    close() {
      for (const each of open.values()) each?.partition.close();
      open.clear();
    },
  };
  return database;
}

function lazy<T>(load: () => T): () => T {
  let loaded: { readonly value: T } | undefined;
  return () => (loaded ??= { value: load() }).value;
}

function openCurrent<T>(root: string, name: string, read: (path: string, pointer: Pointer) => T): T | undefined {
  for (let attempt = 1; ; attempt += 1) {
    const pointer = readPointer(root, name);
    if (pointer === undefined) return undefined;
    const path = join(root, pointer.file);
    try {
      return read(path, pointer);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || attempt === ATTEMPTS) throw fileError(error, path);
    }
  }
}
