import { decodeName } from './block.ts';

/** What pax extended headers say of the entry that follows. */
export interface Pax {
  readonly values: ReadonlyMap<string, string>;
  readonly xattrs: ReadonlyMap<string, string>;
  /** Offsets and sizes in turn, of sparse format 0.0. */
  readonly sparse: readonly number[];
}

const XATTR = 'SCHILY.xattr.';

/** Reads `LENGTH KEY=VALUE\n` records (POSIX.1-2001 pax); undefined where they do not add up. */
export function readPax(bytes: Buffer): Pax | undefined {
  const values = new Map<string, string>();
  const xattrs = new Map<string, string>();
  const sparse: number[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const record = recordAt(bytes, at);
    if (record === undefined) return undefined;
    at = record.end;
    const { key, value } = record;
    if (key.startsWith(XATTR)) xattrs.set(key.slice(XATTR.length), value.toString('latin1', 0, value.length));
    else if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') sparse.push(Number(decodeName(value)));
    else values.set(key, decodeName(value));
  }
  return { values, xattrs, sparse };
}

interface PaxRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly end: number;
}

function recordAt(bytes: Buffer, at: number): PaxRecord | undefined {
  const space = bytes.indexOf(0x20, at);
  if (space === -1 || space - at > 12) return undefined;
  const digits = bytes.toString('latin1', at, space);
  const end = at + Number(digits);
  if (!/^[0-9]+$/.test(digits) || end > bytes.length || end <= space + 1 || bytes[end - 1] !== 0x0a) return undefined;
  const equals = bytes.indexOf(0x3d, space);
  if (equals === -1 || equals >= end) return undefined;
  return { key: decodeName(bytes.subarray(space + 1, equals)), value: bytes.subarray(equals + 1, end - 1), end };
}

/** A whole number of a pax value; undefined where it is none that can be counted with. */
export function paxNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^[0-9]{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
