/** One part of a program as it lies in the file. */
interface Section {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Elf {
  /** Named parts; none where the table was stripped. */
  readonly sections: readonly Section[];
  /** The bytes from an address of the loaded program to the end of its segment. */
  at(address: bigint): Buffer | undefined;
}

const MOST_SECTIONS = 4096;
const LOADED = 1;
const NO_BITS = 8;

/** How the fields of a 32-bit or 64-bit file of either byte order lie. */
interface Shape {
  readonly bytes: Buffer;
  readonly wide: boolean;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  /** An address or offset, of the file's width. */
  readonly word: (at: number) => bigint;
}

export function isElf(head: Buffer): boolean {
  return head.length >= 52 && head.readUInt32BE(0) === 0x7f45_4c46;
}

/** Sections and segments of an ELF file. What lies outside of the file is left out: a damaged table costs its parts only. */
export function readElf(bytes: Buffer): Elf {
  const shape = shapeOf(bytes);
  const { wide, u16 } = shape;
  const header = {
    programs: offset(shape, wide ? 32 : 28),
    sections: offset(shape, wide ? 40 : 32),
    programSize: u16(wide ? 54 : 42),
    programCount: u16(wide ? 56 : 44),
    sectionSize: u16(wide ? 58 : 46),
    sectionCount: Math.min(u16(wide ? 60 : 48), MOST_SECTIONS),
    names: u16(wide ? 62 : 50),
  };
  const segments = segmentsOf(shape, header);
  return {
    sections: sectionsOf(shape, header),
    at(address) {
      const found = segments.find(({ from, size }) => address >= from && address < from + size);
      if (found === undefined) return undefined;
      const start = Number(found.offset + (address - found.from));
      return bytes.subarray(start, Math.min(bytes.length, Number(found.offset + found.size)));
    },
  };
}

function shapeOf(bytes: Buffer): Shape {
  const little = bytes[5] !== 2;
  const wide = bytes[4] === 2;
  const fits = (at: number, size: number): boolean => at >= 0 && at + size <= bytes.length;
  const u16 = (at: number): number => (!fits(at, 2) ? 0 : little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (!fits(at, 4) ? 0 : little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (at: number): bigint =>
    !fits(at, 8) ? 0n : little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at);
  return { bytes, wide, u16, u32, word: wide ? u64 : (at) => BigInt(u32(at)) };
}

function offset({ word, bytes }: Shape, at: number): number {
  const value = word(at);
  return value > BigInt(bytes.length) ? bytes.length : Number(value);
}

interface Tables {
  readonly programs: number;
  readonly sections: number;
  readonly programSize: number;
  readonly programCount: number;
  readonly sectionSize: number;
  readonly sectionCount: number;
  readonly names: number;
}

interface Segment {
  readonly offset: bigint;
  readonly from: bigint;
  readonly size: bigint;
}

function segmentsOf({ wide, u32, word }: Shape, tables: Tables): Segment[] {
  const segments: Segment[] = [];
  for (let index = 0; index < tables.programCount; index += 1) {
    const at = tables.programs + index * tables.programSize;
    if (u32(at) !== LOADED) continue;
    segments.push({
      offset: word(at + (wide ? 8 : 4)),
      from: word(at + (wide ? 16 : 8)),
      size: word(at + (wide ? 32 : 16)),
    });
  }
  return segments;
}

function sectionsOf(shape: Shape, tables: Tables): Section[] {
  const { bytes, u32 } = shape;
  const names = sectionBytes(shape, tables, tables.names);
  const sections: Section[] = [];
  for (let index = 0; index < tables.sectionCount; index += 1) {
    const nameAt = u32(tables.sections + index * tables.sectionSize);
    const end = names.indexOf(0, nameAt);
    if (end < 0 || nameAt >= names.length) continue;
    const content = sectionBytes(shape, tables, index);
    if (content.length > 0 && content.length <= bytes.length)
      sections.push({ name: names.toString('latin1', nameAt, end), bytes: content });
  }
  return sections;
}

function sectionBytes(shape: Shape, tables: Tables, index: number): Buffer {
  const { wide, u32 } = shape;
  const at = tables.sections + index * tables.sectionSize;
  if (index >= tables.sectionCount || u32(at + 4) === NO_BITS) return Buffer.alloc(0);
  const start = offset(shape, at + (wide ? 24 : 16));
  return shape.bytes.subarray(start, start + offset(shape, at + (wide ? 32 : 20)));
}
