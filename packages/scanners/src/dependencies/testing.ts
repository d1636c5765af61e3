import type { Package } from '@sallyport/inventory';

import type { Declaration, ReadFile } from './parser.ts';
import { isLockFile, readLockFile } from './read-lock-file.ts';

/** A target's files by path, for tests. */
export interface Files {
  readonly [path: string]: string | Uint8Array;
}

/** Reads one of some files. Throws where it is unreadable or no lock file. */
export async function readIn(path: string, files: Files): Promise<ReadFile> {
  const result = await tryIn(path, files);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

/** Reads one of some files; the problem where it is unreadable. */
export async function tryIn(path: string, files: Files): Promise<ReadFile | string> {
  const bytes = (name: string): Uint8Array | undefined => {
    const content = Object.hasOwn(files, name) ? files[name] : undefined;
    return typeof content === 'string' ? Buffer.from(content) : content;
  };
  const result = await readLockFile(path, bytes(path) ?? new Uint8Array(), {
    read: bytes,
    paths: Object.keys(files).filter(isLockFile),
  });
  if (result === undefined) throw new Error(`${path} is no lock file`);
  return result.ok ? result : result.problem;
}

/** Packages in one line each: `name@1.0.0 direct dev optional < what it was brought by`. */
export function lines(packages: readonly Package[]): string[] {
  return packages.map(({ name, version, relation, dev, optional, path }) => {
    const way = path.slice(0, -1).map((id) => id.replace(/^.*\/(?=[^/]*$)/, ''));
    const words = [`${name}@${version ?? '?'}`, relation, dev ? 'dev' : '', optional ? 'optional' : ''];
    return [...words, way.length === 0 ? '' : `< ${way.join(' < ')}`].filter((word) => word !== '').join(' ');
  });
}

/** Declarations in one line each: `name range group in path:line -> name@version`. */
export function asked(declarations: readonly Declaration[]): string[] {
  return declarations.map(({ name, range, group, location, package: id }) => {
    const got = id === undefined ? 'nothing' : id.replace(/^.*\/(?=[^/]*$)/, '');
    return `${name} ${range} ${group} in ${location.path}:${location.range?.start.line ?? '?'} -> ${got}`;
  });
}

/** The text that a package's place holds. */
export function textAt(found: Package | Declaration | undefined, files: Files): string | undefined {
  const { path = '', range } = found?.location ?? {};
  const content = files[path];
  return typeof content === 'string' && range !== undefined
    ? content.slice(range.start.offset, range.end.offset)
    : undefined;
}
