import type { DocumentNode } from '@sallyport/documents';
import { pypiName } from '@sallyport/inventory';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Asked, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, entriesOf, itemsOf, rootOf, textOf } from '../shared/nodes.ts';
import { folderOf, joinPath } from '../shared/paths.ts';
import { fileSource, gitSource, registrySource, urlSource } from '../shared/resolved.ts';
import { asksBeside } from './pyproject.ts';
import { digestsOf, Names, tablesOf, withAsks } from './tables.ts';
import type { Need, Table } from './tables.ts';

/** uv's lock file, which lists the project and the members of its workspace beside what they need. */
export async function parseUv(file: LockFile): Promise<ParsedFile> {
  const tables = tablesOf(itemsOf(at(await rootOf('toml', file), 'package')));
  const own = tables.filter(({ node }) => folderOfProject(node) !== undefined);
  const others = tables.filter((table) => !own.includes(table));
  const names = new Names(others);
  const entries = others.map((table) => entryOf(table, names));
  const mine = new Set(own.map(({ name }) => pypiName(name)));
  const asked: (Asked & Need)[] = [];
  for (const { node } of own) asked.push(...(await asksOf(file, node)).filter(({ name }) => !mine.has(pypiName(name))));
  return own.length === 0 ? { entries } : withAsks(entries, asked, names);
}

/** The folder of a package that is the project's own. */
function folderOfProject(node: DocumentNode): string | undefined {
  const source = at(node, 'source');
  return textOf(at(source, 'virtual')) ?? textOf(at(source, 'editable')) ?? textOf(at(source, 'workspace'));
}

type Group = Pick<Asked, 'group' | 'dev' | 'optional'>;

/** What a member asks for: by its project file where that can be read, else by the lock file's copy of it. */
async function asksOf(file: LockFile, node: DocumentNode): Promise<(Asked & Need)[]> {
  const folder = folderOfProject(node) ?? '.';
  const needs = needsOfProject(node);
  const asked = await asksBeside(file, folder === '.' ? '' : `${folder}/`);
  if (asked !== undefined) {
    const versions = new Map(needs.map(({ need }) => [pypiName(need.name), need.version]));
    return asked.map((each) => ({ ...each, version: versions.get(pypiName(each.name)) }));
  }
  const required = itemsOf(at(node, 'metadata', 'requires-dist'));
  const ranges = new Map(required.map((item) => [textOf(at(item, 'name')), textOf(at(item, 'specifier'))]));
  const workspace = joinPath(folderOf(file.path), folder) ?? '.';
  return needs.map(({ need, item, ...group }) => ({
    ...need,
    ...group,
    range: ranges.get(need.name) ?? '',
    location: { path: file.path, range: item.range },
    workspace,
  }));
}

function needsOfProject(node: DocumentNode): (Group & { need: Need; item: DocumentNode })[] {
  const listed = (list: DocumentNode | undefined, group: Group): (Group & { need: Need; item: DocumentNode })[] =>
    itemsOf(list).flatMap((item) => needOf(item).map((need) => ({ need, item, ...group })));
  return [
    ...listed(at(node, 'dependencies'), { group: 'dependencies', dev: false, optional: false }),
    ...entriesOf(at(node, 'optional-dependencies')).flatMap(({ key, value }) =>
      listed(value, { group: key, dev: false, optional: true }),
    ),
    ...entriesOf(at(node, 'dev-dependencies')).flatMap(({ key, value }) =>
      listed(value, { group: key, dev: true, optional: false }),
    ),
  ];
}

function needOf(item: DocumentNode): Need[] {
  const name = textOf(at(item, 'name'));
  return name === undefined ? [] : [{ name, version: textOf(at(item, 'version')) }];
}

function entryOf({ node, name, version, key }: Table, names: Names): Entry {
  const lists = [at(node, 'dependencies'), ...entriesOf(at(node, 'optional-dependencies')).map(({ value }) => value)];
  const files = [...itemsOf(at(node, 'wheels')), at(node, 'sdist')].filter((file) => file !== undefined);
  return given({
    key,
    ecosystem: 'PyPI',
    name,
    version,
    needs: lists.flatMap((list) => itemsOf(list).flatMap(needOf)).flatMap((need) => names.keys(need)),
    range: node.range,
    more: given({ integrity: digestsOf(files), resolved: sourceOf(at(node, 'source')) }),
  });
}

function sourceOf(source: DocumentNode | undefined): ResolvedFrom | undefined {
  const [registry, git, url, path, directory] = ['registry', 'git', 'url', 'path', 'directory'].map((key) =>
    textOf(at(source, key)),
  );
  if (registry !== undefined) return registrySource(registry);
  if (git !== undefined) return gitSource(git);
  if (url !== undefined) return urlSource(url);
  const local = path ?? directory;
  return local === undefined ? undefined : fileSource(local);
}
