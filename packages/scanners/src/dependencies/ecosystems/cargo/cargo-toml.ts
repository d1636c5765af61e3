import type { DocumentNode, ObjectEntry } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { foldersUp, locked, unlocked } from '../shared/manifest.ts';
import { at, entriesOf, isTrue, rangeOf, rootIfReadable, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { folderOf, workspaceOf } from '../shared/paths.ts';
import { fileSource, gitSource } from '../shared/resolved.ts';

const GROUPS = ['dependencies', 'build-dependencies', 'dev-dependencies'] as const;

/** Cargo's manifest. Its lock file lies beside it, or beside the manifest of the workspace. */
export async function parseCargoToml(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  for (const up of foldersUp(file)) {
    const lock = file.find(`${up}Cargo.lock`);
    const top = up === '' || lock === undefined ? root : await rootIfReadable('toml', file.near(`${up}Cargo.toml`));
    if (lock !== undefined && (up === '' || at(top, 'workspace') !== undefined)) return locked(lock);
  }
  return unlocked(file, asksOf(root, file.path), { ecosystem: 'crates.io' });
}

/** A member of the project: the name that the lock file calls it by, and what it asks for. */
export interface Member {
  readonly name: string;
  readonly asked: readonly Asked[];
}

/** The members of the project that a lock file is of, as far as their manifests are at hand. */
export async function membersOf(lock: LockFile): Promise<Member[]> {
  const root = lock.near('Cargo.toml');
  const top = await rootIfReadable('toml', root);
  if (root === undefined || top === undefined) return [];
  const shared = at(top, 'workspace', 'dependencies');
  const base = folderOf(root.path);
  const listed = textsOf(at(top, 'workspace', 'members')).filter((folder) => !folder.includes('*'));
  const known = lock.known.filter((path) => path.startsWith(base) && path.endsWith('/Cargo.toml'));
  const paths = new Set([
    ...listed.map((folder) => `${folder}/Cargo.toml`),
    ...known.map((path) => path.slice(base.length)),
  ]);
  const members: Member[] = [];
  for (const path of ['Cargo.toml', ...paths]) {
    const file = path === 'Cargo.toml' ? root : lock.near(path);
    const node = path === 'Cargo.toml' ? top : await rootIfReadable('toml', file);
    const name = textOf(at(node, 'package', 'name'));
    if (
      file !== undefined &&
      node !== undefined &&
      name !== undefined &&
      members.every((member) => member.name !== name)
    )
      members.push({ name, asked: asksOf(node, file.path, shared) });
  }
  return members;
}

function asksOf(root: DocumentNode, path: string, shared?: DocumentNode): Asked[] {
  const own = shared ?? at(root, 'workspace', 'dependencies');
  const targets = entriesOf(at(root, 'target')).map(({ value }) => value);
  return [root, ...targets].flatMap((node) =>
    GROUPS.flatMap((group) => entriesOf(at(node, group)).map((entry) => askOf(entry, { path, group, shared: own }))),
  );
}

interface Where {
  readonly path: string;
  readonly group: (typeof GROUPS)[number];
  /** What the workspace says of dependencies that its members take from it. */
  readonly shared: DocumentNode | undefined;
}

function askOf(entry: ObjectEntry, { path, group, shared }: Where): Asked {
  const { key, value } = entry;
  const common = isTrue(at(value, 'workspace')) ? at(shared, key) : undefined;
  const read = (field: string): string | undefined => textOf(at(value, field)) ?? textOf(at(common, field));
  const range = textOf(value) ?? textOf(common) ?? read('version') ?? '';
  return given({
    name: read('package') ?? key,
    range: range === '*' ? '' : range,
    group,
    dev: group === 'dev-dependencies',
    optional: isTrue(at(value, 'optional')),
    location: { path, range: rangeOf(entry) },
    workspace: workspaceOf(path),
    resolved: sourceOf(read),
  });
}

function sourceOf(read: (field: string) => string | undefined): ResolvedFrom | undefined {
  const [git, path] = [read('git'), read('path')];
  if (git !== undefined) return gitSource(git, read('rev'));
  // What has a version as well is taken from the registry once it is published; here it is the folder.
  return path === undefined ? undefined : fileSource(path);
}
