import { fstatSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';

import { messageOf } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';

/** One file of an archive, from its central directory. */
export interface ZipEntry {
  readonly name: string;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  readonly method: number;
  readonly offset: number;
}

export interface ZipLimits {
  readonly entryBytes: number;
  readonly entries: number;
}

export const ZIP_LIMITS: ZipLimits = Object.freeze({ entryBytes: 16 * 1024 * 1024, entries: 5_000_000 });

/**
 * Reads a zip archive of many small files: the directory in steps, each file with one read, so that memory stays small
 * however many there are (APPNOTE 6.3.10; zip64 included, encryption and several disks not). Checks sizes and CRCs.
 */
export function openZip(fd: number, what: string, limits: ZipLimits = ZIP_LIMITS) {
  const fail = (reason: string): never => {
    throw advisoryErrors.BAD_ARCHIVE({ what, reason });
  };
  const size = fstatSync(fd).size;
  let scratch = Buffer.allocUnsafe(64 * 1024);
  /** The bytes are valid until the next read. */
  const read = (offset: number, length: number): Buffer => {
    if (!(offset >= 0 && length >= 0 && offset + length <= size)) return fail('it is cut off');
    if (length > scratch.length) scratch = Buffer.allocUnsafe(length);
    const bytes = scratch.subarray(0, length);
    if (readSync(fd, bytes, 0, length, offset) !== length) return fail('it is cut off');
    return bytes;
  };
  const directory = findDirectory(read, size, fail);
  if (directory.entries > limits.entries) fail(`it has more than ${limits.entries} files`);
  return {
    entries: directory.entries,
    /** Every file, in the order of the directory. */
    list: () => listEntries(read, directory, fail),
    /** A file's content, checked. */
    content(entry: ZipEntry): Buffer {
      if (entry.bytes > limits.entryBytes || entry.packedBytes > limits.entryBytes)
        return fail(`${entry.name} is too large`);
      const header = read(entry.offset, 30);
      if (header.readUInt32LE(0) !== 0x04_03_4b_50) return fail(`${entry.name} is not where the directory says`);
      const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
      const content = unpack(entry, read(start, entry.packedBytes), fail);
      if (content.length !== entry.bytes || crc32(content) !== entry.crc) return fail(`${entry.name} is damaged`);
      return content;
    },
  };
}

type Read = (offset: number, length: number) => Buffer;
type Fail = (reason: string) => never;

interface Directory {
  readonly entries: number;
  readonly offset: number;
  readonly length: number;
}

function unpack(entry: ZipEntry, packed: Buffer, fail: Fail): Buffer {
  if (entry.method === 0) return Buffer.from(packed);
  if (entry.method !== 8) return fail(`${entry.name} is packed in a way that is not understood`);
  try {
    // A chunk of the right size spares the default 16 KiB a file, which is most of the memory otherwise.
    return inflateRawSync(packed, {
      maxOutputLength: Math.max(entry.bytes, 1),
      chunkSize: Math.max(entry.bytes + 64, 64),
    });
  } catch (error) {
    return fail(`${entry.name}: ${messageOf(error)}`);
  }
}

const END_BYTES = 22;

/** The end record lies behind everything but a comment of at most 64 KiB. */
function findDirectory(read: Read, size: number, fail: Fail): Directory {
  const start = Math.max(0, size - END_BYTES - 0xff_ff);
  const tail = read(start, size - start);
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== 0x06_05_4b_50) continue;
    const found = {
      entries: tail.readUInt16LE(at + 10),
      length: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    const directory = isZip64(found) ? zip64Directory(read, start + at, fail) : found;
    if (directory.offset + directory.length > size) return fail('it is cut off');
    return directory;
  }
  return fail('its directory is missing');
}

function isZip64({ entries, length, offset }: Directory): boolean {
  return entries === 0xff_ff || length === 0xff_ff_ff_ff || offset === 0xff_ff_ff_ff;
}

function zip64Directory(read: Read, end: number, fail: Fail): Directory {
  const locator = read(end - 20, 20);
  if (locator.readUInt32LE(0) !== 0x07_06_4b_50) return fail('its zip64 locator is missing');
  const record = read(Number(locator.readBigUInt64LE(8)), 56);
  if (record.readUInt32LE(0) !== 0x06_06_4b_50) return fail('its zip64 directory is missing');
  return {
    entries: Number(record.readBigUInt64LE(32)),
    length: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
  };
}

const STEP_BYTES = 1024 * 1024;
const ENTRY_BYTES = 46;

function* listEntries(read: Read, directory: Directory, fail: Fail): Generator<ZipEntry> {
  let at = directory.offset;
  const end = directory.offset + directory.length;
  let window = Buffer.alloc(0);
  let windowStart = at;
  /** The bytes at the current place, from a window that moves along. */
  const need = (length: number): Buffer => {
    if (at + length > end) return fail('its directory is cut off');
    if (at + length > windowStart + window.length) {
      windowStart = at;
      window = Buffer.from(read(at, Math.min(Math.max(STEP_BYTES, length), end - at)));
    }
    return window.subarray(at - windowStart, at - windowStart + length);
  };
  for (let count = 0; count < directory.entries; count += 1) {
    const head = need(ENTRY_BYTES);
    if (head.readUInt32LE(0) !== 0x02_01_4b_50) fail('its directory is damaged');
    const [name, extra, comment] = [head.readUInt16LE(28), head.readUInt16LE(30), head.readUInt16LE(32)];
    const whole = need(ENTRY_BYTES + name + extra + comment);
    yield entryOf(whole, name, extra);
    at += whole.length;
  }
}

function entryOf(bytes: Buffer, nameLength: number, extraLength: number): ZipEntry {
  const sizes = { bytes: bytes.readUInt32LE(24), packedBytes: bytes.readUInt32LE(20), offset: bytes.readUInt32LE(42) };
  const extra = bytes.subarray(ENTRY_BYTES + nameLength, ENTRY_BYTES + nameLength + extraLength);
  return {
    name: bytes.toString('utf8', ENTRY_BYTES, ENTRY_BYTES + nameLength),
    method: bytes.readUInt16LE(10),
    crc: bytes.readUInt32LE(16),
    ...withZip64(sizes, extra),
  };
}

type Sizes = Pick<ZipEntry, 'bytes' | 'packedBytes' | 'offset'>;

/** Fields that do not fit 32 bits stand in an extra field, in this order, those only that do not fit. */
function withZip64(sizes: Sizes, extra: Buffer): Sizes {
  const result = { ...sizes };
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    for (const name of ['bytes', 'packedBytes', 'offset'] as const) {
      if (result[name] !== 0xff_ff_ff_ff || field + 8 > extra.length) continue;
      result[name] = Number(extra.readBigUInt64LE(field));
      field += 8;
    }
  }
  return result;
}
