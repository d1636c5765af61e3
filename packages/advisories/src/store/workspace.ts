import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { sha256Hex, systemCode } from '@sallyport/kernel';
import type { Clock, Random } from '@sallyport/kernel';

import { fileError, guard } from './files.ts';

/**
 * A process' own temporary files in the cache folder. Their names hold machine and process, so that what a killed
 * process left behind can be told from what another one is writing, without any lock.
 */
export interface Workspace {
  readonly root: string;
  /** A new path that nobody else uses; `label` groups what belongs together. */
  path(label: string, extension: string): string;
  /** Takes over the part of a download, and the tag beside it, that a dead process left, if there is one. */
  claimPart(label: string): string | undefined;
  /** Removes what dead processes left, save parts of downloads and their tags younger than a day. */
  sweep(): void;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const FOREIGN_AGE_MS = 2 * DAY_MS;

export function openWorkspace(root: string, clock: Clock, random: Random): Workspace {
  const folder = join(root, 'tmp');
  guard(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  const machine = sha256Hex(hostname()).slice(0, 8);
  const owner = `${machine}.${process.pid}`;
  const newPath = (label: string, extension: string): string =>
    join(folder, `${label}.${owner}.${Buffer.from(random.bytes(8)).toString('hex')}.${extension}`);
  const leftovers = (): Leftover[] => listLeftovers(folder, machine, clock.now());
  return {
    root,
    path: newPath,
    claimPart(label) {
      for (const each of leftovers()) {
        if (each.label !== label || each.extension !== 'part') continue;
        const path = newPath(label, 'part');
        // Without the part somebody else was quicker; without the tag the part is of no use, and is written anew.
        if (rename(each.path, path)) {
          rename(tagPath(each.path), tagPath(path));
          return path;
        }
      }
      return undefined;
    },
    sweep() {
      for (const { path, extension, ageMs } of leftovers()) {
        if (!['part', 'tag'].includes(extension) || ageMs > DAY_MS) rmSync(path, { force: true, recursive: true });
      }
    },
  };
}

/** Beside each part lies the validator that tells whether the rest is of the same file. */
export const tagPath = (part: string): string => part.replace(/\.part$/, '.tag');

/** Whether there was something to rename. */
function rename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw fileError(error, from);
  }
}

interface Leftover {
  readonly path: string;
  readonly label: string;
  readonly extension: string;
  readonly ageMs: number;
}

const NAME = /^(?<label>[^.]+)\.(?<machine>[0-9a-f]{8})\.(?<pid>\d+)\.[0-9a-f]{16}\.(?<extension>.+)$/;

function listLeftovers(folder: string, machine: string, now: number): Leftover[] {
  return guard(folder, () => readdirSync(folder)).flatMap((name) => {
    const groups = NAME.exec(name)?.groups;
    const path = join(folder, name);
    const ageMs = now - modifiedAt(path);
    const own = groups?.['machine'] === machine;
    // Of another machine's processes nothing is known but the age of their files.
    const isLeft = own ? !isRunning(Number(groups['pid'])) : ageMs > FOREIGN_AGE_MS;
    if (groups === undefined || !isLeft) return [];
    return [{ path, label: groups['label'] ?? '', extension: groups['extension'] ?? '', ageMs }];
  });
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
