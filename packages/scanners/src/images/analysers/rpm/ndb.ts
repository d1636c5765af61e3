import { Unreadable } from '../analyser.ts';

const MAGIC = 0x506d_7052; // RpmP
const SLOT = 0x746f_6c53; // Slot
const BLOB = 0x5362_6c42; // BlbS
const PAGE_BYTES = 4096;
const SLOT_BYTES = 16;
const HEADER_BYTES = 32;
const BLOCK_BYTES = 16;

/**
 * The headers in RPM's own database, `Packages.db`: a head of 32 bytes and slots of 16 bytes that fill the first pages, each
 * naming a blob by its place in blocks of 16 bytes. All numbers little-endian (rpm, lib/backend/ndb/rpmpkg.c).
 */
export function* ndbBlobs(bytes: Buffer): Generator<Buffer> {
  if (bytes.length < PAGE_BYTES || bytes.readUInt32LE(0) !== MAGIC) throw new Unreadable('it is no ndb file');
  if (bytes.readUInt32LE(4) !== 0) throw new Unreadable('its ndb version is not known');
  const slotsEnd = bytes.readUInt32LE(12) * PAGE_BYTES;
  if (slotsEnd > bytes.length) throw new Unreadable('it is cut short');
  for (let at = HEADER_BYTES; at < slotsEnd; at += SLOT_BYTES) {
    if (bytes.readUInt32LE(at) !== SLOT) throw new Unreadable('a slot is damaged');
    const index = bytes.readUInt32LE(at + 4);
    if (index !== 0) yield blobAt(bytes, index, bytes.readUInt32LE(at + 8) * BLOCK_BYTES);
  }
}

function blobAt(bytes: Buffer, index: number, at: number): Buffer {
  if (at + 16 > bytes.length || bytes.readUInt32LE(at) !== BLOB || bytes.readUInt32LE(at + 4) !== index)
    throw new Unreadable('a blob is missing');
  const size = bytes.readUInt32LE(at + 12);
  if (at + 16 + size > bytes.length) throw new Unreadable('a blob is cut short');
  return bytes.subarray(at + 16, at + 16 + size);
}
