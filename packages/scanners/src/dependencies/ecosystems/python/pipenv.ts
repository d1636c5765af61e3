import { at, entriesOf, itemsOf, rootOf, textOf } from '../shared/nodes.ts';
import type { LockFile, ParsedFile } from '../../parser.ts';

/** Pipenv's lock file. It does not say which packages the project itself asked for. */
export async function parsePipenv(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const shipped = new Set(entriesOf(at(root, 'default')).map(({ key }) => key));
  const entries = ['default', 'develop'].flatMap((group) =>
    entriesOf(at(root, group)).flatMap(({ key, value }) => {
      const version = textOf(at(value, 'version'))?.replace(/^={2,3}/, '');
      if (version === undefined || (group === 'develop' && shipped.has(key))) return [];
      const integrity = itemsOf(at(value, 'hashes')).flatMap((hash) => textOf(hash) ?? []);
      const dev = group === 'develop';
      return [{ key, ecosystem: 'PyPI', name: key, version, dev, range: value.range, more: { integrity } }];
    }),
  );
  return { entries };
}
