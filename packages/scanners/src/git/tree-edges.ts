/** Numbers an edge takes: where its entry stands in the tree, what it leads to, its name. */
const WIDTH = 3;

/**
 * The entries of trees that may lead to something: of each tree a list of (where the entry stands, what it leads to, its name), kept in
 * a few arrays for all of them. What a tree has like the one that it was made from is kept once.
 */
export class TreeEdges {
  readonly #most: number;
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  #edges = new Int32Array(WIDTH * 1024);
  #used = 0;
  /** By tree: where its list begins and ends; -1 for trees that were not seen. */
  #from = new Int32Array(1024).fill(-1);
  #to = new Int32Array(1024).fill(-1);
  #isFull = false;
  #tree = 0;
  #base = -1;
  #start = 0;
  /** Where in the list of the base the next edge is expected. */
  #cursor = 0;

  /** Holds `most` edges; of trees that come later nothing is kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether there was no room for some edges. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Whether this tree was seen. */
  has(tree: number): boolean {
    return (this.#from[tree] ?? -1) !== -1;
  }

  /** Begins a tree's list; `base` is the tree that it was made from, or -1. */
  begin(tree: number, base: number): void {
    while (tree >= this.#from.length) {
      this.#from = grown(this.#from, -1);
      this.#to = grown(this.#to, -1);
    }
    this.#tree = tree;
    this.#base = base;
    this.#start = this.#used;
    this.#cursor = base === -1 ? 0 : (this.#from[base] ?? 0);
  }

  /** Adds an edge. */
  add(at: number, to: number, name: string): void {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.length;
      this.#numbers.set(name, number);
      this.#names.push(name);
    }
    this.#push(at, to, number);
  }

  /** Takes those of the base's edges whose entries stand from `from` to `to`, each `shift` bytes further back. */
  keep(from: number, to: number, shift: number): void {
    const end = this.#to[this.#base] ?? 0;
    let cursor = this.#seek(from);
    while (cursor < end && (this.#edges[cursor] ?? 0) < to) {
      this.#push((this.#edges[cursor] ?? 0) + shift, this.#edges[cursor + 1] ?? 0, this.#edges[cursor + 2] ?? 0);
      cursor += WIDTH;
    }
    this.#cursor = cursor;
  }

  /** The first of the base's edges whose entry does not stand before `source`; mostly the next one. */
  #seek(source: number): number {
    const edges = this.#edges;
    const first = this.#from[this.#base] ?? 0;
    const end = this.#to[this.#base] ?? 0;
    let cursor = this.#cursor;
    if (cursor > first && (edges[cursor - WIDTH] ?? 0) >= source) cursor = this.#search(first, end, source);
    while (cursor < end && (edges[cursor] ?? 0) < source) cursor += WIDTH;
    this.#cursor = cursor;
    return cursor;
  }

  /** Ends the tree's list. */
  end(): void {
    const [from, to] = this.#isLikeBase() ? [this.#from[this.#base], this.#to[this.#base]] : [this.#start, this.#used];
    if (from !== this.#start) this.#used = this.#start;
    this.#from[this.#tree] = from ?? 0;
    this.#to[this.#tree] = to ?? 0;
  }

  /** How many edges a tree has; they are in the order of its entries. */
  count(tree: number): number {
    return ((this.#to[tree] ?? 0) - (this.#from[tree] ?? 0)) / WIDTH;
  }

  /** What the n-th edge of a tree leads to. */
  to(tree: number, n: number): number {
    return this.#edges[(this.#from[tree] ?? 0) + n * WIDTH + 1] ?? 0;
  }

  /** The name at the n-th edge of a tree. */
  name(tree: number, n: number): string {
    return this.#names[this.#edges[(this.#from[tree] ?? 0) + n * WIDTH + 2] ?? 0] ?? '';
  }

  #push(at: number, to: number, name: number): void {
    if (this.#used >= this.#most * WIDTH) {
      this.#isFull = true;
      return;
    }
    if (this.#used + WIDTH > this.#edges.length) this.#edges = grown(this.#edges, 0);
    this.#edges[this.#used] = at;
    this.#edges[this.#used + 1] = to;
    this.#edges[this.#used + 2] = name;
    this.#used += WIDTH;
  }

  #search(first: number, end: number, source: number): number {
    let low = 0;
    let high = (end - first) / WIDTH;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#edges[first + middle * WIDTH] ?? 0) < source) low = middle + 1;
      else high = middle;
    }
    return first + low * WIDTH;
  }

  #isLikeBase(): boolean {
    if (this.#base === -1) return false;
    const from = this.#from[this.#base] ?? 0;
    const length = this.#used - this.#start;
    if (length !== (this.#to[this.#base] ?? 0) - from) return false;
    for (let i = 0; i < length; i += 1) if (this.#edges[from + i] !== this.#edges[this.#start + i]) return false;
    return true;
  }
}

function grown(array: Int32Array<ArrayBuffer>, fill: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2).fill(fill, array.length);
  larger.set(array);
  return larger;
}
