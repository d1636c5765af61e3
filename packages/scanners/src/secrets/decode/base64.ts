import type { EncodedPiece } from './encoded.ts';
import { IN_HEX, IN_RUN, isSpace, isTextByte, LEAST_RUN, LEAST_WRAPPED, RUN_CLASSES, SIXTETS } from './run-bytes.ts';

/** Longer pieces are cut; the rest is searched as the next one. */
const MOST_RUN = 1024 * 1024;
/** How much of a run is decoded to see whether it is text. */
const PROBE = 32;

/** For each pair of bytes, as a little-endian number, whether both may stand in a run. */
const PAIRS = Uint8Array.from({ length: 1 << 16 }, (_, pair) => classAt(pair & 0xff) & classAt(pair >> 8) & IN_RUN);
/** A run holds a whole block of this many bytes at an even place that is a multiple of it. */
const BLOCK_PAIRS = 8;

function classAt(byte: number): number {
  return RUN_CLASSES[byte] as number;
}

/** Where the next run begins that ends behind a place; -1 for none. */
type NextRun = (from: number) => number;

/**
 * Runs of base64 (either alphabet, wrapped or not) and of hex that decode to text. `begins` says where the runs begin that may, in
 * order, where that is known; a run that goes on over lines has one for each long line.
 */
export function* base64Pieces(bytes: Buffer, begins: readonly number[] | undefined): Generator<EncodedPiece> {
  const nextRun = begins === undefined ? runsByBlocks(bytes) : runsByList(bytes, begins);
  let from = 0;
  for (let start = nextRun(from); start !== -1; start = nextRun(from)) {
    from = endOfRun(bytes, start);
    if (from - start < LEAST_RUN) continue;
    const piece = decodeRun(bytes, start, from);
    if (piece !== undefined) yield piece;
  }
}

function runsByList(bytes: Buffer, begins: readonly number[]): NextRun {
  let index = 0;
  return (from) => {
    // Only a run that was cut goes on where it ended.
    if (from > 0 && inRun(bytes[from])) return from;
    while ((begins[index] ?? from) < from) index++;
    return startOfRun(bytes, begins[index++] ?? -1, from);
  };
}

/** Looks for whole blocks of run bytes first, since a run that is long enough has one. */
function runsByBlocks(bytes: Buffer): NextRun {
  const odd = bytes.byteOffset & 1;
  const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset + odd, Math.max(0, bytes.length - odd) >> 1);
  return (from) => {
    const block = nextBlock(pairs, Math.max(0, from - odd + 1) >> 1);
    return startOfRun(bytes, block === -1 ? -1 : 2 * block + odd, from);
  };
}

function startOfRun(bytes: Buffer, at: number, from: number): number {
  let start = at;
  while (start > from && inRun(bytes[start - 1])) start--;
  return start;
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
function endOfRun(bytes: Buffer, start: number): number {
  const limit = Math.min(bytes.length, start + MOST_RUN);
  let end = start;
  let lineStart = start;
  for (;;) {
    while (end < limit && ((RUN_CLASSES[bytes[end] as number] as number) & IN_RUN) !== 0) end++;
    if (end >= limit || end - lineStart < LEAST_WRAPPED) return end;
    const next = nextLine(bytes, end, limit);
    if (next === undefined || !inRun(bytes[next])) return end;
    lineStart = next;
    end = next;
  }
}

function inRun(byte: number | undefined): boolean {
  return ((RUN_CLASSES[byte ?? 0] as number) & IN_RUN) !== 0;
}

/** The first byte behind a line break and the spaces around it; undefined without a line break. */
function nextLine(bytes: Buffer, at: number, limit: number): number | undefined {
  let next = at;
  let broken = false;
  for (; next < limit && isSpace(bytes[next] ?? 0); next++) broken ||= bytes[next] === 0x0a;
  return broken && next < limit ? next : undefined;
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
  for (let at = start; at < end; at++) if (((RUN_CLASSES[bytes[at] as number] as number) & IN_HEX) === 0) return false;
  return true;
}

/** Whether the first letters of a run decode to text: spares most runs the rest, since most are names and hashes. */
function beginsAsText(bytes: Buffer, start: number, hex: boolean): boolean {
  if (hex) return /[02-7]/.test(String.fromCharCode(bytes[start] ?? 0));
  let bits = 0;
  for (let letter = start; letter < start + 4; letter++) bits = (bits << 6) | (SIXTETS[bytes[letter] ?? 0] as number);
  return isTextByte(bits >> 16) && isTextByte((bits >> 8) & 0xff) && isTextByte(bits & 0xff);
}

function isText(bytes: Buffer): boolean {
  return bytes.every(isTextByte);
}

function afterLetters(bytes: Buffer, start: number, letters: number): number {
  let at = start;
  for (let left = letters; left > 0 || isSpace(bytes[at] ?? 0); at++) {
    if (at >= bytes.length) return bytes.length;
    if (!isSpace(bytes[at] ?? 0)) left--;
  }
  return at;
}
