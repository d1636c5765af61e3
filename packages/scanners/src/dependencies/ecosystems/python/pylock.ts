import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, entriesOf, itemsOf, rootOf, textOf } from '../shared/nodes.ts';
import { fileSource, gitSource, registrySource, urlSource } from '../shared/resolved.ts';
import { asksBeside } from './pyproject.ts';
import { Names, tablesOf, withAsks } from './tables.ts';
import type { Table } from './tables.ts';

/** The standard's lock file (PEP 751). Only one that is named plainly is of the project file beside it. */
export async function parsePylock(file: LockFile): Promise<ParsedFile> {
  const tables = tablesOf(itemsOf(at(await rootOf('toml', file), 'packages')));
  const names = new Names(tables);
  const entries = tables.map((table) => entryOf(table, names));
  const asked = /(?:^|\/)pylock\.toml$/.test(file.path) ? await asksBeside(file) : undefined;
  return asked === undefined ? { entries } : withAsks(entries, asked, names);
}

function entryOf({ node, name, version, key }: Table, names: Names): Entry {
  const needs = itemsOf(at(node, 'dependencies')).flatMap((item) => {
    const need = textOf(at(item, 'name'));
    return need === undefined ? [] : names.keys({ name: need, version: textOf(at(item, 'version')) });
  });
  const files = [...itemsOf(at(node, 'wheels')), at(node, 'sdist'), at(node, 'archive')];
  const integrity = files.flatMap((file) =>
    entriesOf(at(file, 'hashes')).flatMap(({ key: kind, value }) => {
      const digest = textOf(value);
      return digest === undefined ? [] : [`${kind}:${digest}`];
    }),
  );
  return given({
    key,
    ecosystem: 'PyPI',
    name,
    version,
    needs,
    range: node.range,
    more: given({ integrity, resolved: sourceOf(node) }),
  });
}

function sourceOf(node: DocumentNode): ResolvedFrom | undefined {
  const index = textOf(at(node, 'index'));
  const git = textOf(at(node, 'vcs', 'url'));
  const archive = textOf(at(node, 'archive', 'url'));
  const folder = textOf(at(node, 'directory', 'path'));
  if (git !== undefined) return gitSource(git, textOf(at(node, 'vcs', 'commit-id')));
  if (archive !== undefined) return urlSource(archive);
  if (folder !== undefined) return fileSource(folder);
  return index === undefined ? undefined : registrySource(index);
}
