import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

import { KIND } from './pack.ts';
import { readFile } from './read-file.ts';

/** A git object, inflated. */
export interface GitObject {
  readonly kind: number;
  readonly data: Buffer;
}

const KINDS: { readonly [name: string]: number } = {
  commit: KIND.commit,
  tree: KIND.tree,
  blob: KIND.blob,
  tag: KIND.tag,
};

/** The ids, in hex, of the loose objects in an object folder, in order. */
export function looseIds(objectDir: string, hashBytes: number): string[] {
  const rest = hashBytes * 2 - 2;
  const ids: string[] = [];
  for (const dir of list(objectDir)) {
    if (!/^[0-9a-f]{2}$/.test(dir)) continue;
    for (const name of list(join(objectDir, dir)))
      if (name.length === rest && /^[0-9a-f]+$/.test(name)) ids.push(dir + name);
  }
  return ids.toSorted();
}

/**
 * Reads a loose object (`<kind> <size>\0<data>`, zlib). Undefined where it is not there or damaged, or its data is
 * larger than `maxBytes`.
 */
export function readLoose(objectDir: string, id: string, maxBytes: number): GitObject | undefined {
  try {
    const packed = readFile(join(objectDir, id.slice(0, 2), id.slice(2)));
    const bytes = inflateSync(packed, { maxOutputLength: maxBytes + 64 });
    const end = bytes.indexOf(0);
    const [name = '', size = ''] = bytes.toString('latin1', 0, Math.min(end, 32)).split(' ');
    const kind = KINDS[name];
    const data = bytes.subarray(end + 1);
    return end > 0 && kind !== undefined && Number(size) === data.length ? { kind, data } : undefined;
  } catch {
    return undefined;
  }
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
