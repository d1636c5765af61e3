import { BLOCK_BYTES } from './block.ts';

export interface TarFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mode?: number;
  /** Seconds since the Unix epoch; 0 where absent, so that the same content makes the same archive. */
  readonly mtime?: number;
}

const LONGEST_NAME = 100;
const LARGEST_OCTAL = 8 ** 11 - 1;

/** The header of a file, in ustar, with a pax header in front where its name or size need one. */
export function tarFileHeader(file: TarFile): Buffer {
  const records: string[] = [];
  const isLong = Buffer.byteLength(file.path) > LONGEST_NAME;
  if (isLong) records.push(paxRecord('path', file.path));
  if (file.sizeBytes > LARGEST_OCTAL) records.push(paxRecord('size', String(file.sizeBytes)));
  const name = isLong ? Buffer.from(file.path).subarray(0, LONGEST_NAME) : Buffer.from(file.path);
  const own = block(name, '0', { ...file, sizeBytes: Math.min(file.sizeBytes, LARGEST_OCTAL) });
  if (records.length === 0) return own;
  const pax = Buffer.from(records.join(''));
  const head = block(Buffer.from('PaxHeaders/entry'), 'x', { path: '', sizeBytes: pax.length });
  return Buffer.concat([head, pax, tarPadding(pax.length), own]);
}

/** The header of a folder. */
export function tarFolderHeader(path: string): Buffer {
  return block(Buffer.from(`${path}/`), '5', { path, sizeBytes: 0, mode: 0o755 });
}

/** The zeros that fill the last block of a file. */
export function tarPadding(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** The two blocks of zeros at the end. */
export function tarEnd(): Buffer {
  return Buffer.alloc(BLOCK_BYTES * 2);
}

function block(name: Buffer, flag: string, file: TarFile): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES);
  name.copy(bytes, 0);
  bytes.write(octal(file.mode ?? 0o644, 7), 100);
  bytes.write(octal(0, 7), 108);
  bytes.write(octal(0, 7), 116);
  bytes.write(octal(file.sizeBytes, 11), 124);
  bytes.write(octal(file.mtime ?? 0, 11), 136);
  bytes.write('        ', 148);
  bytes.write(flag, 156);
  bytes.write('ustar\u000000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}

/** `LENGTH KEY=VALUE\n`, where the length counts its own digits too. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length > length) length++;
  return `${length} ${key}=${value}\n`;
}
