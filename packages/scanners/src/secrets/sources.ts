import { basename } from 'node:path';

import type { SkipReason } from '@sallyport/findings';

import { archiveKind, bufferSource, newBudget } from '../files/archive/entry.ts';
import type { ArchiveBudget, ArchiveKind, ByteSource } from '../files/archive/entry.ts';
import { unpack } from '../files/archive/unpack.ts';
import { openRegular, reasonOf, stampOf } from '../files/read.ts';
import type { OpenFile } from '../files/read.ts';
import { walkFiles } from '../files/walk.ts';
import type { WalkedFile } from '../files/walk.ts';
import type { CleanFiles } from './clean-files.ts';
import type { Gatherer } from './gather.ts';
import { asText } from './text.ts';

export interface SourceOptions {
  readonly includeIgnored: boolean;
  /** How deep archives in archives are opened; 0 opens none. */
  readonly archiveDepth: number;
  /** Larger files are left out. */
  readonly maxFileBytes: number;
  /** Files that need not be read again; called when the first file comes. */
  readonly clean?: () => CleanFiles;
}

/** Files up to this size are read at once, larger ones in pieces of this size. */
const PIECE_BYTES = 16 * 1024 * 1024;
/** What a piece repeats of the one before, so that no match is cut; at least the longest match. */
const OVERLAP_BYTES = 64 * 1024;
const PAUSE_MS = 50;

/** One search through a target. */
interface Search {
  readonly gather: Gatherer;
  readonly options: SourceOptions;
  /** Room for a piece of a file; made when the first one is read. */
  piece(): Buffer;
  /** Lets signals and progress through every now and then; throws where the search is to stop. */
  readonly pause: () => Promise<void> | undefined;
}

/** Looks through a folder, pausing now and then so that signals and progress get through. */
export async function searchFolder(gather: Gatherer, root: string, options: SourceOptions): Promise<void> {
  const search = startSearch(gather, options);
  for (const file of walkFiles({ root, skips: gather.skips, includeIgnored: options.includeIgnored })) {
    const opened = searchFile(search, file);
    if (opened !== undefined) await opened;
    const waiting = search.pause();
    if (waiting !== undefined) await waiting;
  }
}

export async function searchOneFile(gather: Gatherer, path: string, options: SourceOptions): Promise<void> {
  await searchFile(startSearch(gather, options), { path: basename(path), absolute: path });
}

/** Bytes from standard input: an archive is opened, everything else is searched as text. */
export async function searchInput(gather: Gatherer, input: Buffer, options: SourceOptions): Promise<void> {
  await searchBytes(startSearch(gather, options), { path: '-', bytes: input }, newBudget(), options.archiveDepth);
}

function startSearch(gather: Gatherer, options: SourceOptions): Search {
  const { clock, signal, onProgress } = gather.context;
  let last = clock.monotonic();
  const pause = (): Promise<void> | undefined => {
    if (clock.monotonic() - last < PAUSE_MS) return undefined;
    onProgress(gather.looked.files, 0, 'files');
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        last = clock.monotonic();
        if (signal.aborted) reject(signal.reason as Error);
        else resolve();
      });
    });
  };
  let piece: Buffer | undefined;
  return { gather, options, piece: () => (piece ??= gather.room(PIECE_BYTES)), pause };
}

/** Searches a file; only an archive and a large one have to be waited for. */
function searchFile(search: Search, file: WalkedFile): Promise<void> | undefined {
  const { gather, options } = search;
  gather.path(file.path);
  const known = options.clean?.().has(file.path, () => stampOf(file.absolute));
  if (known !== undefined) {
    gather.clean(known.sizeBytes);
    return undefined;
  }
  const open = openRegular(file.absolute);
  if (typeof open === 'string') {
    gather.skips.add(open, file.path);
    return undefined;
  }
  let waiting: Promise<void> | undefined;
  try {
    waiting = searchOpen(search, { path: file.path, open });
  } catch (error) {
    gather.skips.add(ioReason(error), file.path);
  }
  if (waiting === undefined) open.close();
  return waiting?.catch((error: unknown) => gather.skips.add(ioReason(error), file.path)).finally(() => open.close());
}

