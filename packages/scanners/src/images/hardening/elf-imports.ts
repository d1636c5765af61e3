import { isElf, readElf } from '../analysers/executables/elf.ts';

/** What one program or library asks of others. */
export interface ElfImports {
  readonly is32Bit: boolean;
  /** Without it, nothing says what it calls: a static program. */
  readonly isDynamic: boolean;
  readonly libraries: readonly string[];
  /** Functions that it takes from elsewhere. */
  readonly functions: readonly string[];
}

const MOST_SYMBOLS = 200_000;
const NEEDED = 1;

/** Undefined for what is no ELF file. A damaged one has what can be read of it. */
export function readImports(bytes: Buffer): ElfImports | undefined {
  if (!isElf(bytes)) return undefined;
  const is32Bit = bytes[4] === 1;
  const isLittle = bytes[5] !== 2;
  const { sections } = readElf(bytes);
  const section = (name: string): Buffer => sections.find((each) => each.name === name)?.bytes ?? Buffer.alloc(0);
  const texts = section('.dynstr');
  const view: View = { is32Bit, isLittle, texts };
  const dynamic = section('.dynamic');
  return {
    is32Bit,
    isDynamic: dynamic.length > 0 && texts.length > 0,
    libraries: neededLibraries(dynamic, view),
    functions: undefinedSymbols(section('.dynsym'), view),
  };
}

interface View {
  readonly is32Bit: boolean;
  readonly isLittle: boolean;
  readonly texts: Buffer;
}

function textAt({ texts }: View, at: number): string {
  if (at <= 0 || at >= texts.length) return '';
  const end = texts.indexOf(0, at);
  return texts.toString('latin1', at, Math.min(end === -1 ? texts.length : end, at + 200));
}

function u32(bytes: Buffer, at: number, isLittle: boolean): number {
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

/** The low half of a field of the file's width: offsets into string tables need no more. */
function word(bytes: Buffer, at: number, { is32Bit, isLittle }: View): number {
  return u32(bytes, is32Bit || isLittle ? at : at + 4, isLittle);
}

function neededLibraries(dynamic: Buffer, view: View): string[] {
  const size = view.is32Bit ? 8 : 16;
  const libraries: string[] = [];
  for (let at = 0; at + size <= dynamic.length; at += size) {
    const tag = word(dynamic, at, view);
    if (tag === 0) break;
    if (tag === NEEDED) libraries.push(textAt(view, word(dynamic, at + size / 2, view)));
  }
  return libraries.filter((name) => name !== '');
}

function undefinedSymbols(symbols: Buffer, view: View): string[] {
  const { is32Bit, isLittle } = view;
  const [size, sectionAt] = is32Bit ? [16, 14] : [24, 6];
  const names: string[] = [];
  for (let at = size; at + size <= symbols.length && at < MOST_SYMBOLS * size; at += size) {
    const section = isLittle ? symbols.readUInt16LE(at + sectionAt) : symbols.readUInt16BE(at + sectionAt);
    const name = section === 0 ? textAt(view, u32(symbols, at, isLittle)) : '';
    if (name !== '') names.push(name.replace(/@.*$/s, ''));
  }
  return names;
}
