import { dirname, isAbsolute, join } from 'node:path';

import { readFile } from '../git/read-file.ts';

/** The git work tree that holds a folder: its root and its `.git` folder. */
export interface WorkTree {
  readonly root: string;
  readonly gitDir: string;
}

/** Finds the work tree that holds `folder` by going up; undefined outside of one. `.git` may be a file that names the folder. */
export function findWorkTree(folder: string): WorkTree | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const gitDir = gitDirIn(at);
    if (gitDir !== undefined) return { root: at, gitDir };
    if (dirname(at) === at) return undefined;
  }
}

function gitDirIn(folder: string): string | undefined {
  const dotGit = join(folder, '.git');
  if (readOrUndefined(join(dotGit, 'HEAD')) !== undefined) return dotGit;
  const named = /^gitdir: (?<path>.+)$/m.exec(readOrUndefined(dotGit)?.toString('utf8') ?? '')?.groups?.['path'];
  if (named === undefined) return undefined;
  return isAbsolute(named) ? named : join(folder, named);
}

/** Reads a file that may be absent, a folder or unreadable: all of these mean that git says nothing. */
export function readOrUndefined(path: string): Buffer | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}

/**
 * The paths in a git index (versions 2, 3 and 4; gitformat-index), relative to the work tree.
 * A damaged index gives the paths up to the damage.
 */
export function parseIndexPaths(index: Buffer): string[] {
  if (index.length < 12 || index.toString('latin1', 0, 4) !== 'DIRC') return [];
  const version = index.readUInt32BE(4);
  const count = index.readUInt32BE(8);
  const paths: string[] = [];
  let at = 12;
  let previous = Buffer.alloc(0);
  while (paths.length < count && at + 62 <= index.length) {
    const extended = version >= 3 && (index.readUInt16BE(at + 60) & 0x4000) !== 0;
    let nameAt = at + (extended ? 64 : 62);
    let kept = 0;
    if (version === 4) {
      const strip = readOffsetVarint(index, nameAt);
      nameAt = strip.next;
      kept = Math.max(0, previous.length - strip.value);
    }
    const end = index.indexOf(0, nameAt);
    if (end === -1) break;
    previous = Buffer.concat([previous.subarray(0, kept), index.subarray(nameAt, end)]);
    paths.push(previous.toString('utf8'));
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return paths;
}

function readOffsetVarint(bytes: Buffer, start: number): { value: number; next: number } {
  let at = start;
  let byte = bytes[at++] ?? 0;
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0 && at < bytes.length) {
    byte = bytes[at++] ?? 0;
    value = ((value + 1) << 7) | (byte & 0x7f);
  }
  return { value, next: at };
}
