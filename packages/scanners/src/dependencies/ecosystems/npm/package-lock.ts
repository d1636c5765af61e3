import type { DocumentNode, ObjectEntry } from '@sallyport/documents';

import { refuseAbove, Unreadable } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { at, entriesOf, isTrue, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { joinPath, folderOf } from '../shared/paths.ts';
import { Folders, MODULES } from './folders.ts';
import { answered, ASK_FIELDS, asksOf, manifestIn } from './manifest.ts';
import { npmEntry, npmFields } from './npm-entry.ts';
import type { NpmFields } from './npm-entry.ts';

/** npm's lock files: versions 2 and 3 by `packages`, version 1 by nested `dependencies`. */
export async function parsePackageLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const packages = at(root, 'packages');
  if (packages?.kind === 'object') return byFolder(file, packages.entries);
  if (at(root, 'dependencies') === undefined && at(root, 'lockfileVersion') === undefined)
    throw new Unreadable('the file has neither "packages" nor "dependencies"');
  return nested(file, at(root, 'dependencies'));
}

async function byFolder(file: LockFile, written: readonly ObjectEntry[]): Promise<ParsedFile> {
  refuseAbove(written.length);
  const folders = new Folders(written.map(({ key }) => key));
  const direct: string[] = [];
  const entries: Entry[] = [];
  const asks: Ask[] = [];
  for (const entry of written) {
    const { key, value } = entry;
    const nameAt = key.lastIndexOf(MODULES);
    if (nameAt >= 0) {
      const fields = npmFields(value);
      if (!isTrue(fields.link)) entries.push(atFolder(folders, entry, fields));
      continue;
    }
    for (const field of ASK_FIELDS) folders.findAll(direct, key, at(value, field));
    asks.push(...(await asksIn(file, entry, folders)));
  }
  return { entries, direct: new Set(direct), asks };
}

/** What a member asks for: by its manifest where that can be read, else by the lock file's copy of it. */
async function asksIn(file: LockFile, { key, value }: ObjectEntry, folders: Folders): Promise<Ask[]> {
  const workspace = key === '' ? '.' : key;
  const folder = joinPath(folderOf(file.path), workspace) ?? '.';
  const project = (await manifestIn(file, key)) ?? { node: value, path: file.path, workspace: folder };
  return answered(asksOf(project), ({ name }) => folders.find(key, name));
}

/** A peer is looked up as Node does, and may be absent. */
function atFolder(folders: Folders, entry: ObjectEntry, fields: NpmFields): Entry {
  const { key } = entry;
  const needs: string[] = [];
  folders.findAll(needs, key, fields.dependencies);
  folders.findAll(needs, key, fields.optionalDependencies);
  folders.findAll(needs, key, fields.peerDependencies);
  const name = textOf(fields.name) ?? key.slice(key.lastIndexOf(MODULES) + MODULES.length);
  return npmEntry({ key, name, fields, needs, range: rangeOf(entry) });
}

/** Version 1 does not say what the project asks for: the manifest beside it does. */
async function nested(file: LockFile, dependencies: DocumentNode | undefined): Promise<ParsedFile> {
  const found: { key: string; entry: ObjectEntry }[] = [];
  const stack = [{ base: '', node: dependencies }];
  for (let level = stack.pop(); level !== undefined; level = stack.pop()) {
    for (const entry of entriesOf(level.node)) {
      const key = `${level.base}${MODULES}${entry.key}`;
      found.push({ key, entry });
      const inner = at(entry.value, 'dependencies');
      if (inner !== undefined) stack.push({ base: `${key}/`, node: inner });
    }
  }
  refuseAbove(found.length);
  const folders = new Folders(found.map(({ key }) => key));
  const entries = found.map(({ key, entry }) => {
    const fields = npmFields(entry.value);
    const needs: string[] = [];
    folders.findAll(needs, key, fields.requires);
    return npmEntry({ key, name: entry.key, fields, needs, range: rangeOf(entry) });
  });
  const project = await manifestIn(file, '');
  if (project === undefined) return { entries };
  return { entries, asks: answered(asksOf(project), ({ name }) => folders.find('', name)) };
}
