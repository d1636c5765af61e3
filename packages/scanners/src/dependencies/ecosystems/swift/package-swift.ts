import { Source } from '@sallyport/documents';

import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { workspaceOf } from '../shared/paths.ts';
import { gitSource } from '../shared/resolved.ts';

const PACKAGE =
  /\.package\(\s*(?:name:\s*"[^"]{0,200}"\s*,\s*)?url:\s*"(?<url>[^"]{1,1000})"\s*,\s*(?<demand>[^()]{0,300}(?:\([^()]{0,100}\))?)/g;

/** Swift's manifest: the plain `.package(url:…)` of it. It is not run. */
export async function parsePackageSwift(file: LockFile): Promise<ParsedFile> {
  const lock = lockBeside(file, ['Package.resolved']);
  if (lock !== undefined) return locked(lock);
  const notes = [
    `${file.path} is Swift code and is not run: what it asks for in other ways than by plain lines is not known`,
  ];
  const versionOf = ({ range }: Asked): string | undefined => /^=(?<version>\S+)$/.exec(range)?.groups?.['version'];
  return unlocked(file, asksOf(file), { ecosystem: 'SwiftURL', versionOf, notes });
}

export function asksOf(file: LockFile): Asked[] {
  const source = new Source(file.text, () => null);
  return [...file.text.matchAll(PACKAGE)].map((match): Asked => {
    const { url = '', demand = '' } = match.groups ?? {};
    const location = { path: file.path, range: source.rangeOf(match.index, match.index + match[0].length) };
    const name = nameOf(url);
    const range = rangeIn(demand);
    return {
      name,
      range,
      group: 'dependencies',
      dev: false,
      optional: false,
      location,
      workspace: workspaceOf(file.path),
      resolved: gitSource(url),
    };
  });
}

/** A package's name is its repository's address without scheme and ending. */
export function nameOf(url: string): string {
  return url
    .replace(/^\w+:\/\/(?:[^/@]*@)?/, '')
    .replace(/^git@(?<host>[^:/]+):/, '$<host>/')
    .replace(/\.git$/, '');
}

/** `from: "1.2.0"`, `exact: "1.2.0"`, `"1.0.0"..<"2.0.0"` as comparators. */
function rangeIn(demand: string): string {
  const [first, second] = [...demand.matchAll(/"(?<version>\d[\w.+-]*)"/g)].map(
    ({ groups }) => groups?.['version'] ?? '',
  );
  if (first === undefined) return '';
  if (/\bexact\b|\.exact\(/.test(demand)) return `=${first}`;
  if (second !== undefined) return `>=${first} ${demand.includes('..<') ? '<' : '<='}${second}`;
  const [major = '0', minor = '0'] = first.split('.');
  return /upToNextMinor/.test(demand)
    ? `>=${first} <${major}.${Number(minor) + 1}.0`
    : `>=${first} <${Number(major) + 1}.0.0`;
}
