import type { EncodedPiece } from './encoded.ts';

/** A token is looked at this far to each side of an escape. */
const MOST_REACH = 2048;
/** Most tokens of one kind in a text; a text with more is data. */
const MOST_TOKENS = 20_000;
const LEAST_DECODED = 12;
const PERCENT = 0x25;

const ESCAPES = {
  percent: { mark: '%', pattern: /%([0-9A-Fa-f]{2})/g, least: 1 },
  'unicode escapes': { mark: '\\u00', pattern: /\\u00([0-9A-Fa-f]{2})/g, least: 1 },
} as const;

/** Tokens (without spaces, quotes or brackets) that hold percent or `\u` escapes of ASCII, decoded. */
export function* escapedPieces(bytes: Buffer, encoding: keyof typeof ESCAPES): Generator<EncodedPiece> {
  const { mark, pattern } = ESCAPES[encoding];
  let from = 0;
  for (let tokens = 0; tokens < MOST_TOKENS;) {
    const at = mark.length === 1 ? bytes.indexOf(PERCENT, from) : bytes.indexOf(mark, from, 'latin1');
    if (at === -1) return;
    from = at + mark.length;
    if (!isHexDigit(bytes[at + mark.length]) || !isHexDigit(bytes[at + mark.length + 1])) continue;
    const start = tokenStart(bytes, at);
    const end = tokenEnd(bytes, from);
    from = end;
    tokens++;
    const piece = decode(bytes, { start, end }, encoding, pattern);
    if (piece !== undefined) yield piece;
  }
}

function decode(
  bytes: Buffer,
  span: { readonly start: number; readonly end: number },
  encoding: keyof typeof ESCAPES,
  pattern: RegExp,
): EncodedPiece | undefined {
  const text = bytes.toString('latin1', span.start, span.end);
  const origins: number[] = [];
  let decoded = '';
  let at = 0;
  const copy = (to: number): void => {
    for (; at < to; at++) origins.push(span.start + at);
  };
  for (const match of text.matchAll(pattern)) {
    const code = Number.parseInt(match[1] ?? '0', 16);
    if (code >= 0x7f || code < 0x09) continue;
    decoded += text.slice(at, match.index) + String.fromCharCode(code);
    copy(match.index);
    origins.push(span.start + at);
    at = match.index + match[0].length;
  }
  decoded += text.slice(at);
  copy(text.length);
  if (decoded.length < LEAST_DECODED || decoded.length === text.length) return undefined;
  const origin = (offset: number): number => origins[offset] ?? span.end;
  return { encoding, ...span, decoded: Buffer.from(decoded, 'latin1'), origin };
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

const BREAKS = new Set(Buffer.from(' \t\r\n"\'`<>()[]{},;', 'latin1'));

function tokenStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && at - start < MOST_REACH && !BREAKS.has(bytes[start - 1] ?? 0)) start--;
  return start;
}

function tokenEnd(bytes: Buffer, at: number): number {
  let end = at;
  while (end < bytes.length && end - at < MOST_REACH && !BREAKS.has(bytes[end] ?? 0)) end++;
  return end;
}
