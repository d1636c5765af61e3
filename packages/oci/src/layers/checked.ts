import { nodeCrypto } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';

/** What a stream has to turn out to be. */
export interface Expected {
  readonly digest: Digest;
  /** Absent where only the digest is known. */
  readonly size?: number;
  /** What it is called in an error: `the blob sha256:… of registry.example/app`. */
  readonly what: string;
}

/**
 * Passes a stream on and fails at its end where it was not what it should be, and as soon as it is longer. Throws
 * `OCI_SIZE_MISMATCH` and `OCI_DIGEST_MISMATCH`.
 */
export async function* checked(
  stream: AsyncIterable<Uint8Array>,
  expected: Expected,
): AsyncGenerator<Uint8Array, void, void> {
  const hash = nodeCrypto().createHash('sha256');
  let received = 0;
  for await (const piece of stream) {
    received += piece.length;
    if (expected.size !== undefined && received > expected.size) {
      throw ociErrors.SIZE_MISMATCH({ what: expected.what, expected: expected.size, actual: `${received} or more` });
    }
    hash.update(piece);
    yield piece;
  }
  if (expected.size !== undefined && received !== expected.size) {
    throw ociErrors.SIZE_MISMATCH({ what: expected.what, expected: expected.size, actual: received });
  }
  const actual = `sha256:${hash.digest('hex')}`;
  if (actual !== expected.digest) {
    throw ociErrors.DIGEST_MISMATCH({ what: expected.what, expected: expected.digest, actual });
  }
}

/** A whole stream of at most `maxBytes`. Throws `OCI_TOO_LARGE`. */
export async function gather(stream: AsyncIterable<Uint8Array>, maxBytes: number, what: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let received = 0;
  for await (const piece of stream) {
    received += piece.length;
    if (received > maxBytes) throw ociErrors.TOO_LARGE({ what, limitBytes: maxBytes });
    // A piece may be only valid until the next.
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}
