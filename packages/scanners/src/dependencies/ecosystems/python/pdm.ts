import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, itemsOf, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { fileSource, gitSource, urlSource } from '../shared/resolved.ts';
import { asksBeside } from './pyproject.ts';
import { parseRequirement } from './requirement.ts';
import { digestsOf, Names, tablesOf, withAsks } from './tables.ts';
import type { Table } from './tables.ts';

/** PDM's lock file. A package with extras has a table for itself and one for each set of them, which count once. */
export async function parsePdm(file: LockFile): Promise<ParsedFile> {
  const tables = tablesOf(itemsOf(at(await rootOf('toml', file), 'package')));
  const plain = tables.filter(({ key }) => !key.includes('#'));
  const names = new Names(plain);
  const withExtras = Map.groupBy(tables, ({ key }) => key.replace(/#\d+$/, ''));
  const entries = plain.map((table) => entryOf(table, withExtras.get(table.key) ?? [table], names));
  const asked = await asksBeside(file);
  return asked === undefined ? { entries } : withAsks(entries, asked, names);
}

function entryOf({ node, name, version, key }: Table, same: readonly Table[], names: Names): Entry {
  const requirements = same.flatMap((each) => textsOf(at(each.node, 'dependencies')));
  const groups = textsOf(at(node, 'groups'));
  return given({
    key,
    ecosystem: 'PyPI',
    name,
    version,
    needs: requirements.flatMap((written) => {
      const need = parseRequirement(written);
      return need === undefined ? [] : names.keys(need);
    }),
    dev: groups.length > 0 && !groups.includes('default'),
    range: node.range,
    more: given({ integrity: digestsOf(itemsOf(at(node, 'files'))), resolved: sourceOf(node) }),
  });
}

function sourceOf(node: DocumentNode): ResolvedFrom | undefined {
  const [git, url, path] = ['git', 'url', 'path'].map((key) => textOf(at(node, key)));
  if (git !== undefined) return gitSource(git, textOf(at(node, 'revision')));
  if (url !== undefined) return urlSource(url);
  return path === undefined ? undefined : fileSource(path);
}
