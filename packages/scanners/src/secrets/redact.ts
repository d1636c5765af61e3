import type { Excerpt } from '@sallyport/findings';

/** A half-open range of bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const CONTEXT_LINES = 2;
/** A line of a minified file is cut to this many bytes on each side of the secret; a longer neighbour is left out. */
const CLIP_BYTES = 160;
/** Shorter values are blanked where they stand only: they are too common to blank everywhere. */
const LEAST_REPEATED_LENGTH = 6;
const NEWLINE = 0x0a;

/**
 * The lines around `place` with every span of `secrets` blanked out, the rest of the token that it stands in too,
 * and every further occurrence of its text. Blanks keep the length in UTF-16 units. `line` is the number of
 * `place`'s first line. `spans` beyond the excerpt count too, since their text may recur in it.
 */
export function redactedExcerpt(bytes: Buffer, place: Span, secrets: readonly Span[], line: number): Excerpt {
  const before = startOfContext(bytes, place.start);
  const window = { start: toCharacter(bytes, before.at), end: toCharacter(bytes, endOfContext(bytes, place.end)) };
  const values = new Set<string>();
  for (const secret of secrets)
    if (secret.end - secret.start >= LEAST_REPEATED_LENGTH)
      values.add(bytes.toString('utf8', secret.start, secret.end));
  const spans = secrets.map((secret) => widenToToken(bytes, secret)).sort((a, b) => a.start - b.start);
  let text = '';
  let at = window.start;
  for (const span of spans) {
    const start = Math.max(span.start, at);
    const end = Math.min(span.end, window.end);
    if (end <= start) continue;
    text += bytes.toString('utf8', at, start) + blank(bytes.toString('utf8', start, end));
    at = end;
  }
  text += bytes.toString('utf8', at, window.end);
  return { firstLine: line - before.lines, lines: blankLongTokens(blankValues(text, values)).split(/\r?\n/) };
}

/** Blanks every occurrence of the values in a text. */
function blankValues(text: string, values: Iterable<string>): string {
  let blanked = text;
  for (const value of values) if (blanked.includes(value)) blanked = blanked.replaceAll(value, blank(value));
  return blanked;
}

/** Long runs that letters and digits share: what no rule knows as a secret may be one all the same. */
const LONG_TOKEN = /[A-Za-z0-9+/_=.-]{16,}/g;

/** Blanks what looks random: an excerpt, or a commit's summary, shows the place, and nothing in it is worth the risk. */
export function blankLongTokens(text: string): string {
  return text.replaceAll(LONG_TOKEN, (token) => (/\d/.test(token) && /[A-Za-z]/.test(token) ? blank(token) : token));
}

function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, '*');
}

function startOfContext(bytes: Buffer, offset: number): { readonly at: number; readonly lines: number } {
  let at = lineStart(bytes, offset);
  if (offset - at > CLIP_BYTES) return { at: offset - CLIP_BYTES, lines: 0 };
  for (let lines = 0; lines < CONTEXT_LINES; lines++) {
    if (at === 0) return { at, lines };
    const previous = lineStart(bytes, at - 1);
    if (at - previous > 2 * CLIP_BYTES) return { at, lines };
    at = previous;
  }
  return { at, lines: CONTEXT_LINES };
}

function endOfContext(bytes: Buffer, offset: number): number {
  let at = lineEnd(bytes, offset);
  if (at - offset > CLIP_BYTES) return offset + CLIP_BYTES;
  for (let lines = 0; lines < CONTEXT_LINES && at < bytes.length; lines++) {
    const next = lineEnd(bytes, at + 1);
    if (next - at > 2 * CLIP_BYTES) break;
    at = next;
  }
  return at;
}

function lineStart(bytes: Buffer, offset: number): number {
  return offset <= 0 ? 0 : bytes.lastIndexOf(NEWLINE, offset - 1) + 1;
}

function lineEnd(bytes: Buffer, offset: number): number {
  const next = bytes.indexOf(NEWLINE, offset);
  return next === -1 ? bytes.length : next;
}

/** The nearest place at or before `offset` that is not inside of a UTF-8 sequence. */
function toCharacter(bytes: Buffer, offset: number): number {
  let at = offset;
  while (at > 0 && offset - at < 3 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** A match may end before its token does (at a bound of the pattern): the rest is as secret. */
function widenToToken(bytes: Buffer, span: Span): Span {
  let { start, end } = span;
  while (start > 0 && isTokenByte(bytes[start - 1]) && isTokenByte(bytes[start])) start--;
  while (end < bytes.length && isTokenByte(bytes[end]) && isTokenByte(bytes[end - 1])) end++;
  return { start, end };
}

function isTokenByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  return isLetter || (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2f || byte === 0x5f || byte === 0x2d;
}
