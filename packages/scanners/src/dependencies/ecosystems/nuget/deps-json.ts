import { Unreadable } from '../../parser.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { at, entriesOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';

/** What a .NET build wrote about the libraries that it used, and for each framework about what needs what. */
export async function parseDepsJson(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const libraries = at(root, 'libraries');
  if (libraries?.kind !== 'object') throw new Unreadable('the file has no "libraries"');
  const needs = new Map<string, string[]>();
  for (const { value: framework } of entriesOf(at(root, 'targets'))) {
    for (const { key, value } of entriesOf(framework)) {
      const brought = entriesOf(at(value, 'dependencies')).map((each) => `${each.key}/${textOf(each.value) ?? ''}`);
      const known = needs.get(key);
      if (known === undefined) needs.set(key, brought);
      else known.push(...brought);
    }
  }
  const direct = new Set<string>();
  const entries = libraries.entries.flatMap((entry): Entry[] => {
    const { key, value } = entry;
    const split = key.lastIndexOf('/');
    const type = textOf(at(value, 'type'))?.toLowerCase();
    if (type === 'project') for (const need of needs.get(key) ?? []) direct.add(need);
    if (split <= 0 || type !== 'package') return [];
    const digest = textOf(at(value, 'sha512'));
    const more = { integrity: digest === undefined ? [] : [digest] };
    const [name, version] = [key.slice(0, split), key.slice(split + 1)];
    return [{ key, ecosystem: 'NuGet', name, version, needs: needs.get(key) ?? [], range: rangeOf(entry), more }];
  });
  return direct.size === 0 ? { entries } : { entries, direct };
}
