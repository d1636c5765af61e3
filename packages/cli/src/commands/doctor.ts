import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { messageOf } from '@sallyport/kernel';
import { visibleText } from '@sallyport/reports';
import { scanners } from '@sallyport/scanners';

import { userCacheDir } from '../cache-dir.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { loadConfig } from '../scan/config.ts';
import { VERSION } from '../version.ts';

interface Check {
  readonly what: string;
  readonly state: 'fine' | 'note' | 'wrong';
  readonly says: string;
}

export const command: Command = {
  usage: 'doctor',
  description: 'Checks what Sallyport needs on this machine and in this folder, and says how to mend what is missing.',
  options: [],
  maxArguments: 0,
  examples: [{ line: 'sallyport doctor', what: 'when something does not work, or before reporting a bug' }],
  async run(_input, io) {
    const checks = [node(), git(), cache(io), await config(io), await advisories(io), listScanners()];
    const width = Math.max(...checks.map((check) => check.what.length)) + 2;
    const marks = { fine: 'ok   ', note: 'note ', wrong: 'WRONG' };
    const lines = checks.map((check) => `${marks[check.state]} ${check.what.padEnd(width)}${visibleText(check.says)}`);
    await io.out(`sallyport ${VERSION}\n${lines.join('\n')}\n`);
    return checks.some((check) => check.state === 'wrong') ? EXIT.usage : EXIT.fine;
  },
};

function node(): Check {
  return { what: 'Node.js', state: 'fine', says: `${process.versions.node} on ${process.platform} ${process.arch}` };
}

function git(): Check {
  const run = spawnSync('git', ['--version'], { encoding: 'utf8' });
  if (run.status === 0) return { what: 'git', state: 'fine', says: run.stdout.trim().replace('git version ', '') };
  return {
    what: 'git',
    state: 'note',
    says: 'not found: scans of files and history work without it; --staged, --new-since and hook install do not',
  };
}

function cache(io: Io): Check {
  const path = userCacheDir(io.env, process.platform);
  const what = 'Cache folder';
  if (path === undefined)
    return {
      what,
      state: 'note',
      says: 'none, since there is no home folder: set SALLYPORT_CACHE_DIR to keep scans of history quick',
    };
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (error) {
    return {
      what,
      state: 'note',
      says: `${path} cannot be written (${messageOf(error)}): set SALLYPORT_CACHE_DIR to one that can`,
    };
  }
  const open = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  return open
    ? { what, state: 'note', says: `${path} is open to others: chmod 700 it` }
    : { what, state: 'fine', says: path };
}

async function config(io: Io): Promise<Check> {
  const what = 'Configuration';
  try {
    const loaded = await loadConfig(io.cwd, undefined, io.cwd);
    if (loaded.path === undefined) return { what, state: 'fine', says: 'none here, and none is needed' };
    return { what, state: 'fine', says: loaded.path };
  } catch (error) {
    return { what, state: 'wrong', says: messageOf(error) };
  }
}

/** Advisories that scans of dependencies use, by what the user chose; a repository's own source is kept apart. */
async function advisories(io: Io): Promise<Check> {
  const what = 'Advisories';
  const cacheDir = userCacheDir(io.env, process.platform);
  if (cacheDir === undefined) return { what, state: 'note', says: 'none can be kept without a cache folder' };
  const { databaseStatus } = await import('@sallyport/advisories');
  const all = databaseStatus({ root: join(cacheDir, 'advisories'), clock: io.clock });
  if (all.length === 0)
    return {
      what,
      state: 'note',
      says: 'none yet: the first scan that needs some fetches them, or sallyport db update',
    };
  const bad = all.filter(({ state }) => state !== 'sound').map(({ pointer }) => pointer.name);
  if (bad.length > 0)
    return { what, state: 'note', says: `damaged: ${bad.join(', ')}; sallyport db update ${bad.join(' ')} mends them` };
  const old = all.filter(({ isOld }) => isOld).map(({ pointer }) => pointer.name);
  if (old.length > 0) return { what, state: 'note', says: `old: ${old.join(', ')}; sallyport db update renews them` };
  return { what, state: 'fine', says: all.map(({ pointer }) => pointer.name).join(', ') };
}

function listScanners(): Check {
  return { what: 'Scanners', state: 'fine', says: scanners.map((scanner) => scanner.manifest.id).join(', ') };
}
