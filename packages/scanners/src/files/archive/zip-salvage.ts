import { constants, inflateRawSync } from 'node:zlib';

import type { ArchiveBudget, ArchiveEntry, ByteSource } from './entry.ts';

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
/** A data descriptor behind an entry has at most 24 bytes. */
const MOST_DESCRIPTOR_BYTES = 24;

interface LocalEntry {
  readonly path: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  /** Undefined where it stands behind the data or in the lost directory. */
  readonly packedBytes: number | undefined;
  readonly dataAt: number;
}

/** What of an entry could be had, and where the next one may begin; undefined where that cannot be told. */
interface Salvaged {
  readonly entry: ArchiveEntry | undefined;
  readonly nextAt: number | undefined;
}

/**
 * The files of a zip whose central directory is lost, as in one that was cut off: read by the headers in front of each
 * (APPNOTE 6.3, 4.3.7), up to the place where they end. Of a file that is cut off, what is there.
 */
export function* salvageZip(source: ByteSource, budget: ArchiveBudget): Generator<ArchiveEntry> {
  let at: number | undefined = 0;
  while (at !== undefined) {
    const local = readLocal(source, at);
    if (local === undefined) return;
    if (--budget.entriesLeft < 0 || budget.bytesLeft <= 0) {
      yield { path: local.path, skipped: 'limit' };
      return;
    }
    const { entry, nextAt }: Salvaged = salvage(source, local, budget);
    if (entry !== undefined && !local.path.endsWith('/')) yield entry;
    at = nextAt;
  }
}

function readLocal(source: ByteSource, at: number): LocalEntry | undefined {
  const head = source.read(at, LOCAL_BYTES);
  if (head.length < LOCAL_BYTES || head.readUInt32LE(0) !== LOCAL_SIGNATURE) return undefined;
  const flags = head.readUInt16LE(6);
  const packedBytes = head.readUInt32LE(18);
  const nameBytes = head.readUInt16LE(26);
  return {
    path: source.read(at + LOCAL_BYTES, nameBytes).toString('utf8'),
    isEncrypted: (flags & 1) !== 0,
    method: head.readUInt16LE(8),
    packedBytes: (flags & 8) !== 0 || packedBytes === 0xffffffff ? undefined : packedBytes,
    dataAt: at + LOCAL_BYTES + nameBytes + head.readUInt16LE(28),
  };
}

function salvage(source: ByteSource, local: LocalEntry, budget: ArchiveBudget): Salvaged {
  const { path, method, packedBytes, dataAt } = local;
  const nextAt = packedBytes === undefined ? undefined : dataAt + packedBytes;
  if (local.isEncrypted) return { entry: { path, skipped: 'encrypted' }, nextAt };
  if (method !== 0 && method !== 8) return { entry: { path, skipped: 'unsupported' }, nextAt };
  if ((packedBytes ?? 0) > budget.entryBytes) return { entry: { path, skipped: 'too-large' }, nextAt };
  const packed = source.read(dataAt, packedBytes ?? budget.entryBytes);
  if (method === 8) return inflated(source, local, packed, budget);
  // Without its length a stored file cannot be told from what follows it.
  if (packedBytes === undefined) return { entry: { path, skipped: 'malformed' }, nextAt };
  budget.bytesLeft -= packed.length;
  return { entry: packed.length === 0 ? undefined : { path, bytes: packed }, nextAt };
}

function inflated(source: ByteSource, local: LocalEntry, packed: Buffer, budget: ArchiveBudget): Salvaged {
  const { path, packedBytes, dataAt } = local;
  const maxOutputLength = Math.min(budget.entryBytes, budget.bytesLeft);
  try {
    // Flushed instead of finished: a stream that is cut off gives what it has.
    const options = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH, info: true };
    const { buffer, engine } = inflateRawSync(packed, options) as unknown as Inflated;
    budget.bytesLeft -= buffer.length;
    const nextAt = packedBytes === undefined ? findLocal(source, dataAt + engine.bytesWritten) : dataAt + packedBytes;
    return { entry: buffer.length === 0 ? undefined : { path, bytes: buffer }, nextAt };
  } catch (error) {
    const nextAt = packedBytes === undefined ? undefined : dataAt + packedBytes;
    if (!(error instanceof RangeError)) return { entry: { path, skipped: 'malformed' }, nextAt };
    budget.bytesLeft -= maxOutputLength;
    return { entry: { path, skipped: 'too-large' }, nextAt };
  }
}

/** What zlib returns when it is asked for `info`: the output, and how much of the input it took. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** The next header behind a data descriptor, which comes in four lengths. */
function findLocal(source: ByteSource, from: number): number | undefined {
  const bytes = source.read(from, MOST_DESCRIPTOR_BYTES + 4);
  for (let at = 0; at + 4 <= bytes.length; at += 1) if (bytes.readUInt32LE(at) === LOCAL_SIGNATURE) return from + at;
  return undefined;
}
