import { ociErrors } from '../errors.ts';
import { TAR_LIMITS } from '../tar/entry.ts';
import { readTar } from '../tar/read-tar.ts';
import { lookAt } from './archive-files.ts';
import type { ArchiveFiles, FileLook, OpenedFile } from './archive-files.ts';
import { ARCHIVE_ENTRIES, createTarIndex } from './tar-index.ts';

/** Files up to this size are kept at the first pass: manifests and configurations, not layers … */
const KEPT_FILE_BYTES = 4 * 1024 * 1024;
/** … and not more of them than this. */
const KEPT_BYTES = 32 * 1024 * 1024;

interface Place {
  readonly size: number;
  readonly kept: Uint8Array | undefined;
  readonly look: FileLook;
}

const NO_LOOK: FileLook = { compression: 'none', digest: undefined };

/**
 * The files of a tar that can only be read from its beginning: a compressed file, or what a daemon sends. It is read once to
 * see what is in it, once more for all files that are opened together, and never kept. `openStream` begins anew each time.
 */
export async function tarStream(label: string, openStream: () => AsyncIterable<Uint8Array>): Promise<ArchiveFiles> {
  const limits = { ...TAR_LIMITS, entries: ARCHIVE_ENTRIES };
  const index = createTarIndex<Place>();
  let keptBytes = 0;
  for await (const entry of readTar(openStream(), limits)) {
    const isKept = entry.sizeBytes <= Math.min(KEPT_FILE_BYTES, KEPT_BYTES - keptBytes);
    const kept = entry.type === 'file' && isKept ? await entry.bytes(KEPT_FILE_BYTES) : undefined;
    keptBytes += kept?.length ?? 0;
    const look = entry.type === 'file' ? await lookAt(kept === undefined ? entry.content() : once(kept)) : NO_LOOK;
    index.add(entry, { size: entry.sizeBytes, kept, look });
  }

  async function* openMany(paths: readonly string[]): AsyncGenerator<OpenedFile, void, void> {
    const wanted = new Map<string, string[]>();
    for (const path of paths) {
      const found = index.find(path);
      if (found === undefined) continue;
      if (found.place.kept !== undefined) yield { path, content: once(found.place.kept) };
      else wanted.set(found.path, [...(wanted.get(found.path) ?? []), path]);
    }
    for (const round of rounds(wanted)) yield* pass(round);
  }

  /** One reading of the archive. */
  async function* pass(wanted: Map<string, string>): AsyncGenerator<OpenedFile, void, void> {
    if (wanted.size === 0) return;
    for await (const entry of readTar(openStream(), limits)) {
      const path = wanted.get(entry.path);
      if (path === undefined || entry.type !== 'file') continue;
      wanted.delete(entry.path);
      yield { path, content: entry.content() };
      if (wanted.size === 0) return;
    }
  }

  return {
    label,
    has: async (path) => index.find(path) !== undefined,
    size: async (path) => index.find(path)?.place.size,
    look: async (path) => index.find(path)?.place.look,
    async open(path) {
      const found = index.find(path);
      if (found === undefined) return undefined;
      return found.place.kept === undefined ? contentOf(openMany([path])) : once(found.place.kept);
    },
    async read(path, maxBytes) {
      const found = index.find(path);
      if (found === undefined) return undefined;
      if (found.place.kept !== undefined && found.place.kept.length <= maxBytes) return Buffer.from(found.place.kept);
      throw ociErrors.TOO_LARGE({ what: `${path} in ${label}`, limitBytes: Math.min(maxBytes, KEPT_FILE_BYTES) });
    },
    openMany,
    close: async () => undefined,
  };
}

/** Two names of one file cannot be read in the same pass. */
function rounds(wanted: Map<string, string[]>): Map<string, string>[] {
  const most = Math.max(0, ...[...wanted.values()].map((paths) => paths.length));
  return Array.from({ length: most }, (_, round) => {
    const entries = [...wanted].flatMap(([at, paths]) => {
      const path = paths[round];
      return path === undefined ? [] : [[at, path] as const];
    });
    return new Map(entries);
  });
}

async function* contentOf(files: AsyncIterable<OpenedFile>): AsyncGenerator<Uint8Array, void, void> {
  for await (const { content } of files) yield* content;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}
