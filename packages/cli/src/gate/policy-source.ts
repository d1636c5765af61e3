import { lstatSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';

import { DEFAULT_LIMITS, systemCode } from '@sallyport/kernel';
import { decodePolicyText } from '@sallyport/policy';
import type { PolicyFile, PolicySource } from '@sallyport/policy';
import type { RevisionFiles } from '@sallyport/scanners';

import { cliErrors } from '../errors.ts';
import type { BaseRevision } from './base-revision.ts';

/** Endings of files that policies, constraints and data may have. */
const WANTED = /\.(?:rego|json|ya?ml)$/;
const LEFT_OUT = new Set(['node_modules', '.git']);
const MOST_FILES = 20_000;

/** Policies from the work tree. Folders are read whole; a link in one is followed within it, and any other is a problem. */
export function diskSource(cwd: string): PolicySource {
  return {
    read: async (path) => readTree(resolve(cwd, path), path),
    bytes: async (path) => readFile(resolve(cwd, path), path),
  };
}

/**
 * Policies from a revision: a path inside of the folder is read as the revision has it, whatever the work tree says and whichever
 * links lead to it; a link that the revision itself holds is a problem, since what it leads to cannot be told. A path outside of the repository is no part of the
 * change, and is read from disk.
 */
export function revisionSource(base: BaseRevision): PolicySource {
  const disk = diskSource(base.root);
  return {
    read: async (path) => {
      const inside = base.inside(path);
      if (inside !== undefined) return filesBelow(base.files, inside, path);
      base.demandForeign(path);
      return disk.read(path);
    },
    bytes: async (path) => {
      const inside = base.inside(path);
      if (inside !== undefined) return base.files.read(inside);
      base.demandForeign(path);
      return disk.bytes(path);
    },
  };
}

function filesBelow(revision: RevisionFiles, inside: string, shown: string): readonly PolicyFile[] | undefined {
  const prefix = inside === '' ? '' : `${inside}/`;
  const single = [...revision.paths, ...revision.links].includes(inside);
  const isBelow = (path: string): boolean => (single ? path === inside : isWanted(path, prefix));
  const links = new Set(revision.links.filter((path) => isBelow(path) || (!single && path.startsWith(prefix))));
  const below = [...revision.paths.filter(isBelow), ...links];
  if (below.length === 0) return undefined;
  return below.toSorted().map((path) => {
    const name = single ? basename(path) : path.slice(prefix.length);
    const about = { path: single ? shown : joined(shown, name), name };
    if (links.has(path))
      return { ...about, text: '', problem: 'it is a link, and such are not followed in a revision' };
    return { ...about, ...decodePolicyText(revision.read(path) ?? new Uint8Array()) };
  });
}

function isWanted(path: string, prefix: string): boolean {
  const parts = path.slice(prefix.length).split('/');
  return path.startsWith(prefix) && WANTED.test(path) && !parts.some((part) => LEFT_OUT.has(part));
}

function joined(folder: string, name: string): string {
  const clean = folder.replaceAll('\\', '/').replace(/\/+$/, '');
  return clean === '' || clean === '.' ? name : `${clean}/${name}`;
}

function readTree(absolute: string, shown: string): readonly PolicyFile[] | undefined {
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isFile()) return [{ path: shown, name: basename(absolute), ...readText(absolute) }];
  const top = realpathSync(absolute);
  const files: PolicyFile[] = [];
  let bytes = 0;
  const add = (path: string, name: string): void => {
    const target = targetOf(path, top);
    if (typeof target === 'string') {
      files.push({ path: joined(shown, name), name, text: '', problem: target });
      return;
    }
    bytes += target.sizeBytes;
    if (bytes > DEFAULT_LIMITS.documentBytes || files.length >= MOST_FILES)
      throw cliErrors.UNREADABLE_FILE({ path: shown, reason: 'there is more below it than policies ever are' });
    files.push({ path: joined(shown, name), name, ...readText(path) });
  };
  const visit = (folder: string, prefix: string): void => {
    for (const name of readdirSync(folder).toSorted()) {
      const path = join(folder, name);
      const own = lstatSync(path);
      if (isLeftOut(name)) continue;
      if (own.isDirectory()) visit(path, `${prefix}${name}/`);
      else if (WANTED.test(name) || isLinkedFolder(path, own)) add(path, prefix + name);
    }
  };
  visit(absolute, '');
  return files;
}

/** Kubernetes keeps the files of a mounted ConfigMap in folders whose names begin with `..`, with links beside them to each. */
function isLeftOut(name: string): boolean {
  return LEFT_OUT.has(name) || name.startsWith('..');
}

function isLinkedFolder(path: string, own: Stats): boolean {
  return own.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The size of a file, or of the one that a link leads to within the folder; a text says why it is not read. */
function targetOf(path: string, top: string): { readonly sizeBytes: number } | string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'it is a link to nothing';
  if (stat.isDirectory()) return 'it is a link to a folder, and such are not followed';
  if (!stat.isFile()) return 'it is no regular file';
  return realpathSync(path).startsWith(top.endsWith(sep) ? top : top + sep)
    ? { sizeBytes: stat.size }
    : 'it is a link that leads out of the folder of policies';
}

function readFile(path: string, shown: string): Uint8Array | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw cliErrors.UNREADABLE_FILE({ path: shown, reason: 'it is no regular file' });
  if (stat.size > DEFAULT_LIMITS.documentBytes)
    throw cliErrors.UNREADABLE_FILE({ path: shown, reason: 'it is larger than policies ever are' });
  return readFileSync(path);
}

function readText(path: string): Pick<PolicyFile, 'text' | 'problem'> {
  try {
    return decodePolicyText(readFileSync(path));
  } catch (error) {
    throw cliErrors.UNREADABLE_FILE({ path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}
