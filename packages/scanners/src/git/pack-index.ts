import { gitErrors } from './errors.ts';
import { readFile } from './read-file.ts';

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
    const bytes = readFile(path);
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

  /** The whole index: ids stand in it. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Where in `bytes` the id of the n-th object stands. */
  idAt(n: number): number {
    return FANOUT_END + n * this.hashBytes;
  }

  /** The id of the n-th object, a view into the index. */
  id(n: number): Buffer {
    const at = this.idAt(n);
    return this.#bytes.subarray(at, at + this.hashBytes);
  }

  /** Where the n-th object starts in the pack, in bytes. */
  offset(n: number): number {
    const offset = this.#bytes.readUInt32BE(this.#offsets + n * 4);
    if (offset < 0x8000_0000) return offset;
    const at = this.#large + (offset - 0x8000_0000) * 8;
    return at + 8 <= this.#bytes.length ? Number(this.#bytes.readBigUInt64BE(at)) : -1;
  }

  /** The number of the object whose id stands at `at`, or -1. */
  find(id: Uint8Array, at = 0): number {
    const first = id[at] ?? 0;
    let low = first === 0 ? 0 : this.#word(FANOUT + (first - 1) * 4);
    let high = Math.min(this.count, this.#word(FANOUT + first * 4));
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(id, at, FANOUT_END + middle * this.hashBytes);
      if (order === 0) return middle;
      if (order > 0) low = middle + 1;
      else high = middle;
    }
    return -1;
  }

  #word(at: number): number {
    const bytes = this.#bytes;
    return (
      (bytes[at] ?? 0) * 0x100_0000 + ((bytes[at + 1] ?? 0) << 16) + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0)
    );
  }

  /** Ids mostly differ in the first bytes: a loop finds that sooner than a call that compares whole buffers. */
  #compare(id: Uint8Array, at: number, own: number): number {
    for (let i = 1; i < this.hashBytes; i += 1) {
      const difference = (id[at + i] ?? 0) - (this.#bytes[own + i] ?? 0);
      if (difference !== 0) return difference;
    }
    return (id[at] ?? 0) - (this.#bytes[own] ?? 0);
  }
}
