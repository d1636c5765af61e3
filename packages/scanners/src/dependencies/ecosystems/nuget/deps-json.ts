import { at, entriesOf, rootOf, textOf } from '../shared/nodes.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

/** What a .NET build wrote about the libraries that it used. */
export async function parseDepsJson(file: LockFile): Promise<ParsedFile> {
  const libraries = entriesOf(at(await rootOf('json', file), 'libraries'));
  const entries = libraries.flatMap(({ key, value }): Entry[] => {
    const split = key.lastIndexOf('/');
    if (split <= 0 || textOf(at(value, 'type'))?.toLowerCase() !== 'package') return [];
    return [{ key, ecosystem: 'NuGet', name: key.slice(0, split), version: key.slice(split + 1), range: value.range }];
  });
  return { entries };
}
