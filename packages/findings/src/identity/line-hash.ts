/**
 * GitHub's `primaryLocationLineHash`, as github/codeql-action computes it: for each line a rolling hash (base 37, 64 bits)
 * over the next 100 characters that are not blank or tab, counted from the line's start, then `:` and how many lines with that
 * hash there have been so far. Lines end with LF, CR or CRLF, hashed as LF; a last line without an end counts, and so
 * does an empty one.
 */

const WINDOW = 100;
const BASE = 37n;
const MASK = (1n << 64n) - 1n;
/** 37 to the power of the window, modulo 2^64. */
const FIRST_FACTOR = (BASE ** BigInt(WINDOW)) & MASK;

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
/** Closes the file, as in the action. */
const END = 65_535;

/** Takes a file's text in pieces and yields the hash of each line. Memory is bounded by the window and the distinct hashes. */
export class LineHasher {
  readonly #emit: (line: number, hash: string) => void;
  readonly #window = new Uint32Array(WINDOW);
  /** For each slot of the window the number of the line that starts there, or 0. */
  readonly #lines = new Int32Array(WINDOW);
  readonly #counts = new Map<string, number>();
  readonly #hash = new RollingHash();
  #slot = 0;
  #line = 0;
  #lineStart = true;
  #afterCr = false;

  /** @param emit Called with each line's number, from 1, and its hash, in rising order. */
  constructor(emit: (line: number, hash: string) => void) {
    this.#emit = emit;
  }

  /** The next piece of the text; a piece may end anywhere. */
  write(text: string): void {
    for (let index = 0; index < text.length; index += 1) this.#character(text.charCodeAt(index));
  }

  /** Closes the text and yields the hashes of the last lines. */
  end(): void {
    this.#take(END);
    for (let count = 0; count < WINDOW; count += 1) {
      if (this.#lines[this.#slot] !== 0) this.#output();
      this.#push(0);
    }
  }

  #character(code: number): void {
    const afterCr = this.#afterCr;
    this.#afterCr = false;
    if (code === SPACE || code === TAB || (afterCr && code === LF)) return;
    if (code === CR) {
      this.#afterCr = true;
      this.#take(LF);
    } else {
      this.#take(code);
    }
  }

  #take(code: number): void {
    if (this.#lines[this.#slot] !== 0) this.#output();
    if (this.#lineStart) {
      this.#lineStart = false;
      this.#line += 1;
      this.#lines[this.#slot] = this.#line;
    }
    if (code === LF) this.#lineStart = true;
    this.#push(code);
  }

  #push(code: number): void {
    this.#hash.roll(code, this.#window[this.#slot] ?? 0);
    this.#window[this.#slot] = code;
    this.#slot = (this.#slot + 1) % WINDOW;
  }

  #output(): void {
    const hash = this.#hash.hex();
    const count = (this.#counts.get(hash) ?? 0) + 1;
    this.#counts.set(hash, count);
    this.#emit(this.#lines[this.#slot] ?? 0, `${hash}:${count}`);
    this.#lines[this.#slot] = 0;
  }
}

const TWO_32 = 2 ** 32;
const FACTOR_HIGH = Number(FIRST_FACTOR >> 32n);
const FACTOR_LOW = Number(FIRST_FACTOR & 0xffff_ffffn);

/**
 * `hash * 37 + next - first * 37^100` modulo 2^64, in two halves of 32 bits: BigInt is far slower.
 * `first` has 16 bits, so every product is exact.
 */
class RollingHash {
  #high = 0;
  #low = 0;

  roll(next: number, first: number): void {
    const low = this.#low * 37 + next;
    let high = this.#high * 37 + Math.floor(low / TWO_32);
    let rest = low >>> 0;
    if (first !== 0) {
      const out = first * FACTOR_LOW;
      high -= (first * FACTOR_HIGH + Math.floor(out / TWO_32)) % TWO_32;
      rest -= out >>> 0;
      if (rest < 0) high -= 1;
    }
    this.#low = rest >>> 0;
    this.#high = high >>> 0;
  }

  hex(): string {
    const low = this.#low.toString(16);
    return this.#high === 0 ? low : this.#high.toString(16) + low.padStart(8, '0');
  }
}

/** Characters that are hashed before it is seen whether that is enough. */
const PIECE = 4096;

/** The hash of every line of a text up to `lastLine`, and maybe of some more; index 0 is line 1. */
export function lineHashes(text: string, lastLine = Infinity): string[] {
  const hashes: string[] = [];
  const hasher = new LineHasher((_, hash) => hashes.push(hash));
  for (let at = 0; at < text.length; at += PIECE) {
    if (hashes.length >= lastLine) return hashes;
    hasher.write(text.slice(at, at + PIECE));
  }
  hasher.end();
  return hashes;
}
