import { constants, createInflate, inflateSync } from 'node:zlib';

/** What Node keeps behind a zlib stream; not a public interface, so each part is checked before use. */
interface ZlibHandle {
  reset(): void;
  writeSync(
    flush: number,
    input: Buffer,
    inOff: number,
    inLen: number,
    out: Buffer,
    outOff: number,
    outLen: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
}

/** Gives memory for some bytes. */
export type Allocate = (size: number) => Buffer;

/**
 * Inflates many small zlib streams. Node's `inflateSync` makes a new zlib state a call, which costs more than inflating a
 * typical git object; one state, reset between objects, is two to three times faster. Where Node's insides
 * have changed, `inflateSync` does it.
 */
export class Inflater {
  readonly #handle: ZlibHandle | undefined;
  readonly #state: Uint32Array | undefined;
  #failure: string | undefined;

  constructor() {
    const stream = createInflate() as unknown as { _handle?: ZlibHandle; _writeState?: Uint32Array };
    const handle = stream._handle;
    if (
      typeof handle?.reset !== 'function' ||
      typeof handle.writeSync !== 'function' ||
      !(stream._writeState instanceof Uint32Array)
    )
      return;
    handle.onerror = (message) => {
      this.#failure = message;
    };
    this.#handle = handle;
    this.#state = stream._writeState;
  }

  /**
   * Inflates a zlib stream that starts at `start` in `input` and ends before `end`. Undefined where it is damaged, ends early or does not
   * hold `size` bytes. `allocate` gives the memory for them.
   */
  inflate(
    input: Buffer,
    { start, end, size }: { readonly start: number; readonly end: number; readonly size: number },
    allocate: Allocate = Buffer.allocUnsafe,
  ): Buffer | undefined {
    if (this.#handle === undefined || this.#state === undefined) return inflateOnce(input.subarray(start, end), size);
    // One byte more than expected, so that a stream that holds too much is seen.
    const out = allocate(size + 1);
    this.#failure = undefined;
    this.#handle.reset();
    this.#handle.writeSync(constants.Z_FINISH, input, start, end - start, out, 0, size + 1);
    const left = this.#state[0];
    return this.#failure === undefined && left === 1 ? out.subarray(0, size) : undefined;
  }
}

function inflateOnce(input: Buffer, size: number): Buffer | undefined {
  try {
    const out = inflateSync(input, { maxOutputLength: Math.max(1, size) });
    return out.length === size ? out : undefined;
  } catch {
    return undefined;
  }
}
