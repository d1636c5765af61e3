import type { BlobDetector } from './detector.ts';

const MOST_BYTES = 128 * 1024;
const BETWEEN = Buffer.from('\n\n');

/**
 * Looks through many short texts at once: a call for each costs more than the search itself. It only says which of them need a look of
 * their own: what is detected in a text is detected in it among others too, at most together with a neighbour that then gets its look.
 */
export class JoinedSearch {
  readonly #detector: BlobDetector;
  readonly #onHit: (owner: number) => void;
  readonly #text = Buffer.allocUnsafeSlow(MOST_BYTES);
  #used = 0;
  /** Of each text whose it is, and where it ends. */
  #owners: number[] = [];
  #ends: number[] = [];

  /** `onHit` is told whose texts hold something, or may. */
  constructor(detector: BlobDetector, onHit: (owner: number) => void) {
    this.#detector = detector;
    this.#onHit = onHit;
  }

  /** Takes a copy of a text; it is looked at now or at a later call. */
  add(owner: number, text: Buffer): void {
    if (text.length + BETWEEN.length > MOST_BYTES) {
      if (this.#places(text)?.length !== 0) this.#onHit(owner);
      return;
    }
    if (this.#used + text.length + BETWEEN.length > MOST_BYTES) this.flush();
    this.#used += text.copy(this.#text, this.#used);
    this.#used += BETWEEN.copy(this.#text, this.#used);
    this.#owners.push(owner);
    this.#ends.push(this.#used);
  }

  /** Looks at what was not looked at yet. */
  flush(): void {
    const text = this.#text.subarray(0, this.#used);
    const [owners, ends] = [this.#owners, this.#ends];
    this.#used = 0;
    this.#owners = [];
    this.#ends = [];
    if (owners.length === 0) return;
    const places = this.#places(text);
    const isOneFar = this.#detector.startsFar(text);
    for (const [n, owner] of owners.entries()) {
      const [from, to] = [ends[n - 1] ?? 0, ends[n] ?? 0];
      if (places === undefined || places.some(({ start, end }) => start < to && end > from)) this.#onHit(owner);
      else if (isOneFar && this.#detector.startsFar(text.subarray(from, to))) this.#onHit(owner);
    }
  }

  /** Where something is; undefined where a rule gave up on the text. */
  #places(text: Buffer): readonly { readonly start: number; readonly end: number }[] | undefined {
    return this.#detector.places?.(text);
  }
}
