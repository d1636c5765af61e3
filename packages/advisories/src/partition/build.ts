import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

import type { Advisory, AffectedPackage } from '../model.ts';
import { packageKey } from '../osv/ecosystem-key.ts';
import { createAppender, guard } from '../store/files.ts';
import type { Appender } from '../store/files.ts';
import { createColumns } from './columns.ts';
import type { Columns } from './columns.ts';
import { CHUNK_BYTES, FORMAT_VERSION, HEADER_BYTES, hash53, MAGIC } from './format.ts';
import type { PartitionFooter, Row, Section } from './format.ts';

/** Builds one partition file from records in any order, with memory for the indexes only. */
export interface PartitionBuilder {
  add(advisory: Advisory): void;
  /** Remembers that a withdrawn record was seen, so that the next update does not fetch it again. */
  skip(id: string, modified: string): void;
  /** The same for one that an earlier build remembered: the hash of its id and its time in ms. */
  keepSkipped(hash: number, modified: number): void;
  countMalformed(count: number): void;
  /** Writes the indexes; the file is complete and on the disk then. */
  finish(): PartitionFooter;
  /** Removes everything that was written. */
  abandon(): void;
}

interface State {
  readonly ecosystem: string;
  readonly out: Appender;
  /** Rows of blocks in the order of the records, until they can be written in the order of their keys. */
  readonly spool: Appender;
  readonly rows: Columns;
  readonly ids: Columns;
  readonly aliases: Columns;
  readonly chunkTable: Columns;
  lines: string[];
  lineBytes: number;
  skipped: number;
  malformed: number;
  advisories: number;
  newest: string;
}

/** Writes to `path`, and to `path.rows` meanwhile; neither may exist. */
export function createPartitionBuilder(path: string, ecosystem: string): PartitionBuilder {
  const out = createAppender(path);
  const state: State = {
    ecosystem,
    out,
    spool: createAppender(`${path}.rows`),
    rows: createColumns(3),
    ids: createColumns(4),
    aliases: createColumns(3),
    chunkTable: createColumns(3),
    lines: [],
    lineBytes: 0,
    skipped: 0,
    malformed: 0,
    advisories: 0,
    newest: '',
  };
  out.write(new Uint8Array(HEADER_BYTES));
  return {
    add: (advisory) => add(state, advisory),
    skip: (id, modified) => skip(state, hash53(id), timeOf(modified)),
    keepSkipped: (hash, modified) => skip(state, hash, modified),
    countMalformed(count) {
      state.malformed += count;
    },
    finish: () => finish(state),
    abandon() {
      out.abandon();
      state.spool.abandon();
    },
  };
}

/** RFC 3339 as milliseconds; a time that cannot be read is the beginning of all. */
export function timeOf(text: string): number {
  const time = Date.parse(text);
  return Number.isNaN(time) ? -8.64e15 : time;
}

function skip(state: State, hash: number, modified: number): void {
  state.skipped += 1;
  state.ids.push([hash, -1, 0, modified]);
}

function add(state: State, advisory: Advisory): void {
  const chunk = state.chunkTable.length;
  const line = state.lines.length;
  state.advisories += 1;
  if (timeOf(advisory.modified) > timeOf(state.newest)) state.newest = advisory.modified;
  state.ids.push([hash53(advisory.id), chunk, line, timeOf(advisory.modified)]);
  for (const alias of new Set([...advisory.aliases, ...advisory.upstream]))
    state.aliases.push([hash53(alias), chunk, line]);
  for (const affected of advisory.affected) addRow(state, affected, rowOf(advisory, affected, chunk, line));
  const text = JSON.stringify(advisory);
  state.lines.push(text);
  state.lineBytes += text.length;
  if (state.lineBytes >= CHUNK_BYTES) flushChunk(state);
}

function rowOf(advisory: Advisory, affected: AffectedPackage, chunk: number, line: number): Row {
  const intervals = affected.intervals.map(({ from, to, toInclusive }): Row[3][number] => {
    if (to === undefined) return [from];
    return toInclusive === true ? [from, to, 1] : [from, to];
  });
  return [advisory.id, chunk, line, intervals, affected.versions, namesFor(advisory)];
}

