/** A set of byte values: 256 bits in eight words. Never changed once it is in a tree. */
export type ByteSet = Uint32Array;

export function emptySet(): ByteSet {
  return new Uint32Array(8);
}

export function setOf(...ranges: readonly (readonly [number, number])[]): ByteSet {
  const set = emptySet();
  for (const [from, to] of ranges) addRange(set, from, to);
  return set;
}

export function addByte(set: ByteSet, byte: number): void {
  set[byte >> 5] = (set[byte >> 5] ?? 0) | (1 << (byte & 31));
}

export function addRange(set: ByteSet, from: number, to: number): void {
  for (let byte = from; byte <= to; byte++) addByte(set, byte);
}

export function hasByte(set: ByteSet, byte: number): boolean {
  return (((set[byte >> 5] ?? 0) >>> (byte & 31)) & 1) === 1;
}

export function addAll(set: ByteSet, other: ByteSet): void {
  for (let word = 0; word < 8; word++) set[word] = (set[word] ?? 0) | (other[word] ?? 0);
}

export function inverted(set: ByteSet): ByteSet {
  return Uint32Array.from(set, (word) => ~word);
}

/** The set with both cases of every ASCII letter in it. */
export function foldCase(set: ByteSet): ByteSet {
  const folded = Uint32Array.from(set);
  for (let lower = 0x61; lower <= 0x7a; lower++) {
    if (!hasByte(set, lower) && !hasByte(set, lower - 0x20)) continue;
    addByte(folded, lower);
    addByte(folded, lower - 0x20);
  }
  return folded;
}

export function bytesOf(set: ByteSet): number[] {
  return Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => hasByte(set, byte));
}

export const DIGIT: ByteSet = setOf([0x30, 0x39]);
export const WORD: ByteSet = setOf([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]);
/** ASCII only: a byte beyond is a part of a character. */
export const SPACE: ByteSet = setOf([0x09, 0x0d], [0x20, 0x20]);
/** RE2's `\s` leaves out the vertical tab. */
export const RE2_SPACE: ByteSet = setOf([0x09, 0x0a], [0x0c, 0x0d], [0x20, 0x20]);
export const ANY: ByteSet = setOf([0, 255]);
export const NOT_NEWLINE: ByteSet = inverted(setOf([0x0a, 0x0a]));
export const NOT_JS_NEWLINE: ByteSet = inverted(setOf([0x0a, 0x0a], [0x0d, 0x0d]));
