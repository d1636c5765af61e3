import { join } from 'node:path';

import { systemCode } from '@sallyport/kernel';

import { gitErrors } from './errors.ts';
import { readFile } from './read-file.ts';
import type { Repository } from './repository.ts';

/** One staged file. */
export interface StagedEntry {
  readonly path: string;
  /** In hex. */
  readonly id: string;
  /** Unix mode: 0o100644, 0o100755, 0o120000 for a link, 0o160000 for a submodule. */
  readonly mode: number;
  /** 0; 1 to 3 while a merge has conflicts. */
  readonly stage: number;
  /** `git add --intent-to-add`: nothing is staged yet. */
  readonly intentToAdd: boolean;
}

const STAT_BYTES = 40;
const EXTENDED = 0x4000;
const INTENT_TO_ADD = 0x2000;

/**
 * Reads what is staged (gitformat-index, versions 2 to 4). An absent index is an empty one.
 * Throws GIT_BAD_INDEX where it is damaged or of another version.
 */
export function readIndex(repository: Repository, path = join(repository.gitDir, 'index')): StagedEntry[] {
  const bytes = readIfThere(path);
  if (bytes === undefined) return [];
  const bad = (why: string): Error => gitErrors.BAD_INDEX({ path, why });
  const version = bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC' ? 0 : bytes.readUInt32BE(4);
  if (version < 2 || version > 4) throw bad('it is of a kind that is not known');
  const entries: StagedEntry[] = [];
  let at = 12;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const read = readEntry(bytes, at, {
      version,
      hashBytes: repository.hashBytes,
      previous: entries.at(-1)?.path ?? '',
    });
    if (read === undefined) throw bad('it is cut short');
    entries.push(read.entry);
    at = read.next;
  }
  return entries;
}

interface EntryContext {
  readonly version: number;
  readonly hashBytes: number;
  readonly previous: string;
}

function readEntry(
  bytes: Buffer,
  start: number,
  context: EntryContext,
): { entry: StagedEntry; next: number } | undefined {
  const flagsAt = start + STAT_BYTES + context.hashBytes;
  if (flagsAt + 4 > bytes.length) return undefined;
  const flags = bytes.readUInt16BE(flagsAt);
  const extended = (flags & EXTENDED) !== 0;
  const nameAt = flagsAt + (extended ? 4 : 2);
  const name =
    context.version === 4 ? readCompressed(bytes, nameAt, context.previous) : readPlain(bytes, nameAt, start);
  if (name === undefined) return undefined;
  const entry = {
    path: name.path,
    id: bytes.toString('hex', start + STAT_BYTES, flagsAt),
    mode: bytes.readUInt32BE(start + 24),
    stage: (flags >> 12) & 3,
    intentToAdd: extended && (bytes.readUInt16BE(flagsAt + 2) & INTENT_TO_ADD) !== 0,
  };
  return { entry, next: name.next };
}

/** Versions 2 and 3: the path, then NULs up to a multiple of eight bytes from the entry's start. */
function readPlain(bytes: Buffer, nameAt: number, start: number): { path: string; next: number } | undefined {
  const end = bytes.indexOf(0, nameAt);
  if (end === -1) return undefined;
  return { path: bytes.toString('utf8', nameAt, end), next: start + ((end - start + 8) & ~7) };
}

/** Version 4: how many bytes of the path before are dropped, then what follows in their place. */
function readCompressed(bytes: Buffer, nameAt: number, previous: string): { path: string; next: number } | undefined {
  let at = nameAt;
  let byte = bytes[at++] ?? 0;
  let drop = byte & 0x7f;
  while (byte & 0x80 && at < bytes.length) {
    byte = bytes[at++] ?? 0;
    drop = (drop + 1) * 128 + (byte & 0x7f);
  }
  const end = bytes.indexOf(0, at);
  const before = Buffer.from(previous);
  if (end === -1 || drop > before.length) return undefined;
  const kept = before.subarray(0, before.length - drop);
  return { path: Buffer.concat([kept, bytes.subarray(at, end)]).toString('utf8'), next: end + 1 };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw gitErrors.BAD_INDEX({ path, why: systemCode(error) ?? 'it cannot be opened' }, { cause: error });
  }
}
