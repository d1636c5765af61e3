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

/**
 * Runs of base64 (either alphabet, wrapped or not) and of hex that decode to text. Looks at every 32nd byte and walks
 * back from there, so that ordinary text costs a fraction of a look a byte.
 */
export function* base64Pieces(bytes: Buffer): Generator<EncodedPiece> {
  let from = 0;
  let probe = LEAST_RUN - 1;
  while (probe < bytes.length) {
    let start = probe;
    while (start >= from && ((CLASSES[bytes[start] as number] as number) & IN_RUN) !== 0) start--;
    start++;
    if (start > from && probe - start + 1 < LEAST_RUN) {
      from = start;
      probe = start + LEAST_RUN - 1;
      continue;
    }
    const end = endOfRun(bytes, probe + 1, start);
    const piece = decodeRun(bytes, start, end);
    if (piece !== undefined) yield piece;
    from = end;
    probe = end + LEAST_RUN;
  }
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

/** Printable ASCII with the usual white space; what else there may be, a secret is not in it. */
function isText(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte > 0x7e || (byte < 0x20 && !isSpace(byte))) return false;
  return true;
}

function afterLetters(bytes: Buffer, start: number, letters: number): number {
  let at = start;
  for (let left = letters; left > 0 || isSpace(bytes[at] ?? 0); at++) {
    if (at >= bytes.length) return bytes.length;
    if (!isSpace(bytes[at] ?? 0)) left--;
  }
  return at;
}
