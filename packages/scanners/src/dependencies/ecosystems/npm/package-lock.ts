import { Source } from '@sallyport/documents';
import type { DocumentNode, ObjectEntry } from '@sallyport/documents';
import { DEFAULT_LIMITS, jsonMember } from '@sallyport/kernel';

import { refuseAbove, Unreadable } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { at, entriesOf, rangeOf, rootIfReadable, rootOf } from '../shared/nodes.ts';
import { joinPath, folderOf } from '../shared/paths.ts';
import { Folders, MODULES } from './folders.ts';
import { entryPlaces } from './lock-places.ts';
import type { EntryPlace } from './lock-places.ts';
import { answered, ASK_FIELDS, asksOf, manifestIn } from './manifest.ts';
import type { Project } from './manifest.ts';
import { fieldsOfNode, npmEntry, npmFields } from './npm-entry.ts';
import type { NpmFields } from './npm-entry.ts';

/** npm's lock files: versions 2 and 3 by `packages`, version 1 by nested `dependencies`. */
export async function parsePackageLock(file: LockFile): Promise<ParsedFile> {
  const lock = folderLock(file.text);
  if (lock !== undefined) return byFolder(file, lock);
  const root = await rootOf('json', file);
  if (at(root, 'packages')?.kind === 'object') throw new Unreadable('the file is larger or deeper than can be read');
  if (at(root, 'dependencies') === undefined && at(root, 'lockfileVersion') === undefined)
    throw new Unreadable('the file has neither "packages" nor "dependencies"');
  return nested(file, at(root, 'dependencies'));
}

/** What a lock file says by folder. The plain values are read many times faster than nodes that know their places. */
interface FolderLock {
  readonly packages: unknown;
  readonly places: ReadonlyMap<string, EntryPlace>;
  readonly source: Source;
}

/** Undefined for version 1, and for what is no JSON or more than can be read: then the reader of documents says why. */
function folderLock(text: string): FolderLock | undefined {
  const places = entryPlaces(text, 'packages', DEFAULT_LIMITS);
  if (places === undefined) return undefined;
  const packages = jsonMember(valueOf(text), 'packages');
  return packages === undefined ? undefined : { packages, places, source: new Source(text, () => null) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function byFolder(file: LockFile, lock: FolderLock): Promise<ParsedFile> {
  const { packages, places, source } = lock;
  refuseAbove(places.size);
  const folders = new Folders(places.keys());
  const direct: string[] = [];
  const entries: Entry[] = [];
  const asks: Ask[] = [];
  for (const [key, place] of places) {
    const value = jsonMember(packages, key);
    const nameAt = key.lastIndexOf(MODULES);
    if (nameAt >= 0) {
      const fields = npmFields(value);
      if (fields.link === true) continue;
      const name = textIn(fields.name) ?? key.slice(nameAt + MODULES.length);
      const range = source.rangeOf(place.start, place.end);
      entries.push(npmEntry({ key, name, fields, needs: needsOf(folders, key, fields), range }));
      continue;
    }
    for (const field of ASK_FIELDS) folders.findAll(direct, key, jsonMember(value, field));
    asks.push(...(await asksIn(file, { key, place, source }, folders)));
  }
  return { entries, direct: new Set(direct), asks };
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** A peer is looked up as Node does, and may be absent. */
function needsOf(folders: Folders, key: string, fields: NpmFields): string[] {
  const needs: string[] = [];
  folders.findAll(needs, key, fields.dependencies);
  folders.findAll(needs, key, fields.optionalDependencies);
  folders.findAll(needs, key, fields.peerDependencies);
  return needs;
}

interface Member {
  readonly key: string;
  readonly place: EntryPlace;
  readonly source: Source;
}

/** What a member asks for: by its manifest where that can be read, else by the lock file's copy of it. */
async function asksIn(file: LockFile, member: Member, folders: Folders): Promise<Ask[]> {
  const project = (await manifestIn(file, member.key)) ?? (await copyIn(file, member));
  return project === undefined ? [] : answered(asksOf(project), ({ name }) => folders.find(member.key, name));
}

/** The copy alone is read with its places. */
async function copyIn(file: LockFile, { key, place, source }: Member): Promise<Project | undefined> {
  const text = `{${file.text.slice(place.start, place.end)}}`;
  const node = at(await rootIfReadable('json', { path: file.path, text }), key);
  const moved = place.start - 1;
  return node === undefined
    ? undefined
    : {
        node,
        path: file.path,
        workspace: joinPath(folderOf(file.path), key === '' ? '.' : key) ?? '.',
        rangeOf: ({ start, value }) => source.rangeOf(start + moved, value.end + moved),
      };
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
    const fields = fieldsOfNode(entry.value);
    const needs: string[] = [];
    folders.findAll(needs, key, fields.requires);
    return npmEntry({ key, name: entry.key, fields, needs, range: rangeOf(entry) });
  });
  const project = await manifestIn(file, '');
  if (project === undefined) return { entries };
  return { entries, asks: answered(asksOf(project), ({ name }) => folders.find('', name)) };
}
