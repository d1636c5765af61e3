import { at, entriesOf, rootOf, textOf } from '../shared/nodes.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

/** Dart's lock file. */
export async function parsePubspecLock(file: LockFile): Promise<ParsedFile> {
  const entries = entriesOf(at(await rootOf('yaml', file), 'packages')).flatMap(({ key, value }): Entry[] => {
    const version = textOf(at(value, 'version'));
    const source = textOf(at(value, 'source'));
    if (version === undefined || source === 'path' || source === 'sdk') return [];
    const kind = textOf(at(value, 'dependency')) ?? '';
    const relation = kind.startsWith('direct') ? 'direct' : 'transitive';
    return [{ key, ecosystem: 'Pub', name: key, version, relation, dev: kind === 'direct dev', range: value.range }];
  });
  return { entries };
}
