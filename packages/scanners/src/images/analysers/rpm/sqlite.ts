import { Unreadable } from '../analyser.ts';

const MAGIC = 'SQLite format 3\0';
const INTERIOR = 0x05;
const LEAF = 0x0d;
const DEEPEST = 20;

/** One row's columns; only what RPM keeps: integers, texts and blobs. */
type Column = number | string | Buffer | undefined;

interface File {
  readonly bytes: Buffer;
  readonly pageBytes: number;
  /** Without the reserved tail that some builds keep on every page. */
  readonly usable: number;
  readonly pages: number;
}

/**
 * Every row of a table of an SQLite file (https://www.sqlite.org/fileformat2.html), by its b-tree, as columns. Reads what
 * stands in the file itself; a write-ahead log beside it is not looked at. Never visits a page twice, so that a damaged
 * file ends. Throws `Unreadable` for anything that is no SQLite file or breaks off.
 */
export function* sqliteRows(bytes: Buffer, table: string): Generator<readonly Column[]> {
  const file = openFile(bytes);
  for (const [type, name, , root] of rowsOf(file, 1)) {
    if (type !== 'table' || name !== table || typeof root !== 'number') continue;
    yield* rowsOf(file, root);
    return;
  }
  throw new Unreadable(`it has no table ${table}`);
}

function openFile(bytes: Buffer): File {
  if (bytes.length < 512 || bytes.toString('latin1', 0, 16) !== MAGIC) throw new Unreadable('it is no SQLite file');
  const size = bytes.readUInt16BE(16);
  const pageBytes = size === 1 ? 65_536 : size;
  const usable = pageBytes - (bytes[20] ?? 0);
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0 || usable < 480)
    throw new Unreadable('its page size is wrong');
  if (bytes.readUInt32BE(56) > 1) throw new Unreadable('its texts are not UTF-8');
  return { bytes, pageBytes, usable, pages: Math.ceil(bytes.length / pageBytes) };
}

function pageAt(file: File, number: number): Buffer {
  const at = (number - 1) * file.pageBytes;
  if (number < 1 || at + file.pageBytes > file.bytes.length) throw new Unreadable('a page is missing');
  return file.bytes.subarray(at, at + file.pageBytes);
}

/** Depth first, in the order of the rows. */
function* rowsOf(file: File, root: number): Generator<Column[]> {
  const seen = new Set<number>();
  const stack: { readonly page: number; readonly depth: number }[] = [{ page: root, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.page) || next.depth > DEEPEST) throw new Unreadable('its pages go in a circle');
    seen.add(next.page);
    const page = pageAt(file, next.page);
    const start = next.page === 1 ? 100 : 0;
    const kind = page[start];
    const cells = page.readUInt16BE(start + 3);
    if (kind === LEAF) {
      for (let cell = 0; cell < cells; cell += 1) yield readCell(file, page, cellAt(page, start + 8, cell));
    } else if (kind === INTERIOR) {
      const depth = next.depth + 1;
      stack.push({ page: page.readUInt32BE(start + 8), depth });
      for (let cell = cells - 1; cell >= 0; cell -= 1)
        stack.push({ page: page.readUInt32BE(cellAt(page, start + 12, cell)), depth });
    } else throw new Unreadable('a page is of no known kind');
  }
}

function cellAt(page: Buffer, arrayAt: number, cell: number): number {
  if (arrayAt + cell * 2 + 2 > page.length) throw new Unreadable('a page is damaged');
  const at = page.readUInt16BE(arrayAt + cell * 2);
  if (at + 4 > page.length) throw new Unreadable('a page is damaged');
  return at;
}

function readCell(file: File, page: Buffer, at: number): Column[] {
  const [size, afterSize] = varint(page, at);
  const [rowId, dataAt] = varint(page, afterSize);
  return columnsOf(payload(file, page, { at: dataAt, size }), rowId);
}

/** What does not fit on the page goes on in a chain of overflow pages. */
function payload(file: File, page: Buffer, { at, size }: { at: number; size: number }): Buffer {
  const { usable } = file;
  if (size > file.bytes.length) throw new Unreadable('a row is larger than the file');
  if (size <= usable - 35) return within(page, at, size);
  const least = Math.trunc(((usable - 12) * 32) / 255) - 23;
  const fits = least + ((size - least) % (usable - 4));
  const local = fits <= usable - 35 ? fits : least;
  const parts = [within(page, at, local)];
  let left = size - local;
  let next = within(page, at + local, 4).readUInt32BE(0);
  while (left > 0) {
    const overflow = pageAt(file, next);
    const part = overflow.subarray(4, 4 + Math.min(left, usable - 4));
    parts.push(part);
    left -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts, size);
}

function within(page: Buffer, at: number, size: number): Buffer {
  if (at + size > page.length) throw new Unreadable('a row leaves its page');
  return page.subarray(at, at + size);
}

/** A record: the types of the columns, then their values. The first column of an integer key is null: the row's id stands in for it. */
function columnsOf(record: Buffer, rowId: number): Column[] {
  const [headerBytes, first] = varint(record, 0);
  const columns: Column[] = [];
  let typeAt = first;
  let at = headerBytes;
  while (typeAt < headerBytes && columns.length < 100) {
    const [type, next] = varint(record, typeAt);
    const size = sizeOf(type);
    columns.push(type === 0 && columns.length === 0 ? rowId : valueOf(within(record, at, size), type));
    typeAt = next;
    at += size;
  }
  return columns;
}

const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(type: number): number {
  return type >= 12 ? Math.trunc((type - 12) / 2) : (SIZES[type] ?? 0);
}

function valueOf(bytes: Buffer, type: number): Column {
  if (type >= 12) return type % 2 === 0 ? bytes : bytes.toString('utf8');
  if (type >= 1 && type <= 5) return bytes.readIntBE(0, bytes.length);
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  return type === 8 ? 0 : type === 9 ? 1 : undefined;
}

/** Big-endian, seven bits a byte, the ninth byte whole. Numbers here stay far below 2⁵³. */
function varint(bytes: Buffer, at: number): [value: number, next: number] {
  let value = 0;
  for (let offset = 0; offset < 8; offset += 1) {
    const byte = bytes[at + offset];
    if (byte === undefined) throw new Unreadable('a row is cut short');
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + offset + 1];
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9];
}
