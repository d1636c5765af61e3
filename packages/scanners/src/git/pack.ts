import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import type { Inflater } from './inflate.ts';
import type { PackIndex } from './pack-index.ts';

/** Object kinds as packs number them (gitformat-pack, "Object types"). */
export const KIND = { commit: 1, tree: 2, blob: 3, tag: 4, ofsDelta: 6, refDelta: 7 } as const;

/** The head of an entry: its kind, its inflated size, its base where it is a delta, and where its zlib stream starts. */
export interface EntryHead {
  readonly kind: number;
  readonly size: number;
  /** Offset of the base's entry in the same pack, or -1. */
  readonly base: number;
  readonly dataAt: number;
}

/** Packs up to this size are read into memory whole; larger ones piece by piece. */
const IN_MEMORY_BYTES = 256 * 1024 * 1024;
const HEAD_BYTES = 64;

/** A pack file: entries by offset. Damage is a value (`undefined`), never thrown, so that one bad object does not end a scan. */
export class Pack {
  readonly index: PackIndex;
  readonly sizeBytes: number;
  readonly #fd: number;
  readonly #all: Buffer | undefined;
  readonly #inflater: Inflater;

  constructor(path: string, index: PackIndex, inflater: Inflater) {
    this.index = index;
    this.#inflater = inflater;
    this.#fd = openSync(path, 'r');
    this.sizeBytes = fstatSync(this.#fd).size;
    this.#all = this.sizeBytes <= IN_MEMORY_BYTES ? this.#read(0, this.sizeBytes) : undefined;
  }

  close(): void {
    closeSync(this.#fd);
  }

  head(offset: number): EntryHead | undefined {
    if (offset < 12 || offset >= this.sizeBytes) return undefined;
    const bytes = this.#all ?? this.#read(offset, HEAD_BYTES);
    const start = this.#all === undefined ? 0 : offset;
    const parsed = parseHead(bytes, start, this.index.hashBytes);
    if (parsed === undefined) return undefined;
    const { kind, size, at, back, baseId } = parsed;
    let base = -1;
    if (kind === KIND.ofsDelta) base = offset - back;
    if (baseId !== undefined) {
      const found = this.index.find(baseId);
      base = found === -1 ? -1 : this.index.offset(found);
    }
    return { kind, size, base, dataAt: offset + at - start };
  }

  /** The inflated data of the entry (for a delta, the delta), whose compressed form ends before `limit`. */
  data(head: EntryHead, limit: number): Buffer | undefined {
    const end = Math.min(limit, this.sizeBytes);
    if (this.#all !== undefined) return this.#inflater.inflate(this.#all, head.dataAt, end, head.size);
    const bytes = this.#read(head.dataAt, end - head.dataAt);
    return this.#inflater.inflate(bytes, 0, bytes.length, head.size);
  }

  #read(offset: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.sizeBytes - offset)));
    let done = 0;
    while (done < buffer.length) {
      const got = readSync(this.#fd, buffer, done, buffer.length - done, offset + done);
      if (got === 0) return buffer.subarray(0, done);
      done += got;
    }
    return buffer;
  }
}

interface ParsedHead {
  readonly kind: number;
  readonly size: number;
  readonly at: number;
  readonly back: number;
  readonly baseId: Buffer | undefined;
}

function parseHead(bytes: Buffer, start: number, hashBytes: number): ParsedHead | undefined {
  let at = start;
  let byte = bytes[at++];
  if (byte === undefined) return undefined;
  const kind = (byte >> 4) & 7;
  let size = byte & 15;
  for (let factor = 16; byte & 0x80; factor *= 128) {
    byte = bytes[at++];
    if (byte === undefined || factor > 2 ** 50) return undefined;
    size += (byte & 0x7f) * factor;
  }
  if (kind === KIND.refDelta) {
    if (at + hashBytes > bytes.length) return undefined;
    return { kind, size, at: at + hashBytes, back: 0, baseId: bytes.subarray(at, at + hashBytes) };
  }
  if (kind !== KIND.ofsDelta) return { kind, size, at, back: 0, baseId: undefined };
  const distance = parseDistance(bytes, at);
  return distance === undefined ? undefined : { kind, size, at: distance.at, back: distance.back, baseId: undefined };
}

/** How far back the base lies: big endian base 128, one added before each further byte. */
function parseDistance(bytes: Buffer, start: number): { at: number; back: number } | undefined {
  let at = start;
  let byte = bytes[at++];
  if (byte === undefined) return undefined;
  let back = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[at++];
    if (byte === undefined || back > 2 ** 45) return undefined;
    back = (back + 1) * 128 + (byte & 0x7f);
  }
  return { at, back };
}
