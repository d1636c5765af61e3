import type { ObjectEntry } from '@sallyport/documents';

import { Unreadable } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { at, entriesOf, keysOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';

/** NuGet's lock file. What several frameworks share counts once. */
export async function parsePackagesLock(file: LockFile): Promise<ParsedFile> {
  const frameworks = at(await rootOf('json', file), 'dependencies');
  if (frameworks?.kind !== 'object') throw new Unreadable('the file has no "dependencies"');
  const found = new Map<string, Found>();
  const asks = new Map<string, Ask>();
  for (const framework of frameworks.entries) readFramework({ file, framework, found, asks });
  return { entries: [...found.values()], asks: [...asks.values()] };
}

type Found = Entry & { readonly needs: string[] };

interface Reading {
  readonly file: LockFile;
  readonly framework: ObjectEntry;
  readonly found: Map<string, Found>;
  readonly asks: Map<string, Ask>;
}

function readFramework({ file, framework, found, asks }: Reading): void {
  const packages = entriesOf(framework.value);
  const versions = new Map(packages.map(({ key, value }) => [key.toLowerCase(), textOf(at(value, 'resolved')) ?? '']));
  const keyOf = (name: string): string => `${name.toLowerCase()}@${versions.get(name.toLowerCase()) ?? ''}`;
  for (const entry of packages) {
    const { key: name, value } = entry;
    const version = textOf(at(value, 'resolved'));
    const type = textOf(at(value, 'type'));
    if (version === undefined || type?.toLowerCase() === 'project') continue;
    const key = keyOf(name);
    const needs = keysOf(at(value, 'dependencies')).map(keyOf);
    const hash = textOf(at(value, 'contentHash'));
    const integrity = hash === undefined ? [] : [`sha512-${hash}`];
    const known = found.get(key);
    if (known === undefined)
      found.set(key, { key, ecosystem: 'NuGet', name, version, needs, range: rangeOf(entry), more: { integrity } });
    else known.needs.push(...needs);
    if (type === 'Direct' && !asks.has(key)) asks.set(key, askOf(file, entry, key));
  }
}

function askOf(file: LockFile, entry: ObjectEntry, key: string): Ask {
  const range = textOf(at(entry.value, 'requested')) ?? '';
  const location = { path: file.path, range: rangeOf(entry) };
  const workspace = workspaceOf(file.path);
  return { name: entry.key, range, group: 'PackageReference', dev: false, optional: false, location, workspace, key };
}
