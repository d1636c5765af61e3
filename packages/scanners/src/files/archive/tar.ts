import type { ArchiveBudget, ArchiveEntry } from './entry.ts';

const BLOCK = 512;
const MOST_META_BYTES = 65_536;

/** Takes a tar archive in pieces and hands out its regular files as they are complete. */
export interface TarParser {
  push(piece: Buffer): Generator<ArchiveEntry>;
  /** Says whether the archive broke off in the middle, and hands out what is there of the file that is cut off. */
  end(isBroken: boolean): Generator<ArchiveEntry>;
}

interface Header {
  readonly path: string;
  readonly type: string;
  readonly sizeBytes: number;
}

type State =
  | { readonly at: 'header' }
  | { readonly at: 'body'; readonly header: Header; left: number; padding: number; kept: Buffer[] | undefined }
  | { readonly at: 'end' };

/** A parser for ustar, pax paths and GNU long names, within the budget; sparse files and links are passed over. */
// oxlint-disable-next-line max-lines-per-function -- closures over the one state of the parser
export function createTarParser(budget: ArchiveBudget): TarParser {
  let rest: Buffer = Buffer.alloc(0);
  let state: State = { at: 'header' };
  let longName: string | undefined;

  const largestKept = (type: string, isFile: boolean): number =>
    isMeta(type) ? MOST_META_BYTES : isFile ? budget.entryBytes : -1;

  // oxlint-disable-next-line complexity -- one state change, told in order
  function* takeHeader(block: Buffer): Generator<ArchiveEntry> {
    if (block.every((byte) => byte === 0)) return;
    const header = parseHeader(block);
    if (header === undefined) {
      state = { at: 'end' };
      yield { path: '', skipped: 'malformed' };
      return;
    }
    const isFile = '0\u00007'.includes(header.type);
    const path = longName ?? header.path;
    const keep = header.sizeBytes <= largestKept(header.type, isFile);
    if (isFile && --budget.entriesLeft < 0) {
      state = { at: 'end' };
      yield { path, skipped: 'limit' };
      return;
    }
    if (isFile && !keep) yield { path, skipped: 'too-large' };
    const padding = (BLOCK - (header.sizeBytes % BLOCK)) % BLOCK;
    state = { at: 'body', header: { ...header, path }, left: header.sizeBytes, padding, kept: keep ? [] : undefined };
    if (!isMeta(header.type)) longName = undefined;
    if (header.sizeBytes === 0) yield* finish(state);
  }

  function* finish(body: State & { at: 'body' }): Generator<ArchiveEntry> {
    state = { at: 'header' };
    if (body.kept === undefined) return;
    const bytes = Buffer.concat(body.kept);
    if (body.header.type === 'L') longName = bytes.toString('utf8').replace(/\0.*$/s, '');
    else if (body.header.type === 'x') longName = paxPath(bytes) ?? longName;
    else yield { path: body.header.path, bytes };
  }

  /** Consumes from `rest` what it can; false when more is needed. */
  function* step(): Generator<ArchiveEntry, boolean> {
    if (state.at === 'end' || rest.length === 0) return false;
    if (state.at === 'header') {
      if (rest.length < BLOCK) return false;
      const block = rest.subarray(0, BLOCK);
      rest = rest.subarray(BLOCK);
      yield* takeHeader(block);
      return true;
    }
    const taken = rest.subarray(0, state.left);
    state.kept?.push(Buffer.from(taken));
    state.left -= taken.length;
    const skipped = state.left === 0 ? Math.min(state.padding, rest.length - taken.length) : 0;
    state.padding -= skipped;
    rest = rest.subarray(taken.length + skipped);
    if (state.left === 0 && state.padding === 0) yield* finish(state);
    return true;
  }

  return {
    *push(piece) {
      budget.bytesLeft -= piece.length;
      if (budget.bytesLeft < 0 && state.at !== 'end') {
        state = { at: 'end' };
        yield { path: '', skipped: 'limit' };
      }
      rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      while (yield* step());
      if (state.at === 'end') rest = Buffer.alloc(0);
    },
    *end(isBroken) {
      if (state.at === 'body') {
        const { header, kept = [] } = state;
        if (!isMeta(header.type) && kept.length > 0) yield { path: header.path, bytes: Buffer.concat(kept) };
        yield { path: header.path, skipped: 'malformed' };
      } else if (isBroken || (state.at === 'header' && rest.length > 0)) yield { path: '', skipped: 'malformed' };
    },
  };
}

function isMeta(type: string): boolean {
  return type === 'x' || type === 'L' || type === 'g' || type === 'K';
}

function parseHeader(block: Buffer): Header | undefined {
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  if (Number.parseInt(text(block, 148, 8).trim(), 8) !== sum) return undefined;
  const sizeBytes =
    ((block[124] ?? 0) & 0x80) === 0
      ? Number.parseInt(text(block, 124, 12).trim() || '0', 8)
      : block.readUIntBE(130, 6);
  if (!Number.isSafeInteger(sizeBytes)) return undefined;
  const prefix = text(block, 257, 5) === 'ustar' && block[262] === 0 ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return { path: prefix === '' ? name : `${prefix}/${name}`, type: String.fromCharCode(block[156] ?? 0), sizeBytes };
}

function text(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end === -1 ? at + length : Math.min(end, at + length));
}

/** The `path` record of a pax header: `LENGTH path=VALUE\n`. */
function paxPath(bytes: Buffer): string | undefined {
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, space));
    if (space === -1 || !Number.isInteger(length) || length <= space - at || at + length > bytes.length)
      return undefined;
    const record = bytes.toString('utf8', space + 1, at + length - 1);
    if (record.startsWith('path=')) return record.slice(5);
    at += length;
  }
  return undefined;
}
