import { Unreadable } from '../../parser.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { at, itemsOf, rootOf, textOf, textsOf } from '../shared/nodes.ts';

/** The lock file of sbt's dependency lock plug-in. */
export async function parseSbtLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  if (at(root, 'dependencies')?.kind !== 'array') throw new Unreadable('the file has no list of dependencies');
  const entries = itemsOf(at(root, 'dependencies')).flatMap((item): Entry[] => {
    const [org, artifact, version] = ['org', 'name', 'version'].map((field) => textOf(at(item, field)));
    if (org === undefined || artifact === undefined || version === undefined) return [];
    const name = `${org}:${artifact}`;
    const of = textsOf(at(item, 'configurations'));
    const dev = of.length > 0 && of.every((each) => each === 'test');
    const integrity = itemsOf(at(item, 'artifacts')).flatMap((each) => textOf(at(each, 'hash')) ?? []);
    return [
      { key: `${name}:${version}`, ecosystem: 'Maven', name, version, dev, range: item.range, more: { integrity } },
    ];
  });
  return { entries };
}
