import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { sha256Hex, systemCode } from '@sallyport/kernel';
import type { Clock, Random } from '@sallyport/kernel';

import { guard } from './files.ts';

/**
 * A process' own temporary files in the cache folder. Their names hold machine and process, so that what a killed
 * process left behind can be told from what another one is writing, without any lock.
 */
export interface Workspace {
  readonly root: string;
  /** A new path that nobody else uses; `label` groups what belongs together. */
  path(label: string, extension: string): string;
  /** Takes over the file of this label that a dead process left, if there is one. */
  claim(label: string, extension: string): string | undefined;
  /** Removes what dead processes left, save parts of downloads younger than a day. */
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
    claim(label, extension) {
      for (const each of leftovers()) {
        if (each.label !== label || each.extension !== extension) continue;
        const path = newPath(label, extension);
        try {
          renameSync(each.path, path);
          return path;
        } catch (error) {
          // Somebody else was quicker.
          if (systemCode(error) !== 'ENOENT') throw error;
        }
      }
      return undefined;
    },
    sweep() {
      for (const { path, extension, ageMs } of leftovers()) {
        if (extension !== 'part' || ageMs > DAY_MS) rmSync(path, { force: true, recursive: true });
      }
    },
  };
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
