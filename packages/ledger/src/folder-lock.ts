/** One writer for a folder: a lock file that outlives its process is taken over, one of a live process is not. */
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { systemCode, systemRandom } from '@sallyport/kernel';
import type { Random } from '@sallyport/kernel';

import { ledgerErrors } from './errors.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/** Takes the lock of a folder or refuses with `LEDGER_LOCKED`. */
export async function lockFolder(folder: string, random: Random = systemRandom): Promise<FolderLock> {
  const path = join(folder, 'lock');
  const mine = await describeProcess(process.pid);
  const draft = `${path}.${Buffer.from(random.bytes(9)).toString('hex')}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 16; attempt++) {
      if (await linked(draft, path)) return { release: () => release(path, mine) };
      const owner = await readOwner(path);
      if (owner !== undefined && !(await isGone(owner))) throw locked(folder, owner);
      if (owner !== undefined) await removeStale(path, owner, `${draft}.stale`);
    }
    throw locked(folder, 'several processes at once');
  } finally {
    await unlink(draft);
  }
}

/** A hard link is the one way to create a file with its content that fails where the file exists. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readOwner(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Moves the lock aside, and back where another process took it over in between. */
async function removeStale(path: string, owner: string, aside: string): Promise<void> {
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== owner) await linked(aside, path);
  await unlink(aside);
}

async function release(path: string, mine: string): Promise<void> {
  if ((await readOwner(path)) === mine) await unlink(path);
}

/** Host, boot, process id and its start, so that a reused process id is not taken for the owner. */
async function describeProcess(pid: number): Promise<string> {
  return JSON.stringify({ host: hostname(), boot: await bootId(), pid, start: await startOf(pid) });
}

async function isGone(owner: string): Promise<boolean> {
  const described = parseOwner(owner);
  // An owner that cannot be read was written by nobody that still holds the lock: links appear with their content.
  if (described === undefined) return true;
  if (described.host !== hostname()) return false;
  if (!isAlive(described.pid)) return true;
  return (await describeProcess(described.pid)) !== owner;
}

function parseOwner(owner: string): { host: string; pid: number } | undefined {
  try {
    const value = JSON.parse(owner) as { host?: unknown; pid?: unknown };
    return typeof value.host === 'string' && typeof value.pid === 'number'
      ? { host: value.host, pid: value.pid }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

async function bootId(): Promise<string> {
  return (await readOptional('/proc/sys/kernel/random/boot_id')).trim();
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat); empty where there is no /proc. */
async function startOf(pid: number): Promise<string> {
  const stat = await readOptional(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function readOptional(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

function locked(folder: string, owner: string): Error {
  const described = parseOwner(owner);
  const name = described === undefined ? owner : `process ${described.pid} on ${described.host}`;
  return ledgerErrors.LOCKED({ where: folder, owner: name });
}
