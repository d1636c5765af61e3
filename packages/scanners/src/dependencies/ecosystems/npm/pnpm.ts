import type { DocumentNode, ObjectEntry } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import { Unreadable } from '../../parser.ts';
import type { Ask, Asked, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, documentsOf, entriesOf, isTrue, rangeOf, textOf } from '../shared/nodes.ts';
import { folderOf, joinPath } from '../shared/paths.ts';
import { markReach } from '../shared/reach.ts';
import { answered, ASK_FIELDS, asksOf, manifestIn } from './manifest.ts';
import { keyOf, plainKey } from './pnpm-key.ts';
import { isVersion, referenceSource, resolvedFrom } from './source.ts';

/** pnpm's lock files from version 5 on: `packages`, and from 9 on `snapshots` for what each brings. */
export async function parsePnpm(file: LockFile): Promise<ParsedFile> {
  // What pnpm itself runs with stands in a document of its own, before that of the project.
  const root = (await documentsOf('yaml', file)).at(-1);
  if (root?.kind !== 'object') throw new Unreadable('the file holds no object');
  const needs = needsByKey(at(root, 'snapshots') ?? at(root, 'packages'));
  const entries = new Map<string, Entry>();
  for (const entry of entriesOf(at(root, 'packages'))) {
    const found = entryOf(entry, needs);
    if (found !== undefined && !entries.has(found.key)) entries.set(found.key, found);
  }
  const importers = at(root, 'importers');
  const members =
    importers?.kind === 'object'
      ? importers.entries.map(({ key, value }) => ({ folder: key, node: value }))
      : [{ folder: '.', node: root }];
  const asks: Ask[] = [];
  for (const member of members) asks.push(...(await asksIn(file, member, at(root, 'catalogs'))));
  const keys = (which: (ask: Ask) => boolean): string[] => asks.filter(which).flatMap(({ key }) => key ?? []);
  const marked = markReach([...entries.values()], {
    shipped: keys(({ dev, group }) => !dev && group !== 'optionalDependencies'),
    optional: keys(({ group }) => group === 'optionalDependencies'),
    dev: keys(({ dev }) => dev),
  });
  return { entries: marked, asks };
}

interface Member {
  readonly folder: string;
  /** The importer, as the lock file has it. */
  readonly node: DocumentNode;
}

async function asksIn(file: LockFile, { folder, node }: Member, catalogs: DocumentNode | undefined): Promise<Ask[]> {
  const got = new Map<string, string>();
  for (const field of ASK_FIELDS) {
    for (const { key, value } of entriesOf(at(node, field))) {
      const version = textOf(value) ?? textOf(at(value, 'version'));
      if (version !== undefined) got.set(key, keyOf(key, version));
    }
  }
  const workspace = joinPath(folderOf(file.path), folder) ?? '.';
  const project = (await manifestIn(file, folder)) ?? { node, path: file.path, workspace };
  const asked = asksOf(project).map((each) => withRange(each, at(node, 'specifiers', each.name), catalogs));
  return answered(asked, ({ name }) => got.get(name));
}

/** Version 5 keeps ranges apart from versions; a catalogue's range stands in the lock file. */
function withRange(asked: Asked, specifier: DocumentNode | undefined, catalogs: DocumentNode | undefined): Asked {
  const range = asked.location.path.endsWith('.yaml') ? (textOf(specifier) ?? asked.range) : asked.range;
  const catalog = /^catalog:(?<name>.*)$/.exec(range)?.groups?.['name'];
  const real = catalog === undefined ? range : textOf(at(catalogs, catalog || 'default', asked.name, 'specifier'));
  return given({ ...asked, range: real ?? range, resolved: referenceSource(real ?? range) });
}

function needsByKey(packages: DocumentNode | undefined): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  for (const { key, value } of entriesOf(packages)) {
    const plain = plainKey(key);
    const known = needs.get(plain) ?? [];
    // One package with several sets of peers has several entries here.
    for (const field of ['dependencies', 'optionalDependencies']) {
      for (const { key: name, value: version } of entriesOf(at(value, field))) {
        const written = textOf(version);
        if (written !== undefined) known.push(keyOf(name, written));
      }
    }
    needs.set(plain, known);
  }
  return needs;
}

function entryOf(entry: ObjectEntry, needs: ReadonlyMap<string, readonly string[]>): Entry | undefined {
  const { value } = entry;
  const key = plainKey(entry.key);
  const split = key.indexOf('@', 1);
  const name = textOf(at(value, 'name')) ?? (split > 0 ? key.slice(0, split) : undefined);
  const version = textOf(at(value, 'version')) ?? key.slice(split + 1);
  const resolution = at(value, 'resolution');
  if (name === undefined || textOf(at(resolution, 'type')) === 'directory') return undefined;
  const integrity = textOf(at(resolution, 'integrity'));
  return given({
    key,
    ecosystem: 'npm',
    name,
    version: isVersion(version) ? version : undefined,
    needs: needs.get(key) ?? [],
    dev: isTrue(at(value, 'dev')),
    optional: isTrue(at(value, 'optional')),
    range: rangeOf(entry),
    more: given({
      integrity: integrity === undefined ? [] : [integrity],
      installScript: isTrue(at(value, 'requiresBuild')) ? true : undefined,
      resolved: sourceOf(resolution),
    }),
  });
}

function sourceOf(resolution: DocumentNode | undefined): ResolvedFrom | undefined {
  const tarball = textOf(at(resolution, 'tarball'));
  if (tarball !== undefined) return resolvedFrom(tarball);
  const repo = textOf(at(resolution, 'repo'));
  if (repo === undefined) return undefined;
  return given({ kind: 'git' as const, url: resolvedFrom(repo)?.url, revision: textOf(at(resolution, 'commit')) });
}
