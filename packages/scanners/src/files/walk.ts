import { readdirSync, realpathSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { dirname, join, sep } from 'node:path';

import type { SkipCounter, SkipReason } from '@sallyport/findings';
import { systemCode } from '@sallyport/kernel';

import { gitIgnores, innerFrame, isIgnored } from './git-ignore.ts';
import type { GitIgnores, IgnoreFrame } from './git-ignore.ts';
import { readOrUndefined } from './git-index.ts';

export interface WalkOptions {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly skips: SkipCounter;
  /** Looks at files that git ignores too. */
  readonly includeIgnored?: boolean;
  /** Folders with these names are left out without a note; `.git` by default. */
  readonly leaveOut?: ReadonlySet<string>;
  /** Deepest nesting of folders. */
  readonly maxDepth?: number;
}

export interface WalkedFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** What to open; bytes where the name is no valid UTF-8. */
  readonly absolute: string | Buffer;
}

interface Folder {
  readonly path: string;
  /** What to read; bytes where a name on the way is no valid UTF-8. */
  readonly absolute: string | Buffer;
  readonly depth: number;
  readonly frame: IgnoreFrame | undefined;
  /** Inside of an ignored folder that holds tracked files: only these are wanted. */
  readonly trackedOnly: boolean;
}

interface Walk {
  readonly options: WalkOptions;
  readonly realRoot: string;
  readonly git: GitIgnores | undefined;
  readonly leaveOut: ReadonlySet<string>;
}

/** An entry of a folder; `raw` is its name where that is no valid UTF-8, and `name` is then for people only. */
interface Entry extends Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'> {
  readonly name: string;
  readonly raw?: Buffer;
}

const GIT_FOLDER: ReadonlySet<string> = new Set(['.git']);

/**
 * Every regular file under a folder, sorted by name, folder by folder. What git ignores and does not track is left out
 * and counted in `skips`, as are links that lead outside, loops, devices, FIFOs, sockets and what cannot be read.
 * Links to places inside are passed over, since those places are visited themselves.
 */
export function* walkFiles(options: WalkOptions): Generator<WalkedFile> {
  const git = options.includeIgnored === true ? undefined : gitIgnores(options.root);
  const walk: Walk = {
    options,
    realRoot: realpathOr(options.root),
    git,
    leaveOut: options.leaveOut ?? GIT_FOLDER,
  };
  const stack: Folder[] = [{ path: '', absolute: options.root, depth: 0, frame: git?.outermost, trackedOnly: false }];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const below: Folder[] = [];
    yield* filesIn(walk, folder, below);
    for (let index = below.length - 1; index >= 0; index--) {
      const next = below[index];
      if (next !== undefined) stack.push(next);
    }
  }
}

function* filesIn(walk: Walk, folder: Folder, below: Folder[]): Generator<WalkedFile> {
  const entries = list(walk, folder);
  const frame = frameOf(walk, folder, entries);
  for (const entry of entries) {
    const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
    const isFolder = entry.isDirectory();
    if (isFolder && walk.leaveOut.has(entry.name)) continue;
    if (!isFolder && !entry.isFile()) {
      const reason = reasonForOther(walk, absoluteOf(folder, entry), entry);
      if (reason !== undefined) walk.options.skips.add(reason, path);
      continue;
    }
    const wanted = judgeIgnored(walk, folder, frame, { path, isFolder });
    if (wanted === 'no') continue;
    const absolute = absoluteOf(folder, entry);
    const depth = folder.depth + 1;
    if (isFolder) pushFolder(walk, below, { path, absolute, depth, frame, trackedOnly: wanted === 'tracked' });
    else yield { path, absolute };
  }
}

function pushFolder(walk: Walk, below: Folder[], folder: Folder): void {
  if (folder.depth > (walk.options.maxDepth ?? 256)) walk.options.skips.add('too-deep', folder.path);
  else below.push(folder);
}

function list(walk: Walk, folder: Folder): Entry[] {
  try {
    const entries: Entry[] = readdirSync(folder.absolute, { withFileTypes: true });
    const named = entries.some((entry) => entry.name.includes('\uFFFD')) ? listAsBytes(folder.absolute) : entries;
    return named.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    walk.options.skips.add(systemCode(error) === 'ENOENT' ? 'vanished' : 'unreadable', folder.path || '.');
    return [];
  }
}

/** A name that is no valid UTF-8 reads with U+FFFD: such a folder is read again as bytes to know what to open. */
function listAsBytes(folder: string | Buffer): Entry[] {
  return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
    name: entry.name.toString('utf8'),
    raw: entry.name,
    isDirectory: () => entry.isDirectory(),
    isFile: () => entry.isFile(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  }));
}

function absoluteOf(folder: Folder, entry: Entry): string | Buffer {
  const { absolute } = folder;
  if (typeof absolute === 'string' && !entry.name.includes('\uFFFD')) return absolute + sep + entry.name;
  return Buffer.concat([Buffer.from(absolute), Buffer.from(sep), entry.raw ?? Buffer.from(entry.name)]);
}

function frameOf(walk: Walk, folder: Folder, entries: readonly Entry[]): IgnoreFrame | undefined {
  if (walk.git === undefined || folder.trackedOnly) return folder.frame;
  if (!entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) return folder.frame;
  const rules = readOrUndefined(join(walk.options.root, folder.path, '.gitignore'));
  if (rules === undefined) return folder.frame;
  return innerFrame(
    walk.git.prefix + (folder.path === '' ? '' : `${folder.path}/`),
    rules.toString('utf8'),
    folder.frame,
  );
}

function judgeIgnored(
  walk: Walk,
  folder: Folder,
  frame: IgnoreFrame | undefined,
  entry: { readonly path: string; readonly isFolder: boolean },
): 'yes' | 'no' | 'tracked' {
  if (walk.git === undefined) return 'yes';
  const path = walk.git.prefix + entry.path;
  if (!folder.trackedOnly && !isIgnored(frame, path, entry.isFolder)) return 'yes';
  if (walk.git.isTracked(path, entry.isFolder)) return 'tracked';
  walk.options.skips.add('ignored', entry.isFolder ? `${entry.path}/` : entry.path);
  return 'no';
}

/** A link inside of the target needs no word; everything else that is no file and no folder does. */
function reasonForOther(walk: Walk, link: string | Buffer, entry: Entry): SkipReason | undefined {
  if (!entry.isSymbolicLink()) return 'unsupported';
  try {
    const target = realpathSync.native(link);
    if (target !== walk.realRoot && !target.startsWith(walk.realRoot + sep)) return 'outside-target';
    const holder = realpathOr(dirname(link.toString()));
    return holder.concat(sep).startsWith(target + sep) ? 'symlink-loop' : undefined;
  } catch (error) {
    return systemCode(error) === 'ELOOP' ? 'symlink-loop' : 'vanished';
  }
}

function realpathOr(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
