import { tarEnd, tarFileHeader, tarPadding } from '../tar/write-tar.ts';

export interface TestEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly flag?: string;
  readonly link?: string;
  readonly mode?: number;
  /** What the header says, where it is not the truth. */
  readonly sizeField?: string;
}

/** A tar archive of the entries, with its end marker. */
export function makeTar(entries: readonly TestEntry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), tarEnd()]);
}

export function tarEntry(entry: TestEntry): Buffer {
  const content = Buffer.from(entry.content ?? '');
  const header = tarFileHeader({
    path: entry.path,
    sizeBytes: content.length,
    ...(entry.mode === undefined ? {} : { mode: entry.mode }),
  });
  const own = header.subarray(header.length - 512);
  if (entry.flag !== undefined) own.write(entry.flag, 156, 'latin1');
  if (entry.link !== undefined) own.write(entry.link, 157);
  if (entry.sizeField !== undefined) own.write(entry.sizeField, 124, 12, 'latin1');
  return Buffer.concat([withChecksum(header), content, tarPadding(content.length)]);
}

/** Sets the checksum of the last block anew. */
function withChecksum(header: Buffer): Buffer {
  const block = header.subarray(header.length - 512);
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** The bytes as a stream, in pieces of one size. */
export async function* inPieces(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
