import type { Block } from './block.ts';
import type { TarHeader, TarType } from './entry.ts';
import { normaliseTarPath } from './path.ts';
import { paxNumber } from './pax.ts';
import type { Pax } from './pax.ts';
import type { SparseMap } from './sparse.ts';

/** What the headers before an entry said of it. */
export interface Announced {
  pax?: Pax | undefined;
  longName?: string | undefined;
  longLink?: string | undefined;
}

/** An entry, how many bytes of it are stored, and how they are laid out. */
export interface ReadHeader {
  readonly header: TarHeader;
  readonly storedBytes: number;
  readonly sparse?: SparseMap;
  /** The stored content begins with the map (sparse format 1.0). */
  readonly hasMapInContent?: boolean;
}

const TYPES: Readonly<Record<string, TarType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hard-link',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
};

/** Types whose size field means nothing: no content follows, as Docker and GNU tar read it. */
const WITHOUT_CONTENT: ReadonlySet<TarType> = new Set([
  'hard-link',
  'symlink',
  'character-device',
  'block-device',
  'directory',
  'fifo',
]);

/** Puts a block and what was announced of it together; a text says why that cannot be. */
export function readHeader(block: Block, announced: Announced): ReadHeader | string {
  const { pax } = announced;
  const rawPath = nameOf(block, announced);
  if (rawPath.includes('\0')) return 'a name holds a zero byte';
  const type = typeOf(block.flag, rawPath);
  const storedBytes = WITHOUT_CONTENT.has(type) ? 0 : storedSize(block, pax);
  if (storedBytes === undefined) return 'an entry has no size that can be read';
  const layout = type === 'file' ? paxSparse(pax, storedBytes) : undefined;
  if (typeof layout === 'string') return layout;
  const header: TarHeader = {
    ...normaliseTarPath(rawPath),
    rawPath,
    type,
    sizeBytes: type === 'file' ? (layout?.realSizeBytes ?? storedBytes) : 0,
    ...owner(block, pax),
    ...linkOf(type, announced, block),
    ...(pax === undefined || pax.xattrs.size === 0 ? {} : { xattrs: pax.xattrs }),
  };
  return { header, storedBytes, ...layoutOf(layout) };
}

function nameOf(block: Block, { longName, pax }: Announced): string {
  return longName ?? pax?.values.get('GNU.sparse.name') ?? pax?.values.get('path') ?? block.name;
}

function layoutOf(layout: PaxSparse | undefined): Pick<ReadHeader, 'sparse' | 'hasMapInContent'> {
  if (layout === undefined) return {};
  const { pieces, realSizeBytes } = layout;
  return pieces === undefined ? { hasMapInContent: true } : { sparse: { pieces, realSizeBytes } };
}

/** Before POSIX, a directory was a file whose name ends in a slash. */
function typeOf(flag: string, path: string): TarType {
  return flag === '\0' && path.endsWith('/') ? 'directory' : (TYPES[flag] ?? 'other');
}

function storedSize(block: Block, pax: Pax | undefined): number | undefined {
  const given = pax?.values.get('size');
  return given === undefined ? block.sizeBytes : paxNumber(given);
}

function owner(block: Block, pax: Pax | undefined): Pick<TarHeader, 'mode' | 'uid' | 'gid' | 'mtime'> {
  const mtime = Math.floor(Number(pax?.values.get('mtime') ?? block.mtime));
  return {
    mode: block.mode,
    uid: paxNumber(pax?.values.get('uid')) ?? block.uid,
    gid: paxNumber(pax?.values.get('gid')) ?? block.gid,
    mtime: Number.isSafeInteger(mtime) ? mtime : block.mtime,
  };
}

function linkOf(type: TarType, announced: Announced, block: Block): { linkPath?: string } {
  if (type !== 'hard-link' && type !== 'symlink') return {};
  const raw = announced.longLink ?? announced.pax?.values.get('linkpath') ?? block.linkName;
  return { linkPath: type === 'hard-link' ? normaliseTarPath(raw).path : raw };
}

interface PaxSparse {
  /** Undefined where the map stands in front of the content. */
  readonly pieces?: readonly number[];
  readonly realSizeBytes: number;
}

/** Sparse files as GNU tar writes them in pax headers: formats 0.0, 0.1 and 1.0. */
function paxSparse(pax: Pax | undefined, stored: number): PaxSparse | string | undefined {
  if (pax === undefined) return undefined;
  const { values } = pax;
  const real = values.get('GNU.sparse.realsize') ?? values.get('GNU.sparse.size');
  const map = values.get('GNU.sparse.map');
  const isFirst = values.get('GNU.sparse.major') === '1';
  if (!isFirst && map === undefined && pax.sparse.length === 0) return undefined;
  const realSizeBytes = real === undefined ? stored : paxNumber(real);
  if (realSizeBytes === undefined) return 'a sparse file has no size that can be read';
  if (isFirst) return { realSizeBytes };
  return { realSizeBytes, pieces: map === undefined ? pax.sparse : map === '' ? [] : map.split(',').map(Number) };
}
