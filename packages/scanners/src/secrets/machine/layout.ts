import { RUN_CLASSES, SIXTETS, isTextByte } from '../decode/run-bytes.ts';

/** So many bytes are looked at together: a register full. */
export const BLOCK = 16;
/** So many bytes are gone through before what stood out is looked at again; their grams fit into the list of hits. */
export const STRETCH = 4096;
/** So many candidates are written down before the host takes them. */
export const MOST_CANDIDATES = 1024;

/** Where in the memory what stands whose size is known; the other tables follow from `tables` on. */
export const AT = {
  /** What was seen in the text: bits of marks, and whether there is a percent sign. */
  marks: 0,
  percent: 4,
  /** 256 bytes each. */
  lower: 256,
  sixtets: 512,
  textBytes: 768,
  runBytes: 1024,
  /** 16 bytes each: see `writeHalves`. */
  lowHalves: 1280,
  highHalves: 1296,
  /** 256 bytes: 1 for each folded byte that may follow the keyword that is indexed. */
  followers: 1536,
  candidates: 2048,
  hits: 16_384,
  bits: 65_536,
  checks: 327_680,
  slots: 360_448,
  tables: 491_520,
} as const;

/** Upper case to lower case, all else as it is. */
export const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte));

/** Writes the tables that are the same for all rules. */
export function writeFixedTables(memory: Uint8Array): void {
  memory.set(LOWER, AT.lower);
  memory.set(SIXTETS, AT.sixtets);
  for (let byte = 0; byte < 256; byte++) memory[AT.textBytes + byte] = Number(isTextByte(byte));
  memory.set(RUN_CLASSES, AT.runBytes);
  writeHalves(memory);
}

/**
 * Two tables of 16 for the halves of a byte, which have a bit in common exactly where the byte may stand in a run: a bit stands for
 * the upper halves with which the same lower halves may stand.
 */
function writeHalves(memory: Uint8Array): void {
  const lowHalves = memory.subarray(AT.lowHalves, AT.lowHalves + 16);
  const bits = new Map<string, number>();
  for (let high = 0; high < 16; high++) {
    const lows = Array.from({ length: 16 }, (_, low) => Math.sign(RUN_CLASSES[16 * high + low] as number));
    if (!lows.includes(1)) continue;
    const key = lows.join('');
    const bit = bits.get(key) ?? 1 << bits.size;
    bits.set(key, bit);
    memory[AT.highHalves + high] = bit;
    for (const [low, may] of lows.entries()) if (may === 1) lowHalves[low] = (lowHalves[low] ?? 0) | bit;
  }
}
