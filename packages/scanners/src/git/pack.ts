import { closeSync, fstatSync, readSync } from 'node:fs';

import type { Allocate, Inflater } from './inflate.ts';
import type { PackIndex } from './pack-index.ts';
import { openFile } from './read-file.ts';

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
    this.#fd = openFile(path);
    this.sizeBytes = fstatSync(this.#fd).size;
    this.#all = this.sizeBytes <= IN_MEMORY_BYTES ? this.#read(0, this.sizeBytes) : undefined;
  }

  close(): void {
    closeSync(this.#fd);
  }

  head(offset: number): EntryHead | undefined {
    if (offset < 12 || offset >= this.sizeBytes) return undefined;
    if (this.#all !== undefined) return this.#parse(this.#all, offset, offset);
    return this.#parse(this.#read(offset, HEAD_BYTES), 0, offset);
  }

  #parse(bytes: Buffer, start: number, offset: number): EntryHead | undefined {
    const parser = new HeadParser(bytes, start);
    const kind = parser.kindAndSize();
    if (kind === 0) return undefined;
    let base = -1;
    if (kind === KIND.ofsDelta) base = offset - parser.distance();
    if (kind === KIND.refDelta) {
      const id = parser.id(this.index.hashBytes);
      const found = id === undefined ? -1 : this.index.find(id);
      base = found === -1 ? -1 : this.index.offset(found);
    }
    return { kind, size: parser.size, base, dataAt: offset + parser.at - start };
  }

  /** The inflated data of the entry (for a delta, the delta), whose compressed form ends before `limit`. */
  data({ dataAt, size }: Pick<EntryHead, 'dataAt' | 'size'>, limit: number, allocate?: Allocate): Buffer | undefined {
    const end = Math.min(limit, this.sizeBytes);
    if (this.#all !== undefined) return this.#inflater.inflate(this.#all, { start: dataAt, end, size }, allocate);
    const bytes = this.#read(dataAt, end - dataAt);
    return this.#inflater.inflate(bytes, { start: 0, end: bytes.length, size }, allocate);
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

/** Reads the variable-length numbers at the start of an entry. Past the end of the bytes all reads give zero. */
class HeadParser {
  at: number;
  size = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.at = start;
  }

  /** The kind, 0 where the entry is damaged; leaves the inflated size in `size`. */
  kindAndSize(): number {
    let byte = this.#next();
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte & 0x80; factor *= 128) {
      byte = this.#next();
      if (factor > 2 ** 50) return 0;
      size += (byte & 0x7f) * factor;
    }
    this.size = size;
    return this.at > this.#bytes.length ? 0 : kind;
  }

  /** How far back the base lies: big endian base 128, one added before each further byte. */
  distance(): number {
    let byte = this.#next();
    let back = byte & 0x7f;
    while (byte & 0x80 && back < 2 ** 45) {
      byte = this.#next();
      back = (back + 1) * 128 + (byte & 0x7f);
    }
    return back;
  }

  id(length: number): Buffer | undefined {
    this.at += length;
    return this.at > this.#bytes.length ? undefined : this.#bytes.subarray(this.at - length, this.at);
  }

  #next(): number {
    const byte = this.#bytes[this.at] ?? 0;
    this.at += 1;
    return byte;
  }
}
