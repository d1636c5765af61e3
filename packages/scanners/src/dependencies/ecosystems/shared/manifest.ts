import { parseRange } from '@sallyport/inventory';

import type { Ask, Asked, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { folderOf } from './paths.ts';

/** The one version that a range allows, where it allows but one. */
export function pinnedVersion(ecosystem: string, range: string): string | undefined {
  const parsed = parseRange(ecosystem, range);
  const [only, ...others] = parsed?.alternatives ?? [];
  const [comparator, ...more] = only ?? [];
  if (comparator === undefined || others.length > 0 || more.length > 0) return undefined;
  return comparator.op === '=' && comparator.prefix !== true ? comparator.version : undefined;
}

export interface ManifestOptions {
  readonly ecosystem: string;
  /** The version that an ask gets without a lock file; where it is pinned, unless said otherwise. */
  readonly versionOf?: (asked: Asked) => string | undefined;
  readonly notes?: readonly string[];
}

/**
 * A manifest that no lock file goes with: what it asks for, with versions where they are pinned, and the note of what
 * cannot be known.
 */
export function unlocked(file: LockFile, asked: readonly Asked[], options: ManifestOptions): ParsedFile {
  const { ecosystem, versionOf = ({ range }) => pinnedVersion(ecosystem, range), notes = [] } = options;
  const entries: Entry[] = [];
  const asks: Ask[] = [];
  for (const [index, each] of asked.entries()) {
    const key = `${index}`;
    asks.push({ ...each, key });
    const version = versionOf(each);
    entries.push({
      key,
      ecosystem,
      name: each.name,
      relation: 'direct',
      dev: each.dev,
      optional: each.optional,
      path: each.location.path,
      ...(version === undefined ? {} : { version }),
      ...(each.location.range === undefined ? {} : { range: each.location.range }),
      ...(each.resolved === undefined ? {} : { more: { resolved: each.resolved } }),
    });
  }
  if (entries.length === 0) return { entries, asks, notes };
  return { entries, asks, notes: [...notes, whatIsNotKnown(file, entries)] };
}

function whatIsNotKnown({ path }: LockFile, entries: readonly Entry[]): string {
  const open = entries.filter(({ version }) => version === undefined).map(({ name }) => name);
  const rest = 'what the packages it asks for bring along is not known';
  if (open.length === 0) return `${path} has no lock file: ${rest}`;
  const some = `${open.slice(0, 5).join(', ')}${open.length > 5 ? ', …' : ''}`;
  return `${path} has no lock file: the versions of ${open.length} of ${entries.length} packages are not known (${some}), and ${rest}`;
}

/** The first of some names that lies in the file's own folder. */
export function lockBeside(file: LockFile, names: readonly string[]): string | undefined {
  return names.flatMap((name) => file.find(name) ?? [])[0];
}

/** The file's folder and those above it, as paths relative to it: ``, `../`, `../../`. */
export function* foldersUp(file: LockFile): Generator<string> {
  const depth = folderOf(file.path).split('/').length - 1;
  for (let up = 0; up <= Math.min(depth, 32); up += 1) yield '../'.repeat(up);
}

/** A manifest that is not counted, since a lock file says more. */
export function locked(lockedBy: string): ParsedFile {
  return { entries: [], lockedBy };
}
