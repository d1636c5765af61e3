import { pypiName } from '@sallyport/inventory';
import type { DocumentNode, ObjectEntry } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Ask, Asked, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { at, entriesOf, itemsOf, rangeOf, rootIfReadable, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { fileSource, gitSource, registrySource } from '../shared/resolved.ts';
import { pinOf, sourceOf as referenceSource } from './requirement.ts';
import { tabled } from './pyproject.ts';

/** Tables of a Pipfile and of its lock file that are no group of packages. */
const OTHER: ReadonlySet<string> = new Set(['_meta', 'source', 'requires', 'scripts', 'pipenv', 'build-system']);

/** Pipenv's lock file. What the project asks for stands in the Pipfile. */
export async function parsePipfileLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const indexes = new Map(
    itemsOf(at(root, '_meta', 'sources')).map((source) => [textOf(at(source, 'name')), textOf(at(source, 'url'))]),
  );
  const entries = new Map<string, Entry>();
  for (const { key: group, value } of entriesOf(root)) {
    if (OTHER.has(group)) continue;
    for (const entry of entriesOf(value)) {
      const found = entryOf(entry, group, indexes);
      const known = entries.get(found.key);
      if (known === undefined || known.dev === true) entries.set(found.key, found);
    }
  }
  const asked = await asksBeside(file);
  if (asked === undefined) return { entries: [...entries.values()] };
  const asks = asked.map((each): Ask => {
    const key = pypiName(each.name);
    return entries.has(key) ? { ...each, key } : each;
  });
  return { entries: [...entries.values()], asks };
}

function entryOf(
  entry: ObjectEntry,
  group: string,
  indexes: ReadonlyMap<string | undefined, string | undefined>,
): Entry {
  const { key: name, value } = entry;
  return given({
    key: pypiName(name),
    ecosystem: 'PyPI',
    name,
    version: pinOf(textOf(at(value, 'version')) ?? ''),
    dev: group !== 'default',
    range: rangeOf(entry),
    more: given({ integrity: textsOf(at(value, 'hashes')), resolved: sourceOf(value, indexes) }),
  });
}

function sourceOf(
  value: DocumentNode,
  indexes: ReadonlyMap<string | undefined, string | undefined>,
): ResolvedFrom | undefined {
  const [git, file, path] = ['git', 'file', 'path'].map((key) => textOf(at(value, key)));
  if (git !== undefined) return gitSource(git, textOf(at(value, 'ref')));
  if (file !== undefined) return referenceSource(file);
  if (path !== undefined) return fileSource(path);
  const index = indexes.get(textOf(at(value, 'index')));
  return index === undefined ? undefined : registrySource(index);
}

async function asksBeside(lock: LockFile): Promise<Asked[] | undefined> {
  const file = lock.near('Pipfile');
  const root = await rootIfReadable('toml', file);
  return file === undefined || root === undefined ? undefined : asksIn(root, file.path);
}

function asksIn(root: DocumentNode, path: string): Asked[] {
  return entriesOf(root)
    .filter(({ key }) => !OTHER.has(key))
    .flatMap(({ key, value }) => tabled(value, { path, group: key, dev: key !== 'packages' }));
}

/** Pipenv's manifest. */
export async function parsePipfile(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const lock = lockBeside(file, ['Pipfile.lock']);
  if (lock !== undefined) return locked(lock);
  return unlocked(file, asksIn(root, file.path), { ecosystem: 'PyPI', versionOf: ({ range }) => pinOf(range) });
}
