/** Columns of numbers that grow, so that an index of millions of entries costs bytes and not objects. */
export interface Columns {
  readonly length: number;
  push(values: readonly number[]): void;
  /** One column, cut to its length. */
  column(at: number): Float64Array;
  /** The entries' numbers in the order of the first column. */
  order(): Uint32Array;
}

export function createColumns(width: number): Columns {
  let capacity = 1024;
  let length = 0;
  let columns = Array.from({ length: width }, () => new Float64Array(capacity));
  return {
    get length() {
      return length;
    },
    push(values) {
      if (length === capacity) {
        capacity *= 2;
        columns = columns.map((old) => {
          const grown = new Float64Array(capacity);
          grown.set(old);
          return grown;
        });
      }
      for (const [at, column] of columns.entries()) column[length] = values[at] ?? 0;
      length += 1;
    },
    column: (at) => (columns[at] ?? new Float64Array()).subarray(0, length),
    order() {
      const keys = (columns[0] ?? new Float64Array()).subarray(0, length);
      const order = new Uint32Array(length);
      for (let index = 0; index < length; index += 1) order[index] = index;
      return order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
    },
  };
}
