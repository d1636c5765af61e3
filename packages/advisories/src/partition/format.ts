/**
 * The partition file. All numbers are little endian.
 *
 *   header    8 bytes of magic, then the offset and length of the footer as two 64-bit floats
 *   chunks    advisories as JSON lines, 6 KiB or so together, raw-deflated
 *   blocks    for each hash of a package key, a JSON array of `[key, rows]`
 *   sections  chunk table, package index, id index, alias index: columns of typed arrays
 *   footer    JSON: what is where, counts, source
 *
 * A reader loads the package index and the chunk table and reads blocks and chunks where they lie, so that opening
 * is cheap however large the file is. Files are immutable and named by their digest.
 */
export const MAGIC = 'SPADV\u0001\r\n';
export const HEADER_BYTES = 24;
export const CHUNK_BYTES = 6 * 1024;
export const FORMAT_VERSION = 1;

/** Where a section lies, and how many entries its columns have. */
export interface Section {
  readonly offset: number;
  readonly length: number;
  readonly entries: number;
}

export interface PartitionFooter {
  readonly format: number;
  /** The OSV ecosystem without release. */
  readonly ecosystem: string;
  readonly advisories: number;
  readonly packages: number;
  /** Records that were withdrawn or are no vulnerability. */
  readonly skipped: number;
  readonly malformed: number;
  /** The newest `modified` of all records. */
  readonly newest: string;
  readonly chunks: Section;
  readonly index: Section;
  readonly ids: Section;
  readonly aliases: Section;
}

/**
 * What a package's block says of one advisory: enough to decide, and where its record lies.
 * `[id, chunk, line in the chunk, intervals, versions, aliases]`; an interval is `[from]`, `[from, to]` or `[from, to, 1]`.
 */
export type Row = readonly [
  id: string,
  chunk: number,
  line: number,
  intervals: readonly (readonly [string, string?, number?])[],
  versions: readonly string[],
  aliases: readonly string[],
];

/** 53 bits of a text, so that the hash is an exact double. Two independent 32-bit mixes after MurmurHash3's finaliser. */
export function hash53(text: string): number {
  let high = 0xde_ad_be_ef;
  let low = 0x41_c6_ce_57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}

/** The place of the first entry that is not less than `wanted` in a sorted column. */
export function lowerBound(sorted: Float64Array, wanted: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}
