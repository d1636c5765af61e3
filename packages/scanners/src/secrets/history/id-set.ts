/** A set of object ids kept as sorted bytes: no memory beyond them, and ready as soon as they are read from a file. */
export class IdSet {
  readonly bytes: Buffer;
  readonly #width: number;

  /** `bytes` must be ids of `width` bytes in ascending order. */
  constructor(bytes: Buffer, width: number) {
    this.bytes = bytes;
    this.#width = width;
  }

  static of(ids: Iterable<string>, width: number): IdSet {
    const sorted = [...new Set(ids)].toSorted();
    return new IdSet(Buffer.from(sorted.join(''), 'hex'), width);
  }

  get size(): number {
    return this.bytes.length / this.#width;
  }

  has(id: string): boolean {
    const wanted = Buffer.from(id, 'hex');
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = middle * this.#width;
      const order = this.bytes.compare(wanted, 0, this.#width, at, at + this.#width);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  /** This set and more ids, in hex. */
  with(ids: readonly string[]): IdSet {
    if (ids.length === 0) return this;
    const width = this.#width;
    const own = Array.from({ length: this.size }, (_, n) => this.bytes.toString('hex', n * width, (n + 1) * width));
    return IdSet.of([...own, ...ids], width);
  }
}
