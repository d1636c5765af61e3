import { at, itemsOf, rootOf, textOf } from '../shared/nodes.ts';
import { given } from '../shared/given.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

/** Swift's lock file, versions 1 to 3. A pin on a branch has no version. */
export async function parsePackageResolved(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const pins = [...itemsOf(at(root, 'object', 'pins')), ...itemsOf(at(root, 'pins'))];
  const entries = pins.flatMap((pin): Entry[] => {
    const url = textOf(at(pin, 'repositoryURL')) ?? textOf(at(pin, 'location'));
    const name = url?.replace(/^\w+:\/\/(?:[^/@]*@)?/, '').replace(/\.git$/, '');
    if (name === undefined) return [];
    const version = textOf(at(pin, 'state', 'version'));
    const revision = textOf(at(pin, 'state', 'revision'));
    const resolved = given({ kind: 'git' as const, revision });
    return [given({ key: name, ecosystem: 'SwiftURL', name, version, range: pin.range, more: { resolved } })];
  });
  return { entries };
}