/** Other names of the same vulnerability: aliases, and what a distribution's record stands for where that is one. */
function namesFor(advisory: Pick<Advisory, 'aliases' | 'upstream'>): readonly string[] {
  const [only] = advisory.upstream;
  return advisory.upstream.length === 1 && only !== undefined
    ? [...new Set([...advisory.aliases, only])]
    : advisory.aliases;
}

function addRow(state: State, affected: AffectedPackage, row: Row): void {
  if (affected.intervals.length === 0 && affected.versions.length === 0) return;
  const key = packageKey(affected.ecosystem, affected.name);
  const bytes = Buffer.from(JSON.stringify([key, row]));
  state.rows.push([hash53(key), state.spool.position, bytes.length]);
  state.spool.write(bytes);
}

function flushChunk(state: State): void {
  if (state.lines.length === 0) return;
  const plain = Buffer.from(state.lines.join('\n'));
  const packed = deflateRawSync(plain, { level: 4 });
  state.chunkTable.push([state.out.position, packed.length, plain.length]);
  state.out.write(packed);
  state.lines = [];
  state.lineBytes = 0;
}

function finish(state: State): PartitionFooter {
  flushChunk(state);
  state.spool.finish();
  const index = writeBlocks(state);
  const chunks = writeSection(state, state.chunkTable, 3, false);
  const packages = writeSection(state, index, 3, false);
  const footer: PartitionFooter = {
    format: FORMAT_VERSION,
    ecosystem: state.ecosystem,
    advisories: state.advisories,
    packages: index.length,
    skipped: state.skipped,
    malformed: state.malformed,
    newest: state.newest,
    chunks,
    index: packages,
    ids: writeSection(state, state.ids, 4, true),
    aliases: writeSection(state, state.aliases, 3, true),
  };
  const bytes = Buffer.from(JSON.stringify(footer));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.writeDoubleLE(state.out.position, 8);
  header.writeDoubleLE(bytes.length, 16);
  state.out.write(bytes);
  state.out.finish(header);
  return footer;
}

/** Rows of one hash become one block; the spool is read at random, which the page cache makes cheap. */
function writeBlocks(state: State): Columns {
  const index = createColumns(3);
  const fd = guard(state.spool.path, () => openSync(state.spool.path, 'r'));
  try {
    const [hashes, offsets, lengths] = [0, 1, 2].map((at) => state.rows.column(at));
    const order = state.rows.order();
    let group: string[] = [];
    for (let at = 0; at < order.length; at += 1) {
      const entry = order[at] ?? 0;
      group.push(readText(fd, offsets?.[entry] ?? 0, lengths?.[entry] ?? 0));
      const hash = hashes?.[entry] ?? 0;
      const next = order[at + 1];
      if (next !== undefined && hashes?.[next] === hash) continue;
      const bytes = Buffer.from(blockOf(group));
      index.push([hash, state.out.position, bytes.length]);
      state.out.write(bytes);
      group = [];
    }
    return index;
  } finally {
    closeSync(fd);
    rmSync(state.spool.path, { force: true });
  }
}

function readText(fd: number, offset: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  readSync(fd, bytes, 0, length, offset);
  return bytes.toString();
}

function blockOf(group: readonly string[]): string {
  const byKey = new Map<string, Row[]>();
  for (const text of group) {
    const [key, row] = JSON.parse(text) as [string, Row];
    const rows = byKey.get(key);
    if (rows === undefined) byKey.set(key, [row]);
    else rows.push(row);
  }
  return JSON.stringify([...byKey]);
}

/** Writes a table column by column, sorted by its first one where asked to, each aligned for a typed array. */
function writeSection(state: State, table: Columns, width: number, sort: boolean): Section {
  const padding = (8 - (state.out.position % 8)) % 8;
  state.out.write(new Uint8Array(padding));
  const offset = state.out.position;
  const order = sort ? table.order() : undefined;
  for (let at = 0; at < width; at += 1) {
    const column = table.column(at);
    const sorted = order === undefined ? column : reordered(column, order);
    state.out.write(new Uint8Array(sorted.buffer, sorted.byteOffset, sorted.byteLength));
  }
  return { offset, length: state.out.position - offset, entries: table.length };
}

function reordered(column: Float64Array, order: Uint32Array): Float64Array {
  const sorted = new Float64Array(column.length);
  for (let at = 0; at < order.length; at += 1) sorted[at] = column[order[at] ?? 0] ?? 0;
  return sorted;
}
