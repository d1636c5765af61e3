import { readFileSync } from 'node:fs';

import { gitErrors } from './errors.ts';

const MAGIC = 0xff744f63;
const FANOUT = 8;
const FANOUT_END = FANOUT + 1024;

/**
 * A pack's index (`.idx`, gitformat-pack "pack-*.idx files", version 2): object ids in order, and where each object
 * lies in the pack. Reads the whole file, 24 bytes an object and more.
 */
export class PackIndex {
  readonly count: number;
  readonly hashBytes: number;
  readonly #bytes: Buffer;
  readonly #offsets: number;
  readonly #large: number;

  /** Throws GIT_BAD_PACK_INDEX where the file is not such an index, or cut. */
  constructor(path: string, hashBytes: number) {
    const bytes = readFileSync(path);
    const bad = (why: string): Error => gitErrors.BAD_PACK_INDEX({ path, why });
    if (bytes.length < FANOUT_END || bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2)
      throw bad('it is not a version 2 index');
    this.count = bytes.readUInt32BE(FANOUT_END - 4);
    this.hashBytes = hashBytes;
    this.#bytes = bytes;
    this.#offsets = FANOUT_END + this.count * (hashBytes + 4);
    this.#large = this.#offsets + this.count * 4;
    if (bytes.length < this.#large + 2 * hashBytes) throw bad('it is cut short');
  }

  /** The id of the n-th object, a view into the index. */
  id(n: number): Buffer {
    const at = FANOUT_END + n * this.hashBytes;
    return this.#bytes.subarray(at, at + this.hashBytes);
  }

  /** Where the n-th object starts in the pack, in bytes. */
  offset(n: number): number {
    const offset = this.#bytes.readUInt32BE(this.#offsets + n * 4);
    if (offset < 0x8000_0000) return offset;
    const at = this.#large + (offset - 0x8000_0000) * 8;
    return at + 8 <= this.#bytes.length ? Number(this.#bytes.readBigUInt64BE(at)) : -1;
  }

  /** The number of the object with this id, or -1. */
  find(id: Buffer): number {
    const first = id[0] ?? 0;
    let low = first === 0 ? 0 : this.#bytes.readUInt32BE(FANOUT + (first - 1) * 4);
    let high = Math.min(this.count, this.#bytes.readUInt32BE(FANOUT + first * 4));
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = FANOUT_END + middle * this.hashBytes;
      const order = this.#bytes.compare(id, 0, this.hashBytes, at, at + this.hashBytes);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return -1;
  }
}
