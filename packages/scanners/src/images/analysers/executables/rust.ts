import { constants, inflateSync } from 'node:zlib';

import type { PackageFacts } from '@sallyport/inventory';
import { isForeignObject, jsonList, jsonText } from '@sallyport/kernel';

import { MOST_PACKAGES } from '../analyser.ts';
import type { Elf } from './elf.ts';
import { LOOK_AROUND } from './sweep.ts';
import type { Marker } from './sweep.ts';

/** What cargo-auditable left in a program: a list of crates, once it was found. */
export interface RustBuild {
  crates?: unknown;
}

const SECTION = '.dep-v0';
const MOST_JSON_BYTES = 8 * 1024 ** 2;
const MOST_PACKED_BYTES = 1024 ** 2;
const BEGINNING = /^\s*\{\s*"packages"\s*:/;

/** The list of crates in the section of its own that cargo-auditable makes; undefined where there is none. */
export function rustBuildOfElf(elf: Elf): RustBuild | undefined {
  const section = elf.sections.find(({ name }) => name === SECTION);
  return section === undefined ? undefined : { crates: unpackList(section.bytes) };
}

/** The beginnings of zlib streams, of which the one that unpacks to a list of crates is it. */
export function rustMarkers(build: RustBuild): Marker[] {
  return ['7801', '785e', '789c', '78da'].map((beginning) => ({
    needle: Buffer.from(beginning, 'hex'),
    found(data, at) {
      if (build.crates !== undefined || !isBeginning(data, at)) return undefined;
      return { mostBytes: MOST_PACKED_BYTES, done: (bytes) => (build.crates ??= unpackList(bytes)) };
    },
  }));
}

/** A first block with packed content, and its first bytes unpack to what is looked for. */
function isBeginning(data: Buffer, at: number): boolean {
  const kind = ((data[at + 2] ?? 0) >> 1) & 3;
  if (kind !== 1 && kind !== 2) return false;
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 };
    const text = inflateSync(data.subarray(at, at + LOOK_AROUND), options).toString('latin1', 0, 64);
    return BEGINNING.test(text);
  } catch {
    return false;
  }
}

function unpackList(bytes: Buffer): unknown {
  try {
    return JSON.parse(inflateSync(bytes, { maxOutputLength: MOST_JSON_BYTES }).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The crates of a program that came from crates.io and are part of it; what was only needed to build it is left out. */
export function rustPackages({ crates }: RustBuild): PackageFacts[] {
  return jsonList(crates, 'packages')
    .slice(0, MOST_PACKAGES)
    .flatMap((each): PackageFacts[] => {
      const name = jsonText(each, 'name');
      const version = jsonText(each, 'version');
      if (name === undefined || version === undefined || jsonText(each, 'kind') === 'build') return [];
      // A crate from elsewhere may bear the name of another one on crates.io.
      if (jsonText(each, 'source') !== 'crates.io') return [];
      const isRoot = isForeignObject(each) && each['root'] === true;
      return [{ ecosystem: 'crates.io', name, version, relation: isRoot ? 'direct' : 'transitive' }];
    });
}
