import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, relative, sep } from 'node:path';

const MOST_LINKS = 40;

/**
 * Where a path comes into `folder` (a real path), relative to it and with `/`; undefined for one that never does. Links are followed
 * on the way there and no further: from then on it is the folder's content that says what the path is. A link that leads in and
 * out again gives a path that begins with `..`, which no revision has.
 */
export function pathInFolder(folder: string, path: string): string | undefined {
  let current = parse(path).root;
  let rest = partsOf(path.slice(current.length));
  for (let links = 0; ;) {
    if (isBelow(relative(folder, current)))
      return relative(folder, join(current, ...rest))
        .split(sep)
        .join('/');
    const [name, ...others] = rest;
    if (name === undefined || links > MOST_LINKS) return undefined;
    rest = others;
    if (name === '..') {
      current = dirname(current);
      continue;
    }
    const target = linkAt(join(current, name));
    if (target === undefined) {
      current = join(current, name);
      continue;
    }
    links += 1;
    if (isAbsolute(target)) current = parse(target).root;
    rest = [...partsOf(target.slice(isAbsolute(target) ? current.length : 0)), ...others];
  }
}

/** The work tree that a folder belongs to, as a real path. */
export function realWorkTree(folder: string): string {
  const real = realpathSync(folder);
  for (let dir = real; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir;
    if (dirname(dir) === dir) return real;
  }
}

/** Whether a folder lies within what a path leads to. */
export function holds(path: string, folder: string): boolean {
  try {
    return isBelow(relative(realpathSync(path), folder));
  } catch {
    // What is not there holds nothing.
    return false;
  }
}

function isBelow(own: string): boolean {
  return own !== '..' && !own.startsWith(`..${sep}`) && !isAbsolute(own);
}

function partsOf(path: string): string[] {
  return path.split(sep).filter((part) => part !== '' && part !== '.');
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    // What cannot be looked at cannot be read either.
    return undefined;
  }
}
