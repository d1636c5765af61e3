/** What a small ELF file says. */
export interface ElfSketch {
  readonly libraries?: readonly string[];
  readonly functions?: readonly string[];
  /** No dynamic part at all. */
  readonly isStatic?: boolean;
  readonly is32Bit?: boolean;
  readonly isBig?: boolean;
}

/** An ELF file with the sections that tell what it takes from elsewhere, and nothing to run. */
export function makeElf({
  libraries = [],
  functions = [],
  isStatic = false,
  is32Bit = false,
  isBig = false,
}: ElfSketch): Buffer {
  const texts = Buffer.from(`\0${[...libraries, ...functions].map((text) => `${text}\0`).join('')}`, 'latin1');
  const at = (text: string): number => texts.indexOf(`\0${text}\0`, 0, 'latin1') + 1;
  const write = writer(isBig);
  const wide = (value: number): Buffer => (is32Bit ? write(value, 4) : write(value, 8));
  const dynamic = [...libraries.flatMap((name) => [wide(1), wide(at(name))]), wide(0), wide(0)];
  const symbols = functions.map((name) =>
    is32Bit
      ? Buffer.concat([write(at(name), 4), Buffer.alloc(12)])
      : Buffer.concat([write(at(name), 4), Buffer.alloc(20)]),
  );
  const sections: [name: string, bytes: Buffer][] = isStatic
    ? [['.text', Buffer.alloc(16)]]
    : [
        ['.dynstr', texts],
        ['.dynamic', Buffer.concat(dynamic)],
        ['.dynsym', Buffer.concat([Buffer.alloc(is32Bit ? 16 : 24), ...symbols])],
      ];
  return assemble(sections, { is32Bit, isBig });
}

function writer(isBig: boolean): (value: number, size: 2 | 4 | 8) => Buffer {
  return (value, size) => {
    const bytes = Buffer.alloc(size);
    const low = size === 8 ? 4 : size;
    const at = isBig ? size - low : 0;
    if (isBig) bytes.writeUIntBE(value, at, low);
    else bytes.writeUIntLE(value, at, low);
    return bytes;
  };
}

/** Header, contents, names, table of sections. */
function assemble(
  given: readonly (readonly [name: string, bytes: Buffer])[],
  { is32Bit, isBig }: { readonly is32Bit: boolean; readonly isBig: boolean },
): Buffer {
  const names = Buffer.from(`\0${given.map(([name]) => `${name}\0`).join('')}.shstrtab\0`, 'latin1');
  const all: (readonly [string, Buffer])[] = [...given, ['.shstrtab', names]];
  const write = writer(isBig);
  const word = (value: number): Buffer => write(value, is32Bit ? 4 : 8);
  const headSize = is32Bit ? 52 : 64;
  const entrySize = is32Bit ? 40 : 64;
  let offset = headSize;
  const table = [Buffer.alloc(entrySize)];
  for (const [name, bytes] of all) {
    const head = [write(names.indexOf(`\0${name}\0`, 0, 'latin1') + 1, 4), write(1, 4)];
    const body = Buffer.concat([...head, word(0), word(0), word(offset), word(bytes.length)]);
    table.push(Buffer.concat([body, Buffer.alloc(entrySize - body.length)]));
    offset += bytes.length;
  }
  const head = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, is32Bit ? 1 : 2, isBig ? 2 : 1, 1]),
    Buffer.alloc(9),
    write(3, 2),
    write(62, 2),
    write(1, 4),
    word(0),
    word(0),
    word(offset),
    write(0, 4),
    ...[headSize, 0, 0, entrySize, all.length + 1, all.length].map((value) => write(value, 2)),
  ]);
  return Buffer.concat([head, ...all.map(([, bytes]) => bytes), ...table]);
}
