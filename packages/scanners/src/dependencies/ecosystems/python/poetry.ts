import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, isTrue, itemsOf, keysOf, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { fileSource, gitSource, registrySource, urlSource } from '../shared/resolved.ts';
import { asksBeside } from './pyproject.ts';
import { digestsOf, Names, tablesOf, withAsks } from './tables.ts';
import type { Table } from './tables.ts';

/** Poetry's lock file. What the project asks for stands in its project file. */
export async function parsePoetry(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const tables = tablesOf(itemsOf(at(root, 'package')));
  const names = new Names(tables);
  const entries = tables.map((table) => entryOf(table, names, at(root, 'metadata', 'files')));
  const asked = await asksBeside(file);
  return asked === undefined ? { entries } : withAsks(entries, asked, names);
}

function entryOf({ node, name, version, key }: Table, names: Names, oldFiles: DocumentNode | undefined): Entry {
  const groups = textsOf(at(node, 'groups'));
  const files = [...itemsOf(at(node, 'files')), ...itemsOf(at(oldFiles, name))];
  return given({
    key,
    ecosystem: 'PyPI',
    name,
    version,
    needs: keysOf(at(node, 'dependencies')).flatMap((need) => names.keys({ name: need })),
    dev: textOf(at(node, 'category')) === 'dev' || (groups.length > 0 && !groups.includes('main')),
    optional: isTrue(at(node, 'optional')),
    range: node.range,
    more: given({ integrity: digestsOf(files), resolved: sourceOf(at(node, 'source')) }),
  });
}

function sourceOf(source: DocumentNode | undefined): ResolvedFrom | undefined {
  const url = textOf(at(source, 'url'));
  if (url === undefined) return undefined;
  switch (textOf(at(source, 'type'))) {
    case 'git':
      return gitSource(url, textOf(at(source, 'resolved_reference')));
    case 'url':
      return urlSource(url);
    case 'directory':
    case 'file':
      return fileSource(url);
    default:
      return registrySource(url);
  }
}
