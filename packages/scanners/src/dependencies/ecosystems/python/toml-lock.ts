import type { DocumentNode } from '@sallyport/documents';
import { pypiName } from '@sallyport/inventory';

import { at, isTrue, itemsOf, keysOf, rootOf, textOf } from '../shared/nodes.ts';
import { given } from '../shared/given.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

/** Poetry's, uv's, PDM's and the standard's (PEP 751) lock files: tables named `package` or `packages`. */
export async function parseTomlLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const tables = [...itemsOf(at(root, 'package')), ...itemsOf(at(root, 'packages'))];
  const own = tables.filter(isProject);
  const entries = tables.filter((table) => !isProject(table)).flatMap(entryOf);
  const asked = own.length > 0 ? own.flatMap(asksOf) : await askedByManifest(file);
  if (asked === undefined) return { entries };
  const names = new Set(asked.map(pypiName));
  return { entries, direct: new Set(entries.filter(({ name }) => names.has(pypiName(name))).map(({ key }) => key)) };
}

/** uv lists the project and the members of its workspace beside what they need. */
function isProject(table: DocumentNode): boolean {
  return ['virtual', 'editable', 'workspace'].some((kind) => at(table, 'source', kind) !== undefined);
}

function entryOf(table: DocumentNode): Entry[] {
  const name = textOf(at(table, 'name'));
  const version = textOf(at(table, 'version'));
  if (name === undefined) return [];
  return [
    given({
      key: pypiName(name),
      ecosystem: 'PyPI',
      name,
      version,
      needs: needsOf(at(table, 'dependencies')),
      dev: textOf(at(table, 'category')) === 'dev',
      optional: isTrue(at(table, 'optional')),
      range: table.range,
    }),
  ];
}

/** A list of tables (uv, PEP 751), a list of requirements (PDM) or a table by name (Poetry). */
function needsOf(node: DocumentNode | undefined): string[] {
  const names = itemsOf(node).flatMap((item) => textOf(at(item, 'name')) ?? requirementName(textOf(item)) ?? []);
  return [...names, ...keysOf(node)].map(pypiName);
}

function asksOf(project: DocumentNode): string[] {
  const groups = at(project, 'dev-dependencies');
  return [...needsOf(at(project, 'dependencies')), ...keysOf(groups).flatMap((group) => needsOf(at(groups, group)))];
}

async function askedByManifest(file: LockFile): Promise<string[] | undefined> {
  const text = file.near('pyproject.toml')?.text;
  if (text === undefined) return undefined;
  const root = await rootOf('toml', { ...file, text });
  const poetry = at(root, 'tool', 'poetry');
  const groups = at(poetry, 'group');
  return [
    ...needsOf(at(root, 'project', 'dependencies')),
    ...keysOf(at(poetry, 'dependencies')),
    ...keysOf(at(poetry, 'dev-dependencies')),
    ...keysOf(groups).flatMap((group) => keysOf(at(groups, group, 'dependencies'))),
  ];
}

function requirementName(requirement: string | undefined): string | undefined {
  return /^[A-Za-z0-9][\w.-]*/.exec(requirement ?? '')?.[0];
}
