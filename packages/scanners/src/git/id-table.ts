const FIRST_SLOTS = 1024;

/**
 * A set of object ids that numbers them in the order in which they come. Ids are asked for where they stand in some bytes, so
 * that no string and no buffer is made to ask; they are compared whole, since beginnings that are alike can be made.
 */
export class IdTable {
  readonly #width: number;
  #size = 0;
  #ids: Buffer;
  /** The number of an id and one, by its first bytes; 0 where nothing is. */
  #slots = new Int32Array(FIRST_SLOTS);

  /** For ids of `width` bytes. */
  constructor(width: number) {
    this.#width = width;
    this.#ids = Buffer.allocUnsafeSlow((FIRST_SLOTS >> 1) * width);
  }

  get size(): number {
    return this.#size;
  }

  /** All ids one after the other, by number; a view. */
  get bytes(): Buffer {
    return this.#ids.subarray(0, this.#size * this.#width);
  }

  hex(number: number): string {
    return this.#ids.toString('hex', number * this.#width, (number + 1) * this.#width);
  }

  /** The number of the id that stands at `at`, or -1. */
  find(data: Uint8Array, at: number): number {
    return (this.#slots[this.#slot(data, at)] ?? 0) - 1;
  }

  /** The number of the id that stands at `at`: the one that it has, or the next. */
  add(data: Uint8Array, at: number): number {
    const slot = this.#slot(data, at);
    const known = this.#slots[slot] ?? 0;
    if (known !== 0) return known - 1;
    const number = this.#size;
    this.#size += 1;
    this.#ids.set(data.subarray(at, at + this.#width), number * this.#width);
    this.#slots[slot] = this.#size;
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    return number;
  }

  /** As `add`, for an id in hex. */
  addHex(id: string): number {
    return this.add(Buffer.from(id, 'hex'), 0);
  }

  /** Where the id is, or would be. */
  #slot(data: Uint8Array, at: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const start = (((data[at] ?? 0) << 24) | ((data[at + 1] ?? 0) << 16) | ((data[at + 2] ?? 0) << 8)) >>> 8;
    let slot = (start ^ ((data[at + 3] ?? 0) << 20)) & mask;
    for (let number = slots[slot] ?? 0; number !== 0; number = slots[slot] ?? 0) {
      if (this.#isAt(number - 1, data, at)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isAt(number: number, data: Uint8Array, at: number): boolean {
    const ids = this.#ids;
    const width = this.#width;
    const start = number * width;
    for (let i = 0; i < width; i += 1) if (ids[start + i] !== data[at + i]) return false;
    return true;
  }

  #grow(): void {
    const ids = Buffer.allocUnsafeSlow(this.#size * 2 * this.#width);
    ids.set(this.bytes);
    this.#ids = ids;
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#size; number += 1)
      this.#slots[this.#slot(ids, number * this.#width)] = number + 1;
  }
}
