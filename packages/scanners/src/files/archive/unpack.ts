import { createGunzip } from 'node:zlib';

import { archiveKind } from './entry.ts';
import type { ArchiveBudget, ArchiveEntry, ArchiveKind, ByteSource } from './entry.ts';
import { createTarParser } from './tar.ts';
import { salvageZip } from './zip-salvage.ts';
import { zipEntries } from './zip.ts';

const PIECE = 1024 * 1024;

/**
 * The files in a zip, a tar, a gzipped tar or a gzipped file (whose one entry has the path ''), within the budget. Archives
 * inside of it are handed out as files: whoever wants them opened calls this again. Of an archive that is cut off or damaged
 * comes what is there, and `malformed`. Never throws for what the archive holds.
 */
export async function* unpack(
  kind: ArchiveKind,
  source: ByteSource,
  budget: ArchiveBudget,
): AsyncGenerator<ArchiveEntry> {
  if (kind === 'zip') {
    for (const entry of zipEntries(source, budget)) {
      yield entry;
      if (entry.path === '' && 'skipped' in entry) yield* salvageZip(source, budget);
    }
    return;
  }
  if (kind === 'tar') {
    yield* untar(pieces(source), budget);
    return;
  }
  const unzipped = gunzip(source);
  const first = await unzipped.next();
  if (first.done === true) return;
  if (first.value === undefined) yield { path: '', skipped: 'malformed' };
  else if (archiveKind(first.value) === 'tar') yield* untar(prepend(first.value, unzipped), budget);
  else yield* whole(prepend(first.value, unzipped), budget);
}

/** `undefined` stands for a stream that broke. */
type Pieces = AsyncIterable<Buffer | undefined>;

async function* pieces(source: ByteSource): AsyncGenerator<Buffer | undefined> {
  for (let at = 0; at < source.sizeBytes; at += PIECE) yield Buffer.from(source.read(at, PIECE));
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer | undefined>): AsyncGenerator<Buffer | undefined> {
  yield first;
  yield* rest;
}

async function* gunzip(source: ByteSource): AsyncGenerator<Buffer | undefined> {
  const stream = createGunzip({ chunkSize: 256 * 1024 });
  let at = 0;
  const feed = (): void => {
    while (!stream.destroyed && at < source.sizeBytes) {
      const piece = Buffer.from(source.read(at, PIECE));
      at += PIECE;
      if (!stream.write(piece)) {
        stream.once('drain', feed);
        return;
      }
    }
    if (!stream.destroyed) stream.end();
  };
  feed();
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch {
    yield undefined;
  } finally {
    stream.destroy();
  }
}

async function* untar(stream: Pieces, budget: ArchiveBudget): AsyncGenerator<ArchiveEntry> {
  const parser = createTarParser(budget);
  for await (const piece of stream) {
    if (piece === undefined) {
      yield* parser.end(true);
      return;
    }
    yield* parser.push(piece);
    if (budget.bytesLeft < 0) return;
  }
  yield* parser.end(false);
}

async function* whole(stream: Pieces, budget: ArchiveBudget): AsyncGenerator<ArchiveEntry> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    if (piece === undefined) {
      yield { path: '', skipped: 'malformed' };
      break;
    }
    size += piece.length;
    budget.bytesLeft -= piece.length;
    if (size > budget.entryBytes || budget.bytesLeft < 0) {
      yield { path: '', skipped: budget.bytesLeft < 0 ? 'limit' : 'too-large' };
      return;
    }
    kept.push(piece);
  }
  yield { path: '', bytes: Buffer.concat(kept) };
}
