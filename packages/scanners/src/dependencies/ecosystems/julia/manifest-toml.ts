import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, entriesOf, listOf, rootIfReadable, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { markReach } from '../shared/reach.ts';
import { fileSource, gitSource } from '../shared/resolved.ts';
import { asksOf } from './project-toml.ts';

interface Table {
  readonly node: DocumentNode;
  readonly name: string;
  readonly uuid: string;
}

/** Julia's lock file, of both its formats. Names may repeat; packages are told apart by UUID. */
export async function parseManifestToml(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const julia = textOf(at(root, 'julia_version'));
  const tables = entriesOf(at(root, 'deps') ?? root).flatMap(({ key, value }) =>
    listOf(value).flatMap((node): Table[] => {
      const uuid = textOf(at(node, 'uuid'));
      return uuid === undefined ? [] : [{ node, name: key, uuid }];
    }),
  );
  const byName = new Map(tables.map(({ name, uuid }) => [name, uuid]));
  const entries = tables.map((table) => entryOf(table, byName, julia));
  const project = file.near('Project.toml') ?? file.near('JuliaProject.toml');
  const asking = await rootIfReadable('toml', project);
  if (project === undefined || asking === undefined) return { entries };
  const known = new Set(entries.map(({ key }) => key));
  const asks = asksOf(asking, project.path).flatMap(({ uuid, ...each }): Ask[] => {
    if (known.has(uuid)) return [{ ...each, key: uuid }];
    return each.dev || each.optional ? [] : [each];
  });
  const keys = (which: (ask: Ask) => boolean): string[] => asks.filter(which).flatMap(({ key }) => key ?? []);
  const marked = markReach(entries, {
    shipped: keys(({ dev, optional }) => !dev && !optional),
    optional: keys(({ optional }) => optional),
    dev: keys(({ dev }) => dev),
  });
  return { entries: marked, asks };
}

/** What has neither a version nor a tree of its own comes with Julia itself, in Julia's version. */
function entryOf({ node, name, uuid }: Table, byName: ReadonlyMap<string, string>, julia: string | undefined): Entry {
  const deps = at(node, 'deps');
  const named = textsOf(deps).flatMap((need) => byName.get(need) ?? []);
  const told = entriesOf(deps).flatMap(({ value }) => textOf(value) ?? []);
  const tree = textOf(at(node, 'git-tree-sha1'));
  const resolved = sourceOf(node);
  const isOwn = tree === undefined && resolved === undefined;
  return given({
    key: uuid,
    ecosystem: 'Julia',
    name,
    version: textOf(at(node, 'version')) ?? (isOwn ? julia : undefined),
    needs: [...named, ...told],
    range: node.range,
    more: given({ integrity: tree === undefined ? [] : [`git-tree-sha1:${tree}`], qualifiers: { uuid }, resolved }),
  });
}

function sourceOf(node: DocumentNode): ResolvedFrom | undefined {
  const path = textOf(at(node, 'path'));
  if (path !== undefined) return fileSource(path);
  const repository = textOf(at(node, 'repo-url'));
  return repository === undefined ? undefined : gitSource(repository);
}
