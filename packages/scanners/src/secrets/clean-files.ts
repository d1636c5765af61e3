import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sha256Hex, systemRandom } from '@sallyport/kernel';

import type { FileStamp } from '../files/read.ts';

/**
 * Which files an earlier scan with the same rules looked at and found nothing in, so that they need not be read again while
 * the system says that they are the same. Holds stamps and hashes of paths only. A file that had anything to report, a
 * comment that may suppress something, or an archive is never in it.
 */
export interface CleanFiles {
  /** Whether a file with this stamp was found clean; its stamp is asked for only where the path is known. */
  has(path: string, stamp: () => FileStamp | undefined): FileStamp | undefined;
  /** Notes that the file was looked at and is clean. */
  add(path: string, stamp: FileStamp): void;
  /** Keeps what is known for the next scan, whole or not at all. */
  keep(): void;
}

/** Numbers for each file: hash of the path, inode, size, modified, changed. */
const WIDTH = 5;
/** A file that changed so shortly before it was read may change again without its stamp telling. */
const SETTLED_MS = 3000;
const VERSION = 1;

export interface CleanFilesOptions {
  readonly cacheDir: string;
  /** The folder that is scanned. */
  readonly root: string;
  /** Names the rules in effect and the engine: what others found clean says nothing. */
  readonly rulesDigest: string;
  readonly nowMs: number;
}

/** Opens what an earlier scan kept; nothing where it is missing or damaged. */
export function openCleanFiles({ cacheDir, root, rulesDigest, nowMs }: CleanFilesOptions): CleanFiles {
  const path = join(cacheDir, 'files', `${sha256Hex(root).slice(0, 24)}-${rulesDigest.slice(0, 24)}.bin`);
  const before = read(path);
  const known = new Map<number, number>();
  for (let at = 0; at < before.length; at += WIDTH) known.set(before[at] as number, at);
  const kept: number[] = [];
  const counts = { reused: 0 };
  const add = (name: number, stamp: FileStamp): void => {
    kept.push(name, stamp.inode, stamp.sizeBytes, stamp.modifiedMs, stamp.changedMs);
  };
  return {
    has(file, stampOf) {
      const name = hashOf(file);
      const at = known.get(name);
      const stamp = at === undefined ? undefined : stampOf();
      if (at === undefined || stamp === undefined || !isSame(before, at, stamp)) return undefined;
      counts.reused += 1;
      add(name, stamp);
      return stamp;
    },
    add(file, stamp) {
      if (Math.max(stamp.changedMs, stamp.modifiedMs) + SETTLED_MS < nowMs) add(hashOf(file), stamp);
    },
    keep() {
      const isUnchanged = kept.length === before.length && counts.reused * WIDTH === before.length;
      if (!isUnchanged) write(path, Float64Array.from(kept));
    },
  };
}

function isSame(numbers: Float64Array, at: number, stamp: FileStamp): boolean {
  return (
    numbers[at + 1] === stamp.inode &&
    numbers[at + 2] === stamp.sizeBytes &&
    numbers[at + 3] === stamp.modifiedMs &&
    numbers[at + 4] === stamp.changedMs
  );
}

/** 53 bits of two rounds of FNV-1a. Two paths of one hash only mean that one of them is read again. */
function hashOf(path: string): number {
  let low = 0x81_1c_9d_c5 | 0;
  let high = 0x2f_0b_44_99 | 0;
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01_00_01_93);
    high = Math.imul(high ^ code, 0x85_eb_ca_6b | 0);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

function read(path: string): Float64Array {
  try {
    const bytes = readFileSync(path);
    const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    return numbers[0] === VERSION && numbers.length % WIDTH === 1 ? numbers.subarray(1) : new Float64Array(0);
  } catch {
    return new Float64Array(0);
  }
}

function write(path: string, numbers: Float64Array): void {
  const temporary = `${path}.${Buffer.from(systemRandom.bytes(6)).toString('hex')}`;
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    const version = Float64Array.of(VERSION);
    writeFileSync(temporary, Buffer.concat([Buffer.from(version.buffer), Buffer.from(numbers.buffer)]), {
      mode: 0o600,
    });
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
}
