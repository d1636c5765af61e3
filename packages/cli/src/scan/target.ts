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
const IMAGE = /^(?:image|docker|podman|containerd|oci-archive):./s;
const ARCHIVE = /^(?<kind>oci-dir|docker-archive):(?<path>.+)$/s;

/**
 * Understands TARGET: a path that exists is that path; `dir:`, `git:`, `file:`, `sbom:`, `image:`, `oci-dir:`, `docker-archive:` or
 * `docker-host:` in front forces the kind; `-` is standard input; what is no path and reads as an image's name is an image.
 * A folder with a `.git` in it is a repository: its files and its history.
 */
export function resolveTarget(given: string, cwd: string): ResolvedTarget {
  // Most often a variable that is not set, and so hardly the folder where we are.
  if (given === '')
    throw cliErrors.NO_SUCH_TARGET({
      target: 'a name without letters',
      hint: 'Name a file or folder, or . for this one.',
    });
  if (given === '-') return { target: { kind: 'stdin', given, root: cwd }, choice: 'standard input' };
  return hostTarget(given, cwd) ?? imageTarget(given, cwd) ?? pathTarget(given, cwd);
}

const HOST = /^(?<kind>docker|docker-host):(?<path>.*)$/s;

/**
 * `docker:` is this host, `docker:FILE.json` and `docker:./FOLDER` what was taken of one; any other `docker:NAME` is an image
 * of the daemon. `docker-host:PATH` is for paths of other names.
 */
function hostTarget(given: string, cwd: string): ResolvedTarget | undefined {
  const { kind, path = '' } = HOST.exec(given)?.groups ?? {};
  if (kind === undefined) return undefined;
  if (path === '') return { target: { kind: 'docker-host', given, root: cwd }, choice: "this machine's Docker" };
  const root = resolve(cwd, path);
  // No name of an image starts with a dot or a slash.
  const isPath = kind === 'docker-host' || /^[./]/.test(path) || (path.endsWith('.json') && existsSync(root));
  if (!isPath) return undefined;
  checkReadable(root, given, statOf(root, given).isDirectory());
  return { target: { kind: 'docker-host', given, root: cwd }, choice: 'what was taken of a Docker host' };
}

/** Undefined for what is no image. */
function imageTarget(given: string, cwd: string): ResolvedTarget | undefined {
  const archive = ARCHIVE.exec(given)?.groups;
  if (archive !== undefined)
    return archiveTarget(given, archive['kind'] as TargetKind, resolve(cwd, archive['path'] ?? ''));
  if (!IMAGE.test(given) && !isImageName(given, cwd)) return undefined;
  return { target: { kind: 'image', given, root: cwd }, choice: AN_IMAGE };
}

const AN_IMAGE = 'an image: its layers and its configuration';

function pathTarget(given: string, cwd: string): ResolvedTarget {
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

/** `oci-dir:PATH` or `oci-dir:PATH:NAME`; a path may hold colons where it exists. */
function archiveTarget(given: string, kind: TargetKind, whole: string): ResolvedTarget {
  const choice = AN_IMAGE;
  if (existsSync(whole)) return { target: { kind, given, root: whole }, choice };
  const at = whole.lastIndexOf(':');
  const root = whole.slice(0, Math.max(0, at));
  if (at > 0 && existsSync(root)) return { target: { kind, given, root, image: whole.slice(at + 1) }, choice };
  throw cliErrors.NO_SUCH_TARGET({ target: given, hint: 'Name an image archive or layout that exists.' });
}

/** `registry.example/app:1` or `debian:12`: a name with a tag, a digest or a host; a bare word is more often a mistyped path. */
function isImageName(given: string, cwd: string): boolean {
  const isNamed = /^[a-z0-9][a-z0-9._/-]*(?::[0-9]+\/[a-z0-9._/-]+)?(?::[\w.-]+|@sha256:[0-9a-f]{64})$/.test(given);
  return isNamed && !/^(?:dir|git|file|sbom):/.test(given) && !existsSync(resolve(cwd, given));
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
