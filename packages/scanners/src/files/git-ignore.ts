import { join, relative, sep } from 'node:path';

import ignore from 'ignore';
import type { Ignore } from 'ignore';

import { findWorkTree, parseIndexPaths, readOrUndefined } from './git-index.ts';
import type { WorkTree } from './git-index.ts';

/** `.gitignore` rules by the folder that holds them, innermost first; paths are relative to the work tree, with `/`. */
export interface IgnoreFrame {
  /** Relative to the work tree, '' or ending in `/`. */
  readonly base: string;
  readonly rules: Ignore;
  readonly outer: IgnoreFrame | undefined;
}

/** What git says about the paths under a target: which are ignored, and which of these are tracked nevertheless. */
export interface GitIgnores {
  /** The target's place in the work tree, '' or ending in `/`. */
  readonly prefix: string;
  readonly outermost: IgnoreFrame | undefined;
  isTracked(path: string, isFolder: boolean): boolean;
}

/** Reads what holds for `folder` as a whole; undefined outside of a work tree, and where the folder itself is ignored: who names it wants it. */
export function gitIgnores(folder: string): GitIgnores | undefined {
  const tree = findWorkTree(folder);
  if (tree === undefined) return undefined;
  const inside = relative(tree.root, folder).split(sep).join('/');
  const prefix = inside === '' ? '' : `${inside}/`;
  const outermost = framesAbove(tree, inside);
  if (inside !== '' && isIgnored(outermost, prefix, true)) return undefined;
  let tracked: ReadonlySet<string> | undefined;
  return {
    prefix,
    outermost,
    isTracked(path, isFolder) {
      tracked ??= trackedPaths(tree);
      return tracked.has(isFolder ? `${path}/` : path);
    },
  };
}

/** The frame for a folder with these `.gitignore` rules inside of `outer`. */
export function innerFrame(base: string, rules: string, outer: IgnoreFrame | undefined): IgnoreFrame {
  return { base, rules: ignore({ allowRelativePaths: true }).add(rules), outer };
}

/** Whether git ignores the path; `path` is relative to the work tree. */
export function isIgnored(innermost: IgnoreFrame | undefined, path: string, isFolder: boolean): boolean {
  for (let frame = innermost; frame !== undefined; frame = frame.outer) {
    const inner = path.slice(frame.base.length);
    if (inner === '' || inner === '/') continue;
    const said = frame.rules.test(isFolder && !inner.endsWith('/') ? `${inner}/` : inner);
    if (said.ignored) return true;
    if (said.unignored) return false;
  }
  return false;
}

function framesAbove(tree: WorkTree, inside: string): IgnoreFrame | undefined {
  let frame: IgnoreFrame | undefined;
  const exclude = readOrUndefined(join(tree.gitDir, 'info', 'exclude'));
  if (exclude !== undefined) frame = innerFrame('', exclude.toString('utf8'), frame);
  const names = inside === '' ? [] : inside.split('/').slice(0, -1);
  const folders = inside === '' ? [] : ['', ...names.map((_, index) => `${names.slice(0, index + 1).join('/')}/`)];
  for (const base of folders) {
    const rules = readOrUndefined(join(tree.root, base, '.gitignore'));
    if (rules !== undefined) frame = innerFrame(base, rules.toString('utf8'), frame);
  }
  return frame;
}

function trackedPaths(tree: WorkTree): ReadonlySet<string> {
  const index = readOrUndefined(join(tree.gitDir, 'index'));
  const tracked = new Set<string>();
  for (const path of index === undefined ? [] : parseIndexPaths(index)) {
    tracked.add(path);
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash + 1);
      if (tracked.has(folder)) break;
      tracked.add(folder);
    }
  }
  return tracked;
}
