import type { EncodedPiece } from './encoded.ts';

/** Shorter runs cannot hold a secret with something that tells of it. */
const LEAST_RUN = 32;
/** Longer pieces are cut; the rest is searched as the next one. */
const MOST_RUN = 1024 * 1024;
/** A wrapped line is at least this long, as MIME (76), PEM (64) and `base64` (76) wrap. */
const LEAST_WRAPPED = 60;
/** How much of a run is decoded to see whether it is text. */
const PROBE = 32;

const IN_RUN = 1;
const IN_HEX = 2;
const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));

function classOf(byte: number): number {
  const char = String.fromCharCode(byte);
  if (/[0-9a-fA-F]/.test(char)) return IN_RUN | IN_HEX;
  return /[A-Za-z0-9+/_-]/.test(char) ? IN_RUN : 0;
}

/** For each pair of bytes, as a little-endian number, whether both may stand in a run. */
const PAIRS = Uint8Array.from({ length: 1 << 16 }, (_, pair) => classAt(pair & 0xff) & classAt(pair >> 8) & IN_RUN);
/** A run holds a whole block of this many bytes at an even place that is a multiple of it. */
const BLOCK_PAIRS = 8;

function classAt(byte: number): number {
  return CLASSES[byte] as number;
}

/**
 * Runs of base64 (either alphabet, wrapped or not) and of hex that decode to text. Looks for whole blocks of run bytes first,
 * since a run that is long enough has one.
 */
export function* base64Pieces(bytes: Buffer): Generator<EncodedPiece> {
  const odd = bytes.byteOffset & 1;
  const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset + odd, Math.max(0, bytes.length - odd) >> 1);
  let from = 0;
  for (;;) {
    const block = nextBlock(pairs, Math.max(0, from - odd + 1) >> 1);
    if (block === -1) return;
    let start = 2 * block + odd;
    while (start > from && inRun(bytes[start - 1])) start--;
    from = endOfRun(bytes, 2 * (block + BLOCK_PAIRS) + odd, start);
    if (from - start < LEAST_RUN) continue;
    const piece = decodeRun(bytes, start, from);
    if (piece !== undefined) yield piece;
  }
}

/** The first block from `from` on that is all of a run; -1 for none. */
function nextBlock(pairs: Uint16Array, from: number): number {
  const last = pairs.length - BLOCK_PAIRS;
  for (let block = Math.ceil(from / BLOCK_PAIRS) * BLOCK_PAIRS; block <= last; block += BLOCK_PAIRS) {
    const some = isRun(pairs, block) & isRun(pairs, block + 2) & isRun(pairs, block + 4) & isRun(pairs, block + 7);
    if (some === 0) continue;
    if ((isRun(pairs, block + 1) & isRun(pairs, block + 3) & isRun(pairs, block + 5) & isRun(pairs, block + 6)) !== 0)
      return block;
  }
  return -1;
}

function isRun(pairs: Uint16Array, pair: number): number {
  return PAIRS[pairs[pair] as number] as number;
}

/** Where a run ends; a full line of it goes on with the next line. */
function endOfRun(bytes: Buffer, at: number, start: number): number {
  const limit = Math.min(bytes.length, start + MOST_RUN);
  let end = at;
  let lineStart = start;
  for (;;) {
    while (end < limit && inRun(bytes[end])) end++;
    if (end >= limit || end - lineStart < LEAST_WRAPPED) return end;
    const next = nextLine(bytes, end, limit);
    if (next === undefined || !inRun(bytes[next])) return end;
    lineStart = next;
    end = next;
  }
}

function inRun(byte: number | undefined): boolean {
  return ((CLASSES[byte ?? 0] as number) & IN_RUN) !== 0;
}

/** The first byte behind a line break and the spaces around it; undefined without a line break. */
function nextLine(bytes: Buffer, at: number, limit: number): number | undefined {
  let next = at;
  let broken = false;
  for (; next < limit && isSpace(bytes[next] ?? 0); next++) broken ||= bytes[next] === 0x0a;
  return broken && next < limit ? next : undefined;
}

function isSpace(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09;
}

function decodeRun(bytes: Buffer, start: number, end: number): EncodedPiece | undefined {
  const hex = isHexRun(bytes, start, end);
  if (!beginsAsText(bytes, start, hex)) return undefined;
  const encoding = hex ? 'hex' : 'base64';
  const probe = Buffer.from(bytes.toString('latin1', start, Math.min(end, start + PROBE)), encoding);
  if (!isText(probe)) return undefined;
  const decoded = Buffer.from(bytes.toString('latin1', start, end), encoding);
  const origin = (offset: number): number => {
    const letters = hex ? offset * 2 : Math.floor((offset * 4) / 3);
    return afterLetters(bytes, start, letters);
  };
  return { encoding, start, end, decoded, origin };
}

function isHexRun(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (((CLASSES[bytes[at] as number] as number) & IN_HEX) === 0) return false;
  return true;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Value of each base64 letter, of both alphabets. */
const SIXTETS = new Uint8Array(256);
for (const [value, letters] of [...LETTERS, '+-', '/_'].entries())
  for (const letter of Buffer.from(letters)) SIXTETS[letter] = value;

/** Whether the first letters of a run decode to text: spares most runs the rest, since most are names and hashes. */
function beginsAsText(bytes: Buffer, start: number, hex: boolean): boolean {
  if (hex) return /[02-7]/.test(String.fromCharCode(bytes[start] ?? 0));
  let bits = 0;
  for (let letter = start; letter < start + 4; letter++) bits = (bits << 6) | (SIXTETS[bytes[letter] ?? 0] as number);
  return isTextByte(bits >> 16) && isTextByte((bits >> 8) & 0xff) && isTextByte(bits & 0xff);
}

/** Printable ASCII with the usual white space; what else there may be, a secret is not in it. */
function isText(bytes: Buffer): boolean {
  return bytes.every(isTextByte);
}

function isTextByte(byte: number): boolean {
  return byte <= 0x7e && (byte >= 0x20 || isSpace(byte));
}

function afterLetters(bytes: Buffer, start: number, letters: number): number {
  let at = start;
  for (let left = letters; left > 0 || isSpace(bytes[at] ?? 0); at++) {
    if (at >= bytes.length) return bytes.length;
    if (!isSpace(bytes[at] ?? 0)) left--;
  }
  return at;
}
