import { isUtf8 } from 'node:buffer';

export const BLOCK_BYTES = 512;

/** One header block of a tar archive, read but not yet understood. */
export interface Block {
  readonly flag: string;
  readonly name: string;
  readonly linkName: string;
  /** Undefined where the field holds no number. */
  readonly sizeBytes: number | undefined;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
}

/** Whether a block holds nothing but zeros. */
export function isZeroBlock(block: Buffer): boolean {
  if (block[0] !== 0) return false;
  for (let i = 1; i < BLOCK_BYTES; i++) if (block[i] !== 0) return false;
  return true;
}

/** Reads a header block; undefined where its checksum does not hold. */
export function readBlock(block: Buffer): Block | undefined {
  if (!checksumHolds(block)) return undefined;
  const name = textField(block, 0, 100);
  const prefix = prefixOf(block);
  return {
    flag: String.fromCharCode(block[156] ?? 0),
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: textField(block, 157, 100),
    sizeBytes: numberField(block, 124, 12),
    mode: (numberField(block, 100, 8) ?? 0) & 0o7777,
    uid: numberField(block, 108, 8) ?? 0,
    gid: numberField(block, 116, 8) ?? 0,
    mtime: numberField(block, 136, 12) ?? 0,
  };
}

/** The part of the name before its last slash in ustar; star has it shorter, GNU uses its place otherwise. */
function prefixOf(block: Buffer): string {
  if (block.toString('latin1', 257, 263) !== 'ustar\0') return '';
  const isStar = block.toString('latin1', 508, 512) === 'tar\0';
  return textField(block, 345, isStar ? 131 : 155);
}

function checksumHolds(block: Buffer): boolean {
  const expected = numberField(block, 148, 8);
  let unsigned = 8 * 0x20;
  let high = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    if (i >= 148 && i < 156) continue;
    const byte = block[i] ?? 0;
    unsigned += byte;
    // Some old programs added up signed characters.
    if (byte >= 0x80) high++;
  }
  return expected === unsigned || expected === unsigned - high * 256;
}

/** A number in octal, or in base 256 where the first bit is set (GNU); undefined where it is neither or negative. */
export function numberField(block: Buffer, at: number, length: number): number | undefined {
  if (((block[at] ?? 0) & 0x80) !== 0) return base256(block, at, length);
  let value = 0;
  let digits = 0;
  for (let i = at; i < at + length; i++) {
    const byte = block[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x37) {
      value = value * 8 + (byte - 0x30);
      digits++;
    } else if (byte !== 0x20 && byte !== 0) return undefined;
    else if (digits > 0) break;
  }
  return Number.isSafeInteger(value) ? value : undefined;
}

function base256(block: Buffer, at: number, length: number): number | undefined {
  let value = (block[at] ?? 0) & 0x7f;
  for (let i = at + 1; i < at + length; i++) {
    value = value * 256 + (block[i] ?? 0);
    if (!Number.isSafeInteger(value)) return undefined;
  }
  return value;
}

function textField(block: Buffer, at: number, length: number): string {
  if (block[at] === 0) return '';
  let end = at;
  while (end < at + length && block[end] !== 0) end++;
  return decodeName(block.subarray(at, end));
}

/** A name in UTF-8; one that is not is read as Latin-1, so that two names stay two. */
export function decodeName(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\u{FFFD}') && !isUtf8(bytes) ? bytes.toString('latin1', 0, bytes.length) : text;
}
