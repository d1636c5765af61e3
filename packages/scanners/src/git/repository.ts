import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

import { gitErrors } from './errors.ts';
import { readText } from './read-file.ts';

/** Where a repository keeps what, and what is known to be missing from it. */
export interface Repository {
  /** The folder of this work tree's HEAD and index. */
  readonly gitDir: string;
  /** The folder of refs and objects; another one than `gitDir` in a linked work tree. */
  readonly commonDir: string;
  /** Its own object folder first, then those of alternates. */
  readonly objectDirs: readonly string[];
  /** 20 for SHA-1, 32 for SHA-256. */
  readonly hashBytes: number;
  /** Commits, in hex, whose parents were not fetched. */
  readonly shallow: readonly string[];
  /** Whether objects may be missing because a partial clone fetches them only when they are needed. */
  readonly partial: boolean;
}

/** Opens the repository whose work tree or bare folder is `root`. Throws GIT_NOT_A_REPOSITORY. */
export function openRepository(root: string): Repository {
  const gitDir = findGitDir(root);
  if (gitDir === undefined) throw gitErrors.NOT_A_REPOSITORY({ path: root });
  const common = readText(join(gitDir, 'commondir'))?.trim();
  const commonDir = common === undefined ? gitDir : resolve(gitDir, common);
  const config = readText(join(commonDir, 'config')) ?? '';
  const objectDirs = withAlternates(join(commonDir, 'objects'));
  return {
    gitDir,
    commonDir,
    objectDirs,
    hashBytes: /^\s*objectformat\s*=\s*sha256\b/im.test(config) ? 32 : 20,
    shallow: (readText(join(commonDir, 'shallow')) ?? '').split('\n').filter((line) => HEX.test(line)),
    partial: /^\s*(?:promisor\s*=\s*true|partialclonefilter\s*=)/im.test(config),
  };
}

const HEX = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function findGitDir(root: string): string | undefined {
  const dotGit = join(root, '.git');
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (stat?.isFile() === true) return withHead(pointedFrom(root, readText(dotGit) ?? ''));
  if (stat?.isDirectory() === true) return withHead(dotGit);
  return existsSync(join(root, 'objects')) ? withHead(root) : undefined;
}

/** Where the `.git` file of a linked work tree or a submodule points to. */
function pointedFrom(root: string, text: string): string | undefined {
  const path = /^gitdir: (?<path>.+)$/m.exec(text)?.groups?.['path'];
  return path === undefined ? undefined : resolve(root, path);
}

function withHead(dir: string | undefined): string | undefined {
  return dir !== undefined && existsSync(join(dir, 'HEAD')) ? dir : undefined;
}

/** An object folder and those that it borrows from (`info/alternates`), each once; at most five steps, as git does. */
function withAlternates(first: string): string[] {
  const found = [first];
  let newest = [first];
  for (let step = 0; step < 5 && newest.length > 0; step += 1) {
    newest = newest
      .flatMap((dir) =>
        (readText(join(dir, 'info', 'alternates')) ?? '').split('\n').map((line) => ({ dir, line: line.trim() })),
      )
      .filter(({ line }) => line !== '' && !line.startsWith('#'))
      .map(({ dir, line }) => (isAbsolute(line) ? line : resolve(dir, line)))
      .filter((dir) => !found.includes(dir) && existsSync(dir));
    found.push(...new Set(newest));
  }
  return found;
}

/** The ids, in hex, that refs point to: branches, tags, remotes, stash, HEAD, of all work trees. Each once. */
export function refTips(repository: Repository): string[] {
  const tips = new Set<string>();
  const add = (text: string | undefined): void => {
    const id = text?.trim().split(/\s/, 1)[0];
    if (id !== undefined && HEX.test(id)) tips.add(id);
  };
  for (const line of (readText(join(repository.commonDir, 'packed-refs')) ?? '').split('\n'))
    add(line.replace(/^\^/, ''));
  for (const file of filesBelow(join(repository.commonDir, 'refs'))) add(readText(file));
  add(readText(join(repository.gitDir, 'HEAD')));
  for (const file of filesBelow(join(repository.commonDir, 'worktrees')))
    if (file.endsWith('HEAD')) add(readText(file));
  // The stash is one ref with its older entries in the reflog alone.
  for (const line of (readText(join(repository.commonDir, 'logs', 'refs', 'stash')) ?? '').split('\n'))
    add(line.split(' ')[1]);
  return [...tips];
}

function filesBelow(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The root of the work tree that holds `path`, looking upwards; undefined outside of any repository. */
export function workTreeRoot(path: string): string | undefined {
  for (let dir = resolve(path); ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir;
    if (dirname(dir) === dir) return undefined;
  }
}
