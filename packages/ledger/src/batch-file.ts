/**
 * The entries file: batches one after the other, each with a checked header and a checked payload.
 *
 *   header (32 bytes, little-endian): "SLB1", entries u32, payload bytes u32, CRC-32 of the payload u32,
 *                                     index of the first entry u64, zero u32, CRC-32 of the 28 bytes before u32
 *   payload: each entry as u32 length and its bytes
 *
 * A batch is written only when the one before is on disk. So a damaged last batch is a torn write that nobody was told
 * of and is cut off, while damage with a sound batch after it is damage to acknowledged entries and is never repaired.
 */
import { crc32 } from 'node:zlib';

export const HEADER_BYTES = 32;
const MAGIC = Buffer.from('SLB1', 'latin1');

export interface BatchHeader {
  readonly entries: number;
  readonly payloadBytes: number;
  readonly payloadCrc: number;
  readonly first: number;
}

export interface EncodedBatch {
  readonly bytes: Buffer;
  /** Where each entry's bytes start within the batch. */
  readonly offsets: readonly number[];
}

export function encodeBatch(first: number, leaves: readonly Uint8Array[]): EncodedBatch {
  const payloadBytes = leaves.reduce((sum, leaf) => sum + 4 + leaf.length, 0);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payloadBytes);
  const offsets: number[] = [];
  let at = HEADER_BYTES;
  for (const leaf of leaves) {
    at = bytes.writeUInt32LE(leaf.length, at);
    offsets.push(at);
    bytes.set(leaf, at);
    at += leaf.length;
  }
  MAGIC.copy(bytes, 0);
  bytes.writeUInt32LE(leaves.length, 4);
  bytes.writeUInt32LE(payloadBytes, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(HEADER_BYTES)), 12);
  bytes.writeBigUInt64LE(BigInt(first), 16);
  bytes.writeUInt32LE(0, 24);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
  return { bytes, offsets };
}

/** The header at the start of `bytes`, or undefined if it is no sound header. */
export function decodeHeader(bytes: Buffer): BatchHeader | undefined {
  if (bytes.length < HEADER_BYTES || MAGIC.compare(bytes, 0, 4) !== 0) return undefined;
  if (crc32(bytes.subarray(0, 28)) !== bytes.readUInt32LE(28)) return undefined;
  return {
    entries: bytes.readUInt32LE(4),
    payloadBytes: bytes.readUInt32LE(8),
    payloadCrc: bytes.readUInt32LE(12),
    first: Number(bytes.readBigUInt64LE(16)),
  };
}

export interface DecodedBatch {
  readonly leaves: readonly Uint8Array[];
  readonly offsets: readonly number[];
}

/** The entries of a payload (the bytes after the header), or undefined if it is not what the header promises. */
export function decodePayload(header: BatchHeader, payload: Buffer): DecodedBatch | undefined {
  if (payload.length !== header.payloadBytes || crc32(payload) !== header.payloadCrc) return undefined;
  const leaves: Uint8Array[] = [];
  const offsets: number[] = [];
  let at = 0;
  while (at + 4 <= payload.length) {
    const start = at + 4;
    const end = start + payload.readUInt32LE(at);
    if (end > payload.length) return undefined;
    leaves.push(payload.subarray(start, end));
    offsets.push(HEADER_BYTES + start);
    at = end;
  }
  return at === payload.length && leaves.length === header.entries ? { leaves, offsets } : undefined;
}

/** Where the next sound header may start at or after `from`; -1 if there is none. */
export function findHeader(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MAGIC, from); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    if (decodeHeader(bytes.subarray(at)) !== undefined) return at;
  }
  return -1;
}
