import { loadCommonness } from './words/commonness.ts';

/**
 * Keywords by four-byte grams. A text is read two bytes at a time, so that a keyword is met at an even or at an odd
 * distance from the reading: for each of the two, one gram of the keyword is known, the one that is rarest in ordinary
 * text. Grams are folded by setting bit 5 of each byte, which ignores the case of letters; what else it mixes up, the
 * comparison with the keyword tells apart.
 */
export interface GramIndex {
  /** One bit a hash: whether some gram has it. 256 KiB, so that it stays in the fast caches. */
  readonly bits: Int32Array;
  /** One bit a hash of a gram and the pair of bytes beside it, which a hit must have too: few do that are not a keyword. */
  readonly checks: Int32Array;
  /** The first entry of each slot, or −1. */
  readonly slots: Int32Array;
  /** Four numbers an entry: gram, keyword, where in the keyword the gram stands (−1: a byte before it), next entry or −1. */
  readonly entries: Int32Array;
}

const GRAM = 4;
export const GRAM_FOLD = 0x20_20_20_20;
export const PAIR_FOLD = 0x20_20;
const HASH_BITS = 21;
const SLOT_BITS = 15;
export const HASH_MULTIPLIER = 0x9e_37_79_b1 | 0;
export const HASH_SHIFT = 32 - HASH_BITS;
export const ENTRY_WORDS = 4;

/** The hash of a folded gram; its upper bits are the slot. */
export function hashOf(gram: number): number {
  return Math.imul(gram, HASH_MULTIPLIER) >>> HASH_SHIFT;
}

/** Which slot a hash belongs to. */
export function slotOf(hash: number): number {
  return hash >>> (HASH_BITS - SLOT_BITS);
}

const CHECK_BITS = 18;
export const CHECK_SHIFT = 32 - CHECK_BITS;
export const CHECK_MULTIPLIERS = [0x85_eb_ca_6b | 0, 0xc2_b2_ae_35 | 0] as const;
export const SIDES = { none: 0x3c_6e_f3_72, before: 0x78_dd_e6_e4, behind: 0x1b_b6_7a_e8 } as const;

/** The hash of a folded gram with the folded pair before or behind it, or alone where a keyword is too short for one. */
function checkOf(gram: number, side: keyof typeof SIDES, pair: number): number {
  const mixed = Math.imul(gram ^ SIDES[side], HASH_MULTIPLIER) ^ Math.imul(pair + 1, CHECK_MULTIPLIERS[0]);
  return Math.imul(mixed, CHECK_MULTIPLIERS[1]) >>> CHECK_SHIFT;
}

function setBit(bits: Int32Array, hash: number): void {
  bits[hash >>> 5] = (bits[hash >>> 5] as number) | (1 << (hash & 31));
}

/** A keyword, and the bytes that may follow it where that is known (as they are written, not folded). */
export interface GramKeyword {
  readonly text: string;
  readonly followers?: readonly number[] | undefined;
}

/** Shorter keywords say too little to be looked for. */
export const LEAST_KEYWORD_BYTES = 2;

/** Indexes keywords of at least two bytes; keyword n is the n-th of the list. */
export function indexGrams(keywords: readonly GramKeyword[]): GramIndex {
  const timesOf = loadCommonness();
  const entries: number[] = [];
  const bits = new Int32Array(1 << (HASH_BITS - 5));
  const slots = new Int32Array(1 << SLOT_BITS).fill(-1);
  const checks = new Int32Array(1 << (CHECK_BITS - 5));
  const add = (gram: number, keyword: number, at: number): void => {
    const hash = hashOf(gram);
    setBit(bits, hash);
    const slot = slotOf(hash);
    entries.push(gram, keyword, at, slots[slot] as number);
    slots[slot] = entries.length / ENTRY_WORDS - 1;
  };
  for (const [keyword, { text, followers }] of keywords.entries()) {
    const bytes = Buffer.from(text.toLowerCase(), 'utf8');
    for (let parity = 0; parity <= 1; parity++) {
      if (bytes.length >= GRAM + parity) {
        const at = rarestPlace(bytes, parity, timesOf);
        add(bytes.readInt32LE(at) | GRAM_FOLD, keyword, at);
        setBit(checks, checkAt(bytes, at));
        continue;
      }
      const at = parity === 0 ? 0 : placeOfShort(bytes.length, followers);
      for (const gram of gramsAround(bytes, at, followers)) {
        add(gram, keyword, at);
        setBit(checks, checkOf(gram, 'none', 0));
      }
    }
  }
  return { bits, checks, slots, entries: Int32Array.from(entries) };
}

/** The check of a gram inside of a keyword: with the pair behind it, or before it, or alone. */
function checkAt(keyword: Buffer, at: number): number {
  const gram = keyword.readInt32LE(at) | GRAM_FOLD;
  if (at + GRAM + 2 <= keyword.length) return checkOf(gram, 'behind', keyword.readUInt16LE(at + GRAM) | PAIR_FOLD);
  if (at >= 2) return checkOf(gram, 'before', keyword.readUInt16LE(at - 2) | PAIR_FOLD);
  return checkOf(gram, 'none', 0);
}

/** Where the gram stands, at an even or an odd place of a keyword, that ordinary text has least of. */
function rarestPlace(keyword: Buffer, parity: number, timesOf: (gram: number) => number): number {
  let rarest = parity;
  let least = Infinity;
  for (let at = parity; at + GRAM <= keyword.length; at += 2) {
    const times = timesOf(keyword.readInt32LE(at) | GRAM_FOLD);
    if (times >= least) continue;
    least = times;
    rarest = at;
  }
  return rarest;
}

/** A short keyword's gram begins a byte before it, or ends a byte behind it where few bytes may follow. */
function placeOfShort(length: number, followers: readonly number[] | undefined): number {
  return length === GRAM && followers !== undefined ? 1 : -1;
}

/** All folded bytes. */
const ANY: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => (byte & 0x20) !== 0);

/** Every gram that may stand `at` bytes from a keyword's start and reaches out of it. */
function gramsAround(keyword: Buffer, at: number, followers: readonly number[] | undefined): readonly number[] {
  const after = followers === undefined ? ANY : [...new Set(followers.map((byte) => byte | 0x20))];
  let grams = [0];
  for (let offset = 0; offset < GRAM; offset++) {
    const byte = keyword[at + offset];
    const shift = 8 * offset;
    if (byte === undefined) grams = product(grams, at + offset < 0 ? ANY : after, shift);
    else for (let n = 0; n < grams.length; n++) grams[n] = (grams[n] as number) | ((byte | 0x20) << shift);
  }
  return grams;
}

function product(grams: readonly number[], bytes: readonly number[], shift: number): number[] {
  const all: number[] = [];
  for (const gram of grams) for (const byte of bytes) all.push(gram | (byte << shift));
  return all;
}
