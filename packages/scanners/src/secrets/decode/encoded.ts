import { base64Pieces } from './base64.ts';
import { escapedPieces } from './escaped.ts';

type Encoding = 'base64' | 'hex' | 'percent' | 'unicode escapes';

/** A piece of a text that says something else once it is decoded. Offsets in bytes. */
export interface EncodedPiece {
  readonly encoding: Encoding;
  readonly start: number;
  readonly end: number;
  /** UTF-8. */
  readonly decoded: Buffer;
  /** Where in the surrounding text the byte at a decoded offset comes from. */
  origin(decodedOffset: number): number;
}

/**
 * Pieces of a text that may hide a secret: long runs of base64 or hex that decode to text, and tokens with escapes. Unicode
 * escapes are looked for where the caller has not seen that there are none.
 */
export function* encodedPieces(bytes: Buffer, unicodeEscapes: boolean): Generator<EncodedPiece> {
  yield* base64Pieces(bytes);
  yield* escapedPieces(bytes, 'percent');
  if (unicodeEscapes) yield* escapedPieces(bytes, 'unicode escapes');
}
