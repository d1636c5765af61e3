import type { DocumentNode, ObjectEntry, Range } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { foldersUp, lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { at, entriesOf, isTrue, itemsOf, rangeOf, rootIfReadable, rootOf, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';
import { fileSource, gitSource, urlSource } from '../shared/resolved.ts';
import { parseRequirement, pinOf } from './requirement.ts';

const LOCKS = ['poetry.lock', 'uv.lock', 'pdm.lock', 'pylock.toml'];

/** Python's project file: the standard's tables, Poetry's, PDM's and uv's. */
export async function parsePyproject(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const lock = lockBeside(file, LOCKS) ?? (await workspaceLock(file));
  if (lock !== undefined) return locked(lock);
  const asked = [...asksIn(root, file.path), ...buildAsks(root, file.path)];
  return unlocked(file, asked, { ecosystem: 'PyPI', versionOf: ({ range }) => pinOf(range) });
}

/** The lock file of the uv workspace that a project is a member of. */
async function workspaceLock(file: LockFile): Promise<string | undefined> {
  for (const up of foldersUp(file)) {
    const lock = up === '' ? undefined : file.find(`${up}uv.lock`);
    const root = lock === undefined ? undefined : await rootIfReadable('toml', file.near(`${up}pyproject.toml`));
    if (lock !== undefined && at(root, 'tool', 'uv', 'workspace') !== undefined) return lock;
  }
  return undefined;
}

/** What the project file beside a lock file asks for; undefined where there is none. */
export async function asksBeside(lock: LockFile, folder = ''): Promise<Asked[] | undefined> {
  const file = lock.near(`${folder}pyproject.toml`);
  const root = await rootIfReadable('toml', file);
  return file === undefined || root === undefined ? undefined : asksIn(root, file.path);
}

function asksIn(root: DocumentNode, path: string): Asked[] {
  const project = at(root, 'project');
  const tool = at(root, 'tool');
  const poetry = at(tool, 'poetry');
  return [
    ...listed(at(project, 'dependencies'), { path, group: 'dependencies' }),
    ...entriesOf(at(project, 'optional-dependencies')).flatMap(({ key, value }) =>
      listed(value, { path, group: key, optional: true }),
    ),
    ...[at(root, 'dependency-groups'), at(tool, 'pdm', 'dev-dependencies')].flatMap((groups) =>
      entriesOf(groups).flatMap(({ key, value }) => listed(value, { path, group: key, dev: true })),
    ),
    ...listed(at(tool, 'uv', 'dev-dependencies'), { path, group: 'dev', dev: true }),
    ...tabled(at(poetry, 'dependencies'), { path, group: 'dependencies' }),
    ...tabled(at(poetry, 'dev-dependencies'), { path, group: 'dev', dev: true }),
    ...entriesOf(at(poetry, 'group')).flatMap(({ key, value }) =>
      tabled(at(value, 'dependencies'), { path, group: key, dev: key !== 'main' }),
    ),
  ];
}

/** What builds the project; lock files do not hold it. */
function buildAsks(root: DocumentNode, path: string): Asked[] {
  return listed(at(root, 'build-system', 'requires'), { path, group: 'build-system', dev: true });
}

interface Where {
  readonly path: string;
  readonly group: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** A list of requirements. */
function listed(list: DocumentNode | undefined, where: Where): Asked[] {
  return itemsOf(list).flatMap((item) => {
    const requirement = parseRequirement(textOf(item) ?? '');
    return requirement === undefined ? [] : [askOf(requirement, item.range, where)];
  });
}

function askOf(
  {
    name,
    range,
    resolved,
    isOptional = false,
  }: { name: string; range: string; resolved?: ResolvedFrom | undefined; isOptional?: boolean },
  place: Range,
  { path, group, dev = false, optional = false }: Where,
): Asked {
  const location = { path, range: place };
  return given({
    name,
    range,
    group,
    dev,
    optional: optional || isOptional,
    location,
    workspace: workspaceOf(path),
    resolved,
  });
}

/** A table of requirements by name, as Poetry and Pipenv write them. */
export function tabled(table: DocumentNode | undefined, where: Where): Asked[] {
  return entriesOf(table)
    .filter(({ key }) => key.toLowerCase() !== 'python')
    .flatMap((entry) => fromTable(entry, where));
}

function fromTable(entry: ObjectEntry, where: Where): Asked[] {
  const { key: name, value } = entry;
  const alternatives = value.kind === 'array' ? value.items : [value];
  return alternatives.map((each) => {
    const written = textOf(each) ?? textOf(at(each, 'version')) ?? '';
    const range = written === '*' ? '' : written;
    const place = value.kind === 'array' ? each.range : rangeOf(entry);
    return askOf({ name, range, resolved: tableSource(each), isOptional: isTrue(at(each, 'optional')) }, place, where);
  });
}

function tableSource(table: DocumentNode): ResolvedFrom | undefined {
  const [git, url, path] = ['git', 'url', 'path'].map((key) => textOf(at(table, key)));
  if (git !== undefined) return gitSource(git, textOf(at(table, 'rev')) ?? textOf(at(table, 'ref')));
  if (url !== undefined) return urlSource(url);
  return path === undefined ? undefined : fileSource(path);
}
