import { createGunzip, constants } from 'node:zlib';
import type { Gunzip } from 'node:zlib';

/**
 * What lies behind zlib's streams. It is no public part of Node.js, though the same since version 10 and used by npm itself:
 * whether it is there is looked at each time, and without it the streams are used as they are.
 */
interface Inside {
  readonly _handle: { writeSync(flush: number, ...inputThenOutput: readonly (Uint8Array | number)[]): void };
  /** Bytes left of the output and of the input after a write. */
  readonly _writeState: Uint32Array;
}

/** Two pieces are given out in turn: the one before is still whole while the next is read. */
const TURNS = 2;

/**
 * Unpacks gzip into memory that is used again and again: a piece is only valid until the next. The streams of `node:zlib`
 * allocate memory for each piece, and giving it back costs as much as unpacking. Undefined where that cannot be done.
 * Throws zlib's own errors.
 */
export function gunzipInPlace(
  packed: AsyncIterable<Uint8Array>,
  pieceBytes: number,
): AsyncGenerator<Uint8Array, void, void> | undefined {
  const stream = createGunzip();
  const inside = insideOf(stream);
  if (inside !== undefined) return pieces(packed, { stream, inside, pieceBytes });
  stream.destroy();
  return undefined;
}

function insideOf(stream: Gunzip): Inside | undefined {
  const { _handle, _writeState } = stream as unknown as Partial<Inside>;
  const isThere = typeof _handle?.writeSync === 'function' && _writeState instanceof Uint32Array;
  return isThere ? (stream as unknown as Inside) : undefined;
}

interface Unpacking {
  readonly stream: Gunzip;
  readonly inside: Inside;
  readonly pieceBytes: number;
}

async function* pieces(
  packed: AsyncIterable<Uint8Array>,
  { stream, inside, pieceBytes }: Unpacking,
): AsyncGenerator<Uint8Array, void, void> {
  const outputs = Array.from({ length: TURNS }, () => Buffer.allocUnsafeSlow(pieceBytes));
  let turn = 0;
  let isOver = false;
  // The stream tells of its errors once more, later.
  stream.on('error', () => undefined);

  function* write(input: Uint8Array, flush: number): Generator<Uint8Array, void, void> {
    let at = 0;
    for (;;) {
      const output = outputs[(turn = (turn + 1) % TURNS)] ?? Buffer.alloc(pieceBytes);
      inside._handle.writeSync(flush, input, at, input.length - at, output, 0, pieceBytes);
      const error: Error | null = stream.errored;
      if (error !== null) throw error;
      const [outputLeft = 0, inputLeft = 0] = inside._writeState;
      at = input.length - inputLeft;
      if (outputLeft < pieceBytes) yield output.subarray(0, pieceBytes - outputLeft);
      if (outputLeft > 0) {
        // What follows the last member is nobody's, as for `gzip` itself.
        isOver = inputLeft > 0;
        return;
      }
    }
  }

  try {
    for await (const input of packed) if (!isOver) yield* write(input, constants.Z_NO_FLUSH);
    if (!isOver) yield* write(Buffer.alloc(0), constants.Z_FINISH);
  } finally {
    stream.destroy();
  }
}
