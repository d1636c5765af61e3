import { given, Unreadable } from '../analyser.ts';
import type { InstalledPackage } from '../analyser.ts';
import { mayBeFoundTwice, ownablePath } from '../owned-path.ts';

/** Tags of RPM's header that are of use here (rpmtag.h). */
const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  licence: 1014,
  arch: 1022,
  sourceRpm: 1044,
  folderIndexes: 1116,
  baseNames: 1117,
  folderNames: 1118,
  modularityLabel: 5096,
} as const;

const INT32 = 4;
const STRING = 6;
const STRING_ARRAY = 8;
const I18N_STRING = 9;
/** Bounds of RPM itself: 65,535 tags and 256 MiB in one header. */
const MOST_TAGS = 65_535;
const MOST_FILES = 500_000;

interface Tag {
  readonly type: number;
  readonly at: number;
  readonly count: number;
}

interface Header {
  readonly data: Buffer;
  readonly tags: ReadonlyMap<number, Tag>;
}

/** What one header says, and the paths of the package that may be found twice. */
export interface RpmFound {
  readonly package: InstalledPackage;
  readonly owned: readonly string[];
}

/**
 * A header as RPM's database keeps it: two counts, index entries of 16 bytes, then the data; all numbers big-endian.
 * Undefined for entries that are no software (imported keys). Throws `Unreadable` for bytes that are no header.
 */
export function readRpmHeader(blob: Buffer): RpmFound | undefined {
  const header = openHeader(blob);
  const name = text(header, TAG.name);
  const version = text(header, TAG.version);
  const release = text(header, TAG.release);
  if (name === undefined || version === undefined || release === undefined)
    throw new Unreadable('a header names no package');
  if (name === 'gpg-pubkey') return undefined;
  const epoch = number(header, TAG.epoch);
  const plain = `${version}-${release}`;
  const withEpoch = epoch === undefined || epoch === 0 ? plain : `${epoch}:${plain}`;
  const found = {
    name,
    version: withEpoch,
    source: sourceOf(text(header, TAG.sourceRpm), { name, version: withEpoch, epoch }),
    ...given({
      arch: notNone(text(header, TAG.arch)),
      supplier: notNone(text(header, TAG.vendor)),
      licence: text(header, TAG.licence),
      module: notNone(text(header, TAG.modularityLabel)),
    }),
  };
  return { package: found, owned: ownedBy(header) };
}

function openHeader(blob: Buffer): Header {
  if (blob.length < 8) throw new Unreadable('a header is cut short');
  const count = blob.readUInt32BE(0);
  const size = blob.readUInt32BE(4);
  const dataAt = 8 + count * 16;
  if (count > MOST_TAGS || dataAt + size > blob.length) throw new Unreadable('a header is cut short');
  const wanted = new Set<number>(Object.values(TAG));
  const tags = new Map<number, Tag>();
  for (let at = 8; at < dataAt; at += 16) {
    const id = blob.readUInt32BE(at);
    if (!wanted.has(id)) continue;
    const tag = { type: blob.readUInt32BE(at + 4), at: blob.readUInt32BE(at + 8), count: blob.readUInt32BE(at + 12) };
    if (tag.at < size) tags.set(id, tag);
  }
  return { data: blob.subarray(dataAt, dataAt + size), tags };
}

function text({ data, tags }: Header, id: number): string | undefined {
  const tag = tags.get(id);
  if (tag === undefined || ![STRING, STRING_ARRAY, I18N_STRING].includes(tag.type)) return undefined;
  const end = data.indexOf(0, tag.at);
  return end < 0 ? undefined : data.toString('utf8', tag.at, end);
}

function number({ data, tags }: Header, id: number): number | undefined {
  const tag = tags.get(id);
  return tag?.type === INT32 && tag.at + 4 <= data.length ? data.readUInt32BE(tag.at) : undefined;
}

function* strings({ data, tags }: Header, id: number): Generator<string> {
  const tag = tags.get(id);
  if (tag?.type !== STRING_ARRAY) return;
  let at = tag.at;
  for (let left = Math.min(tag.count, MOST_FILES); left > 0; left -= 1) {
    const end = data.indexOf(0, at);
    if (end < 0) return;
    yield data.toString('utf8', at, end);
    at = end + 1;
  }
}

/** Files are kept as base names, each with the number of its folder. */
function ownedBy(header: Header): string[] {
  const folders = [...strings(header, TAG.folderNames)].map(ownablePath);
  const indexes = header.tags.get(TAG.folderIndexes);
  const owned: string[] = [];
  if (indexes?.type !== INT32) return owned;
  let at = indexes.at;
  for (const base of strings(header, TAG.baseNames)) {
    if (at + 4 > header.data.length) break;
    const path = `${folders[header.data.readUInt32BE(at)] ?? ''}${base}`;
    if (mayBeFoundTwice(path)) owned.push(path);
    at += 4;
  }
  return owned;
}

/** `openssl-3.0.7-27.el9.src.rpm`: the source package shares the epoch of its binaries. */
export function sourceOf(
  file: string | undefined,
  own: { readonly name: string; readonly version: string; readonly epoch: number | undefined },
): { name: string; version: string } {
  const match = /^(?<name>.+)-(?<version>[^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(file ?? '')?.groups;
  if (match === undefined) return { name: own.name, version: own.version };
  const plain = match['version'] ?? '';
  const epoch = own.epoch === undefined || own.epoch === 0 ? '' : `${own.epoch}:`;
  return { name: match['name'] ?? '', version: `${epoch}${plain}` };
}

function notNone(value: string | undefined): string | undefined {
  return value === '(none)' ? undefined : value;
}
