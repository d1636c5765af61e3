import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

import { messageOf } from '@sallyport/kernel';
import type { SallyportError } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';
import type { Advisory } from '../model.ts';
import { packageKey } from '../osv/ecosystem-key.ts';
import { guard } from '../store/files.ts';
import { FORMAT_VERSION, HEADER_BYTES, hash53, lowerBound, MAGIC } from './format.ts';
import type { PartitionFooter, Row, Section } from './format.ts';

/** An open partition. Reading is synchronous, since a read of a few hundred bytes costs less than a turn of the event loop. */
export interface Partition {
  readonly path: string;
  readonly footer: PartitionFooter;
  /** The rows of a package; none where nothing is known of it. */
  rows(ecosystem: string, name: string): readonly Row[];
  /** The record that a row points to. */
  record(row: Pick<Row, 1 | 2>): Advisory;
  /** The records with this id or alias. */
  find(id: string): Advisory[];
  /** When the record with this id was last modified, in ms; undefined where it was never seen. */
  modifiedOf(id: string): number | undefined;
  /** Every record, in the order of the file. */
  records(): Generator<Advisory>;
  /** Hash and time of every id that was seen, withdrawn ones included. */
  seen(): Generator<{ readonly hash: number; readonly modified: number; readonly isSkipped: boolean }>;
  close(): void;
}

const MAX_CHUNK = 64 * 1024 * 1024;
const REMEMBERED_CHUNKS = 32;

/** Opens a file by its path; throws `ADVISORIES_PARTITION_DAMAGED` where it is not sound. ENOENT passes through. */
export function openPartition(path: string): Partition {
  const fd = openSync(path, 'r');
  try {
    return createReader(fd, path);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function damaged(path: string, reason: string): SallyportError {
  return advisoryErrors.PARTITION_DAMAGED({ path, reason });
}

function readAt(fd: number, path: string, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const read = guard(path, () => readSync(fd, bytes, 0, length, offset));
  if (read !== length) throw damaged(path, 'it ends early');
  return bytes;
}

function readFooter(fd: number, path: string): PartitionFooter {
  const size = fstatSync(fd).size;
  if (size < HEADER_BYTES) throw damaged(path, 'it is too short');
  const header = readAt(fd, path, 0, HEADER_BYTES);
  if (header.toString('latin1', 0, 8) !== MAGIC) throw damaged(path, 'it is no partition');
  const offset = header.readDoubleLE(8);
  const length = header.readDoubleLE(16);
  if (!(offset >= HEADER_BYTES && length > 0 && offset + length <= size)) throw damaged(path, 'its footer is missing');
  const footer = parse<PartitionFooter>(path, readAt(fd, path, offset, length).toString());
  if (footer.format !== FORMAT_VERSION) throw damaged(path, `its format is ${footer.format}`);
  return footer;
}

function parse<T>(path: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw damaged(path, messageOf(error));
  }
}

/** A section's columns, read when they are first needed. */
function sectionReader(fd: number, path: string, section: Section, width: number): () => readonly Float64Array[] {
  let columns: readonly Float64Array[] | undefined;
  return () => {
    if (columns === undefined) {
      if (section.length !== section.entries * width * 8) throw damaged(path, 'a section has a wrong length');
      // Buffer.alloc has a memory block of its own, so that the columns are aligned.
      const { buffer, byteOffset } = readAt(fd, path, section.offset, section.length);
      const column = (at: number) => new Float64Array(buffer, byteOffset + at * section.entries * 8, section.entries);
      columns = Array.from({ length: width }, (_, at) => column(at));
    }
    return columns;
  };
}

function createReader(fd: number, path: string): Partition {
  const footer = readFooter(fd, path);
  const index = sectionReader(fd, path, footer.index, 3);
  const chunkTable = sectionReader(fd, path, footer.chunks, 3);
  const ids = sectionReader(fd, path, footer.ids, 4);
  const aliases = sectionReader(fd, path, footer.aliases, 3);
  const chunk = chunkReader((at) => {
    const [offsets, lengths, sizes] = chunkTable();
    const packed = readAt(fd, path, offsets?.[at] ?? -1, lengths?.[at] ?? 0);
    return inflate(path, packed, sizes?.[at] ?? 0);
  });
  const record = (at: number, line: number): Advisory => parse<Advisory>(path, lineOf(chunk(at), line));
  return {
    path,
    footer,
    rows(ecosystem, name) {
      const key = packageKey(ecosystem, name);
      const hash = hash53(key);
      const [hashes, offsets, lengths] = index();
      const at = hashes === undefined ? 0 : lowerBound(hashes, hash);
      if (hashes?.[at] !== hash) return [];
      const block = readAt(fd, path, offsets?.[at] ?? 0, lengths?.[at] ?? 0).toString();
      return parse<[string, Row[]][]>(path, block).find(([each]) => each === key)?.[1] ?? [];
    },
    record: (row) => record(row[1], row[2]),
    find(id) {
      const places = [...lookUp(ids(), id), ...lookUp(aliases(), id)];
      const found = places.filter(([at]) => at >= 0).map(([at, line]) => record(at, line));
      const named = found.filter((each) => [each.id, ...each.aliases, ...each.upstream].includes(id));
      return [...new Map(named.map((each) => [each.id, each])).values()];
    },
    modifiedOf: (id) => {
      const columns = ids();
      const at = lowerBound(columns[0] ?? new Float64Array(), hash53(id));
      return columns[0]?.[at] === hash53(id) ? columns[3]?.[at] : undefined;
    },
    *records() {
      for (let at = 0; at < footer.chunks.entries; at += 1) {
        for (const line of chunk(at).toString().split('\n')) yield parse<Advisory>(path, line);
      }
    },
    *seen() {
      const [hashes, chunks, , times] = ids();
      for (const [at, hash] of (hashes ?? new Float64Array()).entries()) {
        yield { hash, modified: times?.[at] ?? 0, isSkipped: (chunks?.[at] ?? -1) < 0 };
      }
    },
    close: () => closeSync(fd),
  };
}

function* lookUp(columns: readonly Float64Array[], id: string): Generator<[number, number]> {
  const [hashes, chunks, lines] = columns;
  if (hashes === undefined) return;
  const hash = hash53(id);
  for (let at = lowerBound(hashes, hash); hashes[at] === hash; at += 1) yield [chunks?.[at] ?? -1, lines?.[at] ?? 0];
}

function inflate(path: string, packed: Buffer, size: number): Buffer {
  try {
    const bound = Math.min(Math.max(size, 1), MAX_CHUNK);
    return inflateRawSync(packed, { maxOutputLength: bound, chunkSize: bound + 64 });
  } catch (error) {
    throw damaged(path, messageOf(error));
  }
}

const NEWLINE = 10;

/** One line, without making texts of the others. */
function lineOf(chunk: Buffer, line: number): string {
  let start = 0;
  for (let skipped = 0; skipped < line; skipped += 1) start = chunk.indexOf(NEWLINE, start) + 1;
  const end = chunk.indexOf(NEWLINE, start);
  return chunk.toString('utf8', start, end < 0 ? chunk.length : end);
}

/** Keeps the chunks that were read last, since the records of one scan often lie together. */
function chunkReader(load: (at: number) => Buffer): (at: number) => Buffer {
  const recent = new Map<number, Buffer>();
  return (at) => {
    const known = recent.get(at);
    if (known !== undefined) return known;
    const chunk = load(at);
    recent.set(at, chunk);
    const [oldest] = recent.keys();
    if (recent.size > REMEMBERED_CHUNKS && oldest !== undefined) recent.delete(oldest);
    return chunk;
  };
}
