import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import type { TargetKind } from '@sallyport/findings';
import type { Target } from '@sallyport/scanners';
import { systemCode } from '@sallyport/kernel';

import { cliErrors } from '../errors.ts';

/** A target and, for people, how what was given was understood. */
export interface ResolvedTarget {
  readonly target: Target;
  readonly choice: string;
}

/** Kinds that are one file. */
const FILES: ReadonlySet<TargetKind> = new Set(['file', 'sbom']);
const PREFIX = /^(?<kind>dir|git|file|sbom):(?<path>.+)$/s;

/**
 * Understands TARGET: a path that exists is that path; `dir:`, `git:`, `file:` or `sbom:` in front forces the kind; `-` is standard input.
 * A folder with a `.git` in it is a repository: its files and its history.
 */
export function resolveTarget(given: string, cwd: string): ResolvedTarget {
  if (given === '-') return { target: { kind: 'stdin', given, root: cwd }, choice: 'standard input' };
  const groups = PREFIX.exec(given)?.groups;
  const forced = groups?.['kind'] as TargetKind | undefined;
  const root = resolve(cwd, groups?.['path'] ?? given);
  const isFolder = statOf(root, given).isDirectory();
  checkReadable(root, given, isFolder);
  const kind = forced ?? kindOf(root, isFolder);
  if (FILES.has(kind) === isFolder) {
    const hint = isFolder ? `It is a folder: use dir:${basename(root)}.` : 'It is a file: leave the prefix out.';
    throw cliErrors.NO_SUCH_TARGET({ target: given, hint });
  }
  if (kind === 'git' && !hasGit(root)) throw cliErrors.NOT_A_REPOSITORY({ path: given });
  return { target: { kind, given, root }, choice: CHOICES[kind] ?? kind };
}

function kindOf(root: string, isFolder: boolean): TargetKind {
  if (!isFolder) return 'file';
  return hasGit(root) ? 'git' : 'dir';
}

const CHOICES: Partial<Record<TargetKind, string>> = {
  git: 'a git repository: its files and its history',
  dir: 'a folder: its files',
  file: 'one file',
  sbom: 'an SBOM: the packages that it lists',
};

function statOf(path: string, given: string): ReturnType<typeof statSync> & object {
  try {
    return statSync(path);
  } catch (error) {
    if (systemCode(error) === 'EACCES') throw cliErrors.TARGET_UNREADABLE({ target: given }, { cause: error });
    const hint = 'Name a file or folder that exists, or - for standard input.';
    throw cliErrors.NO_SUCH_TARGET({ target: given, hint }, { cause: error });
  }
}

/** What cannot be read at all is the user's to correct; what cannot be read inside of it is told in the coverage. */
function checkReadable(path: string, given: string, isFolder: boolean): void {
  try {
    accessSync(path, isFolder ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (error) {
    throw cliErrors.TARGET_UNREADABLE({ target: given }, { cause: error });
  }
}

/** Whether a folder is the root of a work tree (`.git` is a folder, or a file in linked work trees) or a bare repository. */
function hasGit(root: string): boolean {
  return existsSync(join(root, '.git')) || ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(root, name)));
}
