/** C2SP tlog-tiles (c2sp.org/tlog-tiles): the static files that a log serves, tiles of 256 hashes and bundles of 256 entries. */
import { parseCount } from './encoding.ts';
import { HASH_BYTES } from './hash.ts';

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
/** Tree levels that one tile level spans. */
export const TILE_HEIGHT = 8;
/** A bundle gives each entry's length in 16 bits. */
export const MAX_ENTRY_BYTES = 65_535;

export interface TileRef {
  /** Level of the tile; `entries` for a bundle of entries. */
  readonly level: number | 'entries';
  readonly index: number;
  /** 256, or less for the tile at the growing edge. */
  readonly width: number;
}

/** `tile/0/x001/x234/067.p/8`. */
export function tilePath(tile: TileRef): string {
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `tile/${tile.level}/${groups(tile.index)}${partial}`;
}

function groups(index: number): string {
  const parts = [String(index % 1000).padStart(3, '0')];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    parts.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  }
  return parts.join('/');
}

const TILE_PATH =
  /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The tile that a path names, or undefined. Only the one canonical spelling of a path names a tile. */
export function parseTilePath(path: string): TileRef | undefined {
  const match = TILE_PATH.exec(path);
  if (match === null) return undefined;
  const [, level = '', number = '', width = String(TILE_WIDTH)] = match;
  const digits = number.replaceAll(/[x/]/g, '').replace(/^0+(?=\d)/, '');
  const index = parseCount(digits);
  if (index === undefined) return undefined;
  const tile: TileRef = { level: level === 'entries' ? level : Number(level), index, width: Number(width) };
  return tile.width <= TILE_WIDTH && tilePath(tile) === path ? tile : undefined;
}

/** Every tile and bundle of a log of `size` entries, bundles included. */
export function* tilesOf(size: number): Generator<TileRef> {
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / TILE_WIDTH)) {
    for (let index = 0; index * TILE_WIDTH < count; index++) {
      const width = Math.min(TILE_WIDTH, count - index * TILE_WIDTH);
      yield { level, index, width };
      if (level === 0) yield { level: 'entries', index, width };
    }
  }
}

/** A bundle of entries: each with its length before it, 16 bits, big-endian. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  const bundle = Buffer.allocUnsafe(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    at = bundle.writeUInt16BE(entry.length, at);
    bundle.set(entry, at);
    at += entry.length;
  }
  return bundle;
}

/** The entries of a bundle, or undefined if it does not hold exactly `count`. */
export function decodeEntries(bundle: Uint8Array, count: number): Uint8Array[] | undefined {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    if (at + 2 > bundle.length || entries.length === count) return undefined;
    const end = at + 2 + view.getUint16(at);
    if (end > bundle.length) return undefined;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries.length === count ? entries : undefined;
}

/** The hashes of a tile, or undefined if it does not hold exactly `count`. */
export function decodeTile(tile: Uint8Array, count: number): Uint8Array[] | undefined {
  if (tile.length !== count * HASH_BYTES) return undefined;
  return Array.from({ length: count }, (_, i) => tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}
