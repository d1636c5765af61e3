import { Unreadable } from '../analyser.ts';

const HASH_MAGIC = 0x0006_1561;
const PAGE_HEADER_BYTES = 26;
const HASH_UNSORTED = 2;
const OVERFLOW = 7;
const HASH = 13;
const KEY_DATA = 1;
const OFF_PAGE = 3;

interface File {
  readonly bytes: Buffer;
  readonly pageBytes: number;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
}

/**
 * The values of a Berkeley DB hash file, RPM's `Packages` of old. Hash pages hold keys and values in turn; large values lie
 * on chains of overflow pages (Berkeley DB 5.3, dbinc/db_page.h). The byte order is that of the machine that wrote it.
 */
export function* berkeleyValues(bytes: Buffer): Generator<Buffer> {
  const file = openFile(bytes);
  const last = Math.min(file.u32(32), Math.floor(bytes.length / file.pageBytes) - 1);
  for (let number = 1; number <= last; number += 1) {
    const at = number * file.pageBytes;
    const kind = bytes[at + 25];
    if (kind !== HASH && kind !== HASH_UNSORTED) continue;
    const entries = file.u16(at + 20);
    if (PAGE_HEADER_BYTES + entries * 2 > file.pageBytes) throw new Unreadable('a page is damaged');
    for (let entry = 1; entry < entries; entry += 2) {
      const value = valueOf(file, at, entry);
      if (value !== undefined) yield value;
    }
  }
}

function openFile(bytes: Buffer): File {
  if (bytes.length < 512) throw new Unreadable('it is no Berkeley DB file');
  const little = bytes.readUInt32LE(12) === HASH_MAGIC;
  if (!little && bytes.readUInt32BE(12) !== HASH_MAGIC) throw new Unreadable('it is no Berkeley DB hash file');
  const u16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pageBytes = u32(20);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0)
    throw new Unreadable('its page size is wrong');
  if (bytes[24] !== 0) throw new Unreadable('it is encrypted');
  return { bytes, pageBytes, u16, u32 };
}

function valueOf(file: File, pageAt: number, entry: number): Buffer | undefined {
  const start = file.u16(pageAt + PAGE_HEADER_BYTES + entry * 2);
  const end = file.u16(pageAt + PAGE_HEADER_BYTES + (entry - 1) * 2);
  if (start < PAGE_HEADER_BYTES || start >= file.pageBytes) throw new Unreadable('a page is damaged');
  const kind = file.bytes[pageAt + start];
  // A value ends where the one before it begins: pages are filled from their end.
  if (kind === KEY_DATA) return end > start ? file.bytes.subarray(pageAt + start + 1, pageAt + end) : undefined;
  if (kind !== OFF_PAGE || start + 12 > file.pageBytes) return undefined;
  return chain(file, file.u32(pageAt + start + 4), file.u32(pageAt + start + 8));
}

function chain(file: File, first: number, size: number): Buffer {
  if (size > file.bytes.length) throw new Unreadable('a value is larger than the file');
  const parts: Buffer[] = [];
  let left = size;
  let number = first;
  while (left > 0) {
    const at = number * file.pageBytes;
    if (number === 0 || at + file.pageBytes > file.bytes.length || file.bytes[at + 25] !== OVERFLOW)
      throw new Unreadable('a value is cut short');
    const used = Math.min(file.u16(at + 22), left, file.pageBytes - PAGE_HEADER_BYTES);
    if (used === 0) throw new Unreadable('a value is cut short');
    parts.push(file.bytes.subarray(at + PAGE_HEADER_BYTES, at + PAGE_HEADER_BYTES + used));
    left -= used;
    number = file.u32(at + 16);
  }
  return Buffer.concat(parts, size);
}
