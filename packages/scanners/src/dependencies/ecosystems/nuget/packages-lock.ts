import { at, entriesOf, keysOf, rootOf, textOf } from '../shared/nodes.ts';
import { given } from '../shared/given.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

/** NuGet's lock file. What several frameworks share counts once. */
export async function parsePackagesLock(file: LockFile): Promise<ParsedFile> {
  const found = new Map<string, Entry>();
  const direct = new Set<string>();
  for (const framework of entriesOf(at(await rootOf('json', file), 'dependencies'))) {
    const versions = new Map(
      entriesOf(framework.value).map(({ key, value }) => [key.toLowerCase(), textOf(at(value, 'resolved')) ?? '']),
    );
    const keyOf = (name: string): string => `${name.toLowerCase()}@${versions.get(name.toLowerCase()) ?? ''}`;
    for (const { key: name, value } of entriesOf(framework.value)) {
      const version = textOf(at(value, 'resolved'));
      if (version === undefined || textOf(at(value, 'type')) === 'Project') continue;
      const key = keyOf(name);
      const needs = keysOf(at(value, 'dependencies')).map(keyOf);
      if (textOf(at(value, 'type')) === 'Direct') direct.add(key);
      found.set(key, given({ key, ecosystem: 'NuGet', name, version, needs, range: value.range }));
    }
  }
  return { entries: [...found.values()], direct };
}
