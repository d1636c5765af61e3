/** A set of object ids kept as sorted bytes: no memory beyond them, and ready as soon as they are read from a file. */
export class IdSet {
  readonly bytes: Buffer;
  readonly #width: number;

  /** `bytes` must be ids of `width` bytes in ascending order. */
  constructor(bytes: Buffer, width: number) {
    this.bytes = bytes;
    this.#width = width;
  }

  get size(): number {
    return this.bytes.length / this.#width;
  }

  has(id: string): boolean {
    return this.holds(Buffer.from(id, 'hex'), 0);
  }

  /** Whether the id that stands at `at` is one of them. */
  holds(ids: Buffer, at: number): boolean {
    const width = this.#width;
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const own = middle * width;
      const order = this.bytes.compare(ids, at, at + width, own, own + width);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  /** This set and more ids, in hex. */
  with(ids: readonly string[]): IdSet {
    return ids.length === 0 ? this : this.withBytes(Buffer.from(ids.join(''), 'hex'));
  }

  /** This set and more ids, one after the other in any order. */
  withBytes(more: Buffer): IdSet {
    if (more.length === 0) return this;
    return new IdSet(merged(this.bytes, sorted(more, this.#width), this.#width), this.#width);
  }
}

/** Ids in order: by their first four bytes as numbers, which sort fast, then those few that are alike by all. */
function sorted(ids: Buffer, width: number): Buffer {
  const count = ids.length / width;
  const keys = new Float64Array(count);
  for (let n = 0; n < count; n += 1) keys[n] = ids.readUInt32BE(n * width) * count + n;
  keys.sort();
  const order = Uint32Array.from(keys, (key) => key % count);
  const out = Buffer.allocUnsafe(ids.length);
  for (let from = 0; from < count;) {
    const start = ids.readUInt32BE((order[from] ?? 0) * width);
    let to = from + 1;
    while (to < count && ids.readUInt32BE((order[to] ?? 0) * width) === start) to += 1;
    if (to - from > 1)
      order.subarray(from, to).sort((a, b) => ids.compare(ids, b * width, (b + 1) * width, a * width, (a + 1) * width));
    for (; from < to; from += 1) {
      const at = (order[from] ?? 0) * width;
      for (let i = 0; i < width; i += 1) out[from * width + i] = ids[at + i] ?? 0;
    }
  }
  return out;
}

/** Both lists, each id once. */
function merged(first: Buffer, second: Buffer, width: number): Buffer {
  const out = Buffer.allocUnsafe(first.length + second.length);
  let [a, b, used] = [0, 0, 0];
  const take = (from: Buffer, at: number): void => {
    if (used > 0 && out.compare(from, at, at + width, used - width, used) === 0) return;
    from.copy(out, used, at, at + width);
    used += width;
  };
  while (a < first.length || b < second.length) {
    const isFirst = b >= second.length || (a < first.length && first.compare(second, b, b + width, a, a + width) <= 0);
    if (isFirst) {
      take(first, a);
      a += width;
    } else {
      take(second, b);
      b += width;
    }
  }
  return out.subarray(0, used);
}
