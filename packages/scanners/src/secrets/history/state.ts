import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { CommitRef } from '@sallyport/findings';
import { sha256Hex, systemRandom } from '@sallyport/kernel';

import { IdSet } from './id-set.ts';

/** A blob that holds something, at the path and in the commit that brought it. */
export interface KnownPlace {
  readonly blob: string;
  readonly path: string;
  readonly commit: CommitRef;
}

/**
 * What an earlier scan of a history knows. It holds ids and places, nothing that is made from a secret: values are
 * read again from the blobs themselves.
 */
export interface HistoryState {
  /** Names of packs whose every blob was looked at. */
  readonly packs: readonly string[];
  readonly places: readonly KnownPlace[];
  /** Blobs in which something was detected, and those of them that no commit held yet. */
  readonly holders: readonly string[];
  readonly waiting: readonly string[];
  /** Annotated tags whose text was looked at. */
  readonly tags: readonly string[];
  /** Blobs that were looked at, loose objects of any kind that were seen, commits whose trees were walked. */
  readonly blobs: IdSet;
  readonly loose: IdSet;
  readonly commits: IdSet;
}

interface Header {
  readonly version: number;
  readonly packs: readonly string[];
  readonly places: readonly KnownPlace[];
  readonly holders: readonly string[];
  readonly waiting: readonly string[];
  readonly tags: readonly string[];
  readonly blobs: number;
  readonly loose: number;
  readonly commits: number;
}

const VERSION = 5;

export function emptyState(hashBytes: number): HistoryState {
  const none = new IdSet(Buffer.alloc(0), hashBytes);
  return { packs: [], places: [], holders: [], waiting: [], tags: [], blobs: none, loose: none, commits: none };
}

/** Where the state of a repository lies: one file for each repository and set of rules. */
export function statePath(cacheDir: string, commonDir: string, rulesDigest: string): string {
  return join(cacheDir, 'history', `${sha256Hex(commonDir).slice(0, 24)}-${rulesDigest.slice(0, 24)}.bin`);
}

/** The state in a file; an empty one where there is none or it is damaged. */
export function readState(path: string, hashBytes: number): HistoryState {
  try {
    const bytes = readFileSync(path);
    const end = bytes.indexOf(0x0a);
    const header = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
    const widths = [header.blobs, header.loose, header.commits];
    if (header.version !== VERSION || end + 1 + widths.reduce((sum, n) => sum + n, 0) * hashBytes !== bytes.length)
      return emptyState(hashBytes);
    let at = end + 1;
    const [blobs, loose, commits] = widths.map((count) => {
      const part = bytes.subarray(at, at + count * hashBytes);
      at += part.length;
      return new IdSet(part, hashBytes);
    });
    const empty = emptyState(hashBytes);
    return {
      packs: header.packs,
      places: header.places,
      holders: header.holders,
      waiting: header.waiting,
      tags: header.tags,
      blobs: blobs ?? empty.blobs,
      loose: loose ?? empty.loose,
      commits: commits ?? empty.commits,
    };
  } catch {
    return emptyState(hashBytes);
  }
}

/** Keeps a state, whole or not at all; where it cannot be kept the next scan reads everything again. */
export function writeState(path: string, state: HistoryState): void {
  const { packs, places, holders, waiting, tags, blobs, loose, commits } = state;
  const header: Header = {
    version: VERSION,
    packs,
    places,
    holders,
    waiting,
    tags,
    blobs: blobs.size,
    loose: loose.size,
    commits: commits.size,
  };
  const temporary = `${path}.${Buffer.from(systemRandom.bytes(6)).toString('hex')}`;
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(
      temporary,
      Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), blobs.bytes, loose.bytes, commits.bytes]),
      { mode: 0o600 },
    );
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
}
