import type { DocumentNode, ObjectNode } from '@sallyport/documents';

import { Unreadable } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, itemsOf, rangeOf, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { asksOf } from './conanfile.ts';
import { parseReference } from './reference.ts';

/** Conan's lock files: a graph in version 1, lists in version 2. */
export async function parseConanLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const nodes = at(root, 'graph_lock', 'nodes');
  if (nodes?.kind === 'object') return ofGraph(nodes);
  if (at(root, 'requires') === undefined)
    throw new Unreadable('the file has neither a graph nor a list of requirements');
  return ofLists(file, root);
}

/** A node without a reference is the project; so is one with the path of its recipe. */
function ofGraph(nodes: ObjectNode): ParsedFile {
  const direct = new Set<string>();
  const entries: Entry[] = [];
  for (const entry of nodes.entries) {
    const { key, value } = entry;
    const needs = [...textsOf(at(value, 'requires')), ...textsOf(at(value, 'build_requires'))];
    const reference = parseReference(textOf(at(value, 'ref')) ?? '');
    if (reference === undefined || at(value, 'path') !== undefined) {
      for (const need of needs) direct.add(need);
      continue;
    }
    const dev = textOf(at(value, 'context')) === 'build';
    const { name, version, revision } = reference;
    const more = { integrity: revision === undefined || revision === '0' ? [] : [`rrev:${revision}`] };
    entries.push({ key, ecosystem: 'ConanCenter', name, version, needs, dev, range: rangeOf(entry), more });
  }
  return { entries, direct };
}

function ofLists(file: LockFile, root: DocumentNode): ParsedFile {
  const entries = new Map<string, Entry>();
  for (const [list, dev] of [
    ['requires', false],
    ['build_requires', true],
    ['python_requires', true],
  ] as const) {
    for (const item of itemsOf(at(root, list))) {
      const found = entryOf(item, dev);
      if (found !== undefined && !entries.has(found.key)) entries.set(found.key, found);
    }
  }
  const manifest = file.near('conanfile.txt');
  if (manifest === undefined) return { entries: [...entries.values()] };
  const names = new Map([...entries.values()].map(({ name, key }) => [name, key]));
  const asks = asksOf(manifest).map((each): Ask => given({ ...each, key: names.get(each.name) }));
  return { entries: [...entries.values()], asks };
}

function entryOf(item: DocumentNode, dev: boolean): Entry | undefined {
  const reference = parseReference(textOf(item) ?? '');
  if (reference === undefined) return undefined;
  const { name, version, revision } = reference;
  const more = { integrity: revision === undefined ? [] : [`rrev:${revision}`] };
  return { key: `${name}/${version}`, ecosystem: 'ConanCenter', name, version, dev, range: item.range, more };
}
