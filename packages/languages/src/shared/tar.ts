/** A regular file of an archive. */
export interface TarEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

const BLOCK = 512;

/** The regular files of a tar archive (ustar, long names by pax or GNU headers); what is wrong with it otherwise. */
// oxlint-disable-next-line complexity -- one arm for each kind of header
export function readTar(bytes: Uint8Array, maxEntries = 10_000): readonly TarEntry[] | { readonly error: string } {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  let at = 0;
  while (at + BLOCK <= bytes.length) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return entries;
    if (!checksumHolds(header)) return { error: 'archive header is damaged' };
    const size = octal(header, 124, 12);
    const start = at + BLOCK;
    if (size === undefined || start + size > bytes.length) return { error: 'archive is cut short' };
    const content = bytes.subarray(start, start + size);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longName = text(content, 0, content.length);
    else if (type === 'x') longName = paxPath(content) ?? longName;
    else {
      if (type === '0' || type === '\0') entries.push({ name: longName ?? nameOf(header), content });
      longName = undefined;
      if (entries.length > maxEntries) return { error: `archive has more than ${maxEntries} files` };
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return at === bytes.length ? entries : { error: 'archive is cut short' };
}

function text(bytes: Uint8Array, from: number, length: number): string {
  const part = bytes.subarray(from, from + length);
  const end = part.indexOf(0);
  return Buffer.from(end < 0 ? part : part.subarray(0, end)).toString('utf8');
}

function octal(bytes: Uint8Array, from: number, length: number): number | undefined {
  const digits = text(bytes, from, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

function nameOf(header: Uint8Array): string {
  const name = text(header, 0, 100);
  const prefix = text(header, 345, 155);
  return text(header, 257, 5) === 'ustar' && prefix !== '' ? `${prefix}/${name}` : name;
}

function checksumHolds(header: Uint8Array): boolean {
  let sum = 0;
  for (const [i, byte] of header.entries()) sum += i >= 148 && i < 156 ? 32 : byte;
  return octal(header, 148, 8) === sum;
}

/** The `path` record of a pax header. */
function paxPath(content: Uint8Array): string | undefined {
  return /^\d+ path=(.*)$/m.exec(Buffer.from(content).toString('utf8'))?.[1];
}
