import { at, itemsOf, rootOf, textOf } from '../shared/nodes.ts';
import type { LockFile, ParsedFile } from '../../parser.ts';

/** The lock file of sbt's dependency lock plug-in. */
export async function parseSbtLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const entries = itemsOf(at(root, 'dependencies')).flatMap((item) => {
    const [org, artifact, version] = ['org', 'name', 'version'].map((field) => textOf(at(item, field)));
    if (org === undefined || artifact === undefined || version === undefined) return [];
    const name = `${org}:${artifact}`;
    const of = itemsOf(at(item, 'configurations')).map(textOf);
    const dev = of.length > 0 && of.every((each) => each === 'test');
    return [{ key: `${name}:${version}`, ecosystem: 'Maven', name, version, dev, range: item.range }];
  });
  return { entries };
}