/** Only what the system says about the file is about the file; anything else is a bug and comes out. */
function ioReason(error: unknown): SkipReason {
  if (error instanceof Error && 'syscall' in error) return reasonOf(error);
  throw error;
}

function searchOpen(
  search: Search,
  file: { readonly path: string; readonly open: OpenFile },
): Promise<void> | undefined {
  const { gather, options } = search;
  const { path, open } = file;
  if (open.sizeBytes > options.maxFileBytes) {
    gather.skips.add('too-large', path);
    return undefined;
  }
  const piece = search.piece();
  const length = open.read(piece, 0, PIECE_BYTES, 0);
  const first = piece.subarray(0, length);
  const kind = options.archiveDepth > 0 ? archiveKind(first.subarray(0, 512)) : undefined;
  if (kind !== undefined)
    return searchArchive(search, { path, kind, source: fileSource(open) }, newBudget(), options.archiveDepth);
  if (length === PIECE_BYTES) return searchInPieces(search, file);
  if (searchText(gather, path, first)) options.clean?.().add(path, open.stamp);
  return undefined;
}

function fileSource(open: OpenFile): ByteSource {
  return {
    sizeBytes: open.sizeBytes,
    read(at, length) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, open.sizeBytes - at)));
      return bytes.subarray(0, open.read(bytes, 0, bytes.length, at));
    },
  };
}

/** True where nothing of it is of interest. */
function searchText(gather: Gatherer, path: string, bytes: Buffer): boolean {
  const text = asText(bytes);
  if (text !== undefined) return gather.text({ path, bytes: text }, bytes.length);
  gather.skips.add('binary', path);
  return false;
}

/** A file that does not fit into one piece: each piece overlaps the one before, and each keyword counts in one of them only. */
async function searchInPieces(
  search: Search,
  { path, open }: { readonly path: string; readonly open: OpenFile },
): Promise<void> {
  const { gather, options, pause } = search;
  const piece = search.piece();
  if (asText(piece)?.buffer !== piece.buffer) {
    gather.skips.add('binary', path);
    return;
  }
  let isClean = true;
  let at = 0;
  let start = { line: 1, column: 1, offset: 0 };
  let repeated = 0;
  gather.countFile();
  for (;;) {
    const length = open.read(piece, 0, PIECE_BYTES, at);
    const isLast = length < PIECE_BYTES;
    const bytes = piece.subarray(0, length);
    const to = isLast ? length : length - OVERLAP_BYTES;
    if (to > repeated)
      isClean = gather.piece({ path, bytes, start, part: { from: repeated, to } }, to - repeated) && isClean;
    if (isLast) break;
    const step = to - OVERLAP_BYTES;
    start = gather.positionAfter(bytes, step, start);
    at += step;
    repeated = OVERLAP_BYTES;
    await pause();
  }
  if (isClean) options.clean?.().add(path, open.stamp);
}

async function searchArchive(
  search: Search,
  archive: { readonly path: string; readonly kind: ArchiveKind; readonly source: ByteSource },
  budget: ArchiveBudget,
  depth: number,
): Promise<void> {
  for await (const entry of unpack(archive.kind, archive.source, budget)) {
    await search.pause();
    const path = entry.path === '' ? archive.path : `${archive.path}!${entry.path}`;
    if ('skipped' in entry) search.gather.skips.add(entry.skipped, path);
    else await searchBytes(search, { path, bytes: entry.bytes }, budget, depth - 1);
  }
}

async function searchBytes(
  search: Search,
  file: { readonly path: string; readonly bytes: Buffer },
  budget: ArchiveBudget,
  depth: number,
): Promise<void> {
  const { gather } = search;
  const kind = archiveKind(file.bytes.subarray(0, 512));
  if (file.path !== '-') gather.path(file.path);
  if (kind === undefined) searchText(gather, file.path, file.bytes);
  else if (depth <= 0) gather.skips.add('too-deep', file.path);
  else await searchArchive(search, { path: file.path, kind, source: bufferSource(file.bytes) }, budget, depth);
}
