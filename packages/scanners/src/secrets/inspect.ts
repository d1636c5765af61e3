import type { Position } from '@sallyport/documents';
import type { Sighting } from '@sallyport/findings';

import { encodedPieces } from './decode/encoded.ts';
import type { EncodingHints } from './decode/encoded.ts';
import type { Part } from './part.ts';
import { findPositions } from './positions.ts';
import type { Searcher, SearchText } from './search.ts';
import { toPathSighting, toSightings } from './sighting.ts';
import type { FoundSecret } from './sighting.ts';
import type { KeptSecrets } from './verify/kept-secrets.ts';

/** A text with its place in the target. */
export interface InspectedText {
  /** UTF-8. */
  readonly bytes: Buffer;
  readonly path: string;
  /** Where the text begins within its file, when it is a piece of one. */
  readonly start?: Position;
  readonly part?: Part;
  /** The commit that brought it, where it is one of the history. */
  readonly commit?: string;
}

interface Inspection {
  readonly sightings: readonly Sighting[];
  readonly gaveUp: boolean;
  /** Whether a comment that may suppress findings stands in the text. */
  readonly mayBeSuppressed: boolean;
}

interface Found {
  readonly found: readonly FoundSecret[];
  readonly gaveUp: boolean;
  readonly mayBeSuppressed: boolean;
}

/** From a text to what is reported of it: search, decoding, positions, redaction, identity. */
export interface Inspector {
  readonly ruleCount: number;
  inspect(text: InspectedText): Inspection;
  /** As `Engine.room`. */
  room(sizeBytes: number): Buffer;
  /** The secrets themselves, for those who verify them; handle with care. */
  find(text: SearchText): Found;
  inspectPath(path: string, commit?: string): readonly Sighting[];
  /** As `Searcher.pathEndings`. */
  readonly pathEndings: readonly string[] | undefined;
}

export interface InspectorOptions {
  readonly identityKey?: Uint8Array | undefined;
  /** How often what was decoded is decoded again; 0 decodes nothing. */
  readonly decodeDepth: number;
  readonly kept?: KeptSecrets | undefined;
}

const NOTHING: Inspection = Object.freeze({ sightings: [], gaveUp: false, mayBeSuppressed: false });

export function createInspector(searcher: Searcher, options: InspectorOptions): Inspector {
  const find: Inspector['find'] = (text) => {
    const { matches, gaveUp, marks } = searcher.search(text);
    const about = { gaveUp, mayBeSuppressed: marks.suppression };
    const found: FoundSecret[] = matches.map((match) => ({
      rule: match.compiled.rule,
      place: { start: match.secretStart, end: match.secretEnd },
      value: Buffer.from(text.bytes.subarray(match.secretStart, match.secretEnd)),
    }));
    const { from, to } = text.part ?? { from: 0, to: text.bytes.length };
    const hidden = hiddenIn(searcher, text, { depth: options.decodeDepth, hints: marks.encoding }).filter(
      ({ place }) => place.end > from && place.start < to && !found.some((one) => overlaps(one, place)),
    );
    if (hidden.length === 0) return { found, ...about };
    return { found: [...found, ...hidden].sort((a, b) => a.place.start - b.place.start), ...about };
  };
  return {
    ruleCount: searcher.ruleCount,
    find,
    room: searcher.room,
    inspect(text) {
      const { found, gaveUp, mayBeSuppressed } = find(text);
      if (found.length === 0) return gaveUp || mayBeSuppressed ? { sightings: [], gaveUp, mayBeSuppressed } : NOTHING;
      const { bytes, path } = text;
      const positions = findPositions(bytes, bytes.length, text.start);
      const { identityKey, kept } = options;
      const sightings = toSightings(found, { path, bytes, positions, identityKey, kept });
      return { sightings, gaveUp, mayBeSuppressed };
    },
    pathEndings: searcher.pathEndings,
    inspectPath: (path, commit) => searcher.pathRules(path, commit).map((rule) => toPathSighting(rule, path)),
  };
}

function overlaps(found: FoundSecret, place: { readonly start: number; readonly end: number }): boolean {
  return found.place.start < place.end && place.start < found.place.end;
}

interface Decoding {
  /** How often what was decoded is decoded again. */
  readonly depth: number;
  readonly hints: EncodingHints;
}

/** As `findHidden`; of a part only the encoded pieces that reach into it are decoded. */
function hiddenIn(searcher: Searcher, text: SearchText, decoding: Decoding): FoundSecret[] {
  const { bytes, path, commit, part } = text;
  if (part === undefined || decoding.depth === 0) return findHidden(searcher, text, decoding);
  let start = part.from;
  while (start > 0 && part.from - start < MOST_RUN_BYTES && isEncodedByte(bytes[start - 1] ?? 0)) start -= 1;
  let end = part.to;
  while (end < bytes.length && end - part.to < MOST_RUN_BYTES && isEncodedByte(bytes[end] ?? 0)) end += 1;
  const found = findHidden(
    searcher,
    { bytes: bytes.subarray(start, end), path, commit },
    { ...decoding, hints: NOTHING_KNOWN },
  );
  return found.map((one) => ({ ...one, place: { start: one.place.start + start, end: one.place.end + start } }));
}

const NOTHING_KNOWN: EncodingHints = Object.freeze({ unicodeEscapes: true, percentSigns: true, runs: undefined });
/** How far a run of encoded text is followed out of a part. */
const MOST_RUN_BYTES = 64 * 1024;

/** Whether a byte may stand in base64, hex, percent or backslash encoding: letters, digits and `+/=_-%\`. */
function isEncodedByte(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x2f && byte <= 0x39) || ENCODED_SIGNS.has(byte);
}
const ENCODED_SIGNS: ReadonlySet<number> = new Set(Buffer.from('+=_-%\\'));

/** Secrets in what the text's encoded pieces decode to; generic shapes do not count there, since decoding makes chance hits. */
function findHidden(searcher: Searcher, text: Omit<SearchText, 'part'>, decoding: Decoding): FoundSecret[] {
  if (decoding.depth === 0) return [];
  const hidden: FoundSecret[] = [];
  for (const piece of encodedPieces(text.bytes, decoding.hints)) {
    const inner = { bytes: piece.decoded, path: text.path, commit: text.commit };
    const { matches, marks } = searcher.search(inner);
    for (const { compiled, secretStart, secretEnd } of matches) {
      if (compiled.rule.generic === true && piece.encoding !== 'unicode escapes') continue;
      const place = { start: piece.origin(secretStart), end: Math.min(piece.end, piece.origin(secretEnd)) };
      const value = Buffer.from(piece.decoded.subarray(secretStart, secretEnd));
      hidden.push({ rule: compiled.rule, place, value, decodedFrom: piece.encoding });
    }
    const deeperDecoding = { depth: decoding.depth - 1, hints: marks.encoding };
    for (const deeper of findHidden(searcher, inner, deeperDecoding)) {
      const place = {
        start: piece.origin(deeper.place.start),
        end: Math.min(piece.end, piece.origin(deeper.place.end)),
      };
      hidden.push({ ...deeper, place, decodedFrom: piece.encoding });
    }
  }
  return hidden;
}
