import { Unreadable } from '../../parser.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, listOf, rootOf, textOf } from '../shared/nodes.ts';

/** NuGet's older list: every package with its version, asked for or brought along alike. */
export async function parsePackagesConfig(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('xml', file);
  if (root.entry('packages') === undefined) throw new Unreadable('the file holds no <packages>');
  const found = new Map<string, Entry>();
  for (const node of listOf(at(root, 'packages', 'package'))) {
    const [name, version] = [textOf(at(node, '-id')), textOf(at(node, '-version'))];
    if (name === undefined) continue;
    const key = `${name.toLowerCase()}@${version ?? ''}`;
    const dev = textOf(at(node, '-developmentDependency')) === 'true';
    found.set(key, given({ key, ecosystem: 'NuGet', name, version, dev, range: node.range }));
  }
  return { entries: [...found.values()] };
}
