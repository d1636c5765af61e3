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

/** What a text is known to hold that calls for a look at it; what is not known is looked for. */
export interface EncodingHints {
  /** Whether unicode escapes may stand in it. */
  readonly unicodeEscapes: boolean;
  readonly percentSigns: boolean;
  /** Where runs begin that may be encoded text, in order. */
  readonly runs: readonly number[] | undefined;
}

/** Pieces of a text that may hide a secret: long runs of base64 or hex that decode to text, and tokens with escapes. */
export function* encodedPieces(bytes: Buffer, hints: EncodingHints): Generator<EncodedPiece> {
  if (hints.runs?.length !== 0) yield* base64Pieces(bytes, hints.runs);
  if (hints.percentSigns) yield* escapedPieces(bytes, 'percent');
  if (hints.unicodeEscapes) yield* escapedPieces(bytes, 'unicode escapes');
}
