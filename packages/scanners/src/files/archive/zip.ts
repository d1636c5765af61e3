import { inflateRawSync } from 'node:zlib';

import type { SkipReason } from '@sallyport/findings';

import type { ArchiveBudget, ArchiveEntry, ByteSource } from './entry.ts';

const END_SIGNATURE = 0x06054b50;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const LONGEST_TAIL = 65_557;
const MOST_CENTRAL_BYTES = 64 * 1024 ** 2;

interface CentralEntry {
  readonly path: string;
  readonly flags: number;
  readonly method: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly localAt: number;
}

/**
 * The files of a zip (APPNOTE 6.3), by its central directory, within the budget. Overlapping entries cost as often as they
 * are listed, so that no bomb outgrows the budget. Ends with `malformed` where the archive is cut off or damaged.
 * Entries that are not wanted are passed over without being unpacked.
 */
export function* zipEntries(
  source: ByteSource,
  budget: ArchiveBudget,
  wanted: (path: string) => boolean = () => true,
): Generator<ArchiveEntry> {
  const central = readCentralDirectory(source);
  if (central === undefined) {
    yield { path: '', skipped: 'malformed' };
    return;
  }
  let at = 0;
  while (at + 46 <= central.length && central.readUInt32LE(at) === CENTRAL_SIGNATURE) {
    const entry = parseCentral(central, at);
    at += 46 + central.readUInt16LE(at + 28) + central.readUInt16LE(at + 30) + central.readUInt16LE(at + 32);
    if (entry.path.endsWith('/')) continue;
    if (--budget.entriesLeft < 0) {
      yield { path: entry.path, skipped: 'limit' };
      return;
    }
    if (!wanted(entry.path)) continue;
    const bytes = unpack(source, entry, budget);
    yield typeof bytes === 'string' ? { path: entry.path, skipped: bytes } : { path: entry.path, bytes };
  }
}

function readCentralDirectory(source: ByteSource): Buffer | undefined {
  const tailAt = Math.max(0, source.sizeBytes - LONGEST_TAIL);
  const tail = source.read(tailAt, LONGEST_TAIL);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    let size = tail.readUInt32LE(at + 12);
    let offset = tail.readUInt32LE(at + 16);
    if (at >= 20 && tail.readUInt32LE(at - 20) === ZIP64_LOCATOR_SIGNATURE) {
      const end64 = source.read(Number(tail.readBigUInt64LE(at - 12)), 56);
      if (end64.length < 56) return undefined;
      size = Number(end64.readBigUInt64LE(40));
      offset = Number(end64.readBigUInt64LE(48));
    }
    if (size > MOST_CENTRAL_BYTES || offset + size > source.sizeBytes) return undefined;
    return source.read(offset, size);
  }
  return undefined;
}

function parseCentral(central: Buffer, at: number): CentralEntry {
  const nameEnd = at + 46 + central.readUInt16LE(at + 28);
  const plain = {
    path: central.toString('utf8', at + 46, nameEnd),
    flags: central.readUInt16LE(at + 8),
    method: central.readUInt16LE(at + 10),
    packedBytes: central.readUInt32LE(at + 20),
    sizeBytes: central.readUInt32LE(at + 24),
    localAt: central.readUInt32LE(at + 42),
  };
  return { ...plain, ...zip64Values(central.subarray(nameEnd, nameEnd + central.readUInt16LE(at + 30)), plain) };
}

/** The extra field 1 holds, in this order, those of the three numbers that read as all ones. */
function zip64Values(
  extra: Buffer,
  plain: Pick<CentralEntry, 'sizeBytes' | 'packedBytes' | 'localAt'>,
): Partial<CentralEntry> {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const values: Record<string, number> = {};
    for (const name of ['sizeBytes', 'packedBytes', 'localAt'] as const) {
      if (plain[name] !== 0xffffffff || next + 8 > extra.length) continue;
      values[name] = Number(extra.readBigUInt64LE(next));
      next += 8;
    }
    return values;
  }
  return {};
}

function unpack(source: ByteSource, entry: CentralEntry, budget: ArchiveBudget): Buffer | SkipReason {
  if ((entry.flags & 1) !== 0) return 'encrypted';
  if (entry.method !== 0 && entry.method !== 8) return 'unsupported';
  if (entry.sizeBytes > budget.entryBytes || entry.packedBytes > budget.entryBytes) return 'too-large';
  if (budget.bytesLeft <= 0) return 'limit';
  const local = source.read(entry.localAt, 30);
  if (local.length < 30 || local.readUInt32LE(0) !== LOCAL_SIGNATURE) return 'malformed';
  const dataAt = entry.localAt + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = source.read(dataAt, entry.packedBytes);
  if (packed.length < entry.packedBytes) return 'malformed';
  const bytes = entry.method === 0 ? packed : inflate(packed, budget);
  if (typeof bytes !== 'string') budget.bytesLeft -= bytes.length;
  return bytes;
}

function inflate(packed: Buffer, budget: ArchiveBudget): Buffer | SkipReason {
  const maxOutputLength = Math.min(budget.entryBytes, budget.bytesLeft);
  try {
    return inflateRawSync(packed, { maxOutputLength });
  } catch (error) {
    if (!(error instanceof RangeError)) return 'malformed';
    budget.bytesLeft -= maxOutputLength;
    return 'too-large';
  }
}
