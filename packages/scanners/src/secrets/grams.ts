import { loadCommonness } from './words/commonness.ts';

/**
 * Keywords by four-byte grams. A text is read two bytes at a time, so that a keyword is met at an even or at an odd
 * distance from the reading: for each of the two, one gram of the keyword is known, the one that is rarest in ordinary
 * text. Grams are folded by setting bit 5 of each byte, which ignores the case of letters; what else it mixes up, the
 * comparison with the keyword tells apart.
 *
 * The index (which the machine makes and reads, see `machine/source.ts`) has four tables: one bit for each hash that some gram has,
 * 256 KiB, so that it stays in the fast caches; one bit for each hash of a gram and the pair of bytes beside it, which a hit must have
 * too, and few do that are not a keyword; the first entry of each slot, or −1; and four numbers an entry: gram, keyword, where in the
 * keyword the gram stands (−1: a byte before it), next entry or −1.
 */
export interface GramPlan {
  /** Three numbers a gram: keyword, where in it the gram begins, which of `CHECKS` it has. */
  readonly grams: readonly number[];
  /** The folded bytes that may follow each keyword that is too short for its grams. */
  readonly followers: ReadonlyMap<number, Uint8Array>;
  /** How many entries the index will have. */
  readonly entryCount: number;
}

const GRAM = 4;
export const GRAM_FOLD = 0x20_20_20_20;
export const PAIR_FOLD = 0x20_20;
const HASH_BITS = 21;
const SLOT_BITS = 15;
export const HASH_MULTIPLIER = 0x9e_37_79_b1 | 0;
/** A gram's product with the multiplier, shifted so far, is its hash; a hash, shifted so far, its slot. */
export const HASH_SHIFT = 32 - HASH_BITS;
export const SLOT_SHIFT = HASH_BITS - SLOT_BITS;
export const ENTRY_WORDS = 4;

const CHECK_BITS = 18;
export const CHECK_SHIFT = 32 - CHECK_BITS;
export const CHECK_MULTIPLIERS = [0x85_eb_ca_6b | 0, 0xc2_b2_ae_35 | 0] as const;
/** What tells apart which pair a gram was hashed with: the one before or behind it, or none where a keyword is too short for one. */
export const SIDES = { none: 0x3c_6e_f3_72, before: 0x78_dd_e6_e4, behind: 0x1b_b6_7a_e8 } as const;
export const CHECKS = { none: 0, before: 1, behind: 2 } as const;

/** A keyword, and the bytes that may follow it where that is known (as they are written, not folded). */
export interface GramKeyword {
  readonly bytes: Buffer;
  readonly followers?: readonly number[] | undefined;
}

/** Shorter keywords say too little to be looked for. */
export const LEAST_KEYWORD_BYTES = 2;

/** Chooses the grams of keywords of at least two bytes, lower case; keyword n is the n-th of the list. */
export function planGrams(keywords: readonly GramKeyword[]): GramPlan {
  const timesOf = loadCommonness();
  const grams: number[] = [];
  const after = new Map<number, Uint8Array>();
  let entryCount = 0;
  for (const [keyword, { bytes, followers }] of keywords.entries()) {
    for (let parity = 0; parity <= 1; parity++) {
      if (bytes.length >= GRAM + parity) {
        const at = rarestPlace(bytes, parity, timesOf);
        grams.push(keyword, at, checkAt(bytes, at));
        entryCount += 1;
        continue;
      }
      const at = parity === 0 ? 0 : placeOfShort(bytes.length, followers);
      const folded = foldedFollowers(followers);
      after.set(keyword, folded);
      grams.push(keyword, at, CHECKS.none);
      entryCount += FOLDED_BYTES ** -Math.min(0, at) * countOf(folded) ** Math.max(0, at + GRAM - bytes.length);
    }
  }
  return { grams, followers: after, entryCount };
}

/** Which pair a gram inside of a keyword is hashed with. */
function checkAt(keyword: Buffer, at: number): number {
  if (at + GRAM + 2 <= keyword.length) return CHECKS.behind;
  return at >= 2 ? CHECKS.before : CHECKS.none;
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

/** How many bytes there are with bit 5 set. */
const FOLDED_BYTES = 128;

/** 1 for each folded byte that may follow. */
function foldedFollowers(followers: readonly number[] | undefined): Uint8Array {
  const folded = new Uint8Array(256);
  if (followers === undefined) for (let byte = 0; byte < 256; byte++) folded[byte | 0x20] = 1;
  else for (const byte of followers) folded[byte | 0x20] = 1;
  return folded;
}

function countOf(bytes: Uint8Array): number {
  let count = 0;
  for (const is of bytes) count += is;
  return count;
}
