import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, itemsOf, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { fileSource, gitSource, urlSource } from '../shared/resolved.ts';
import { asksBeside } from './pyproject.ts';
import { parseRequirement } from './requirement.ts';
import type { Requirement } from './requirement.ts';
import { digestsOf, Names, tablesOf, withAsks } from './tables.ts';
import type { Table } from './tables.ts';

/** PDM's lock file. A package with extras has a table for itself and one for each set of them, which count once. */
export async function parsePdm(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const tables = tablesOf(itemsOf(at(root, 'package')));
  // Older versions keep digests in a table of their own.
  const digests = at(root, 'metadata', 'files');
  const plain = tables.filter(({ key }) => !key.includes('#'));
  const names = new Names(plain);
  const needs = needsByKey(tables);
  const entries = plain.map((table) => {
    const needed = (needs.get(table.key) ?? []).flatMap((need) => names.keys(need));
    return entryOf(table, needed, at(digests, `${table.name} ${table.version ?? ''}`));
  });
  const asked = await asksBeside(file);
  return asked === undefined ? { entries } : withAsks(entries, asked, names);
}

/** What a package needs, with what each set of its extras needs. */
function needsByKey(tables: readonly Table[]): Map<string, Requirement[]> {
  const needs = new Map<string, Requirement[]>();
  for (const { key, node } of tables) {
    const plain = key.replace(/#\d+$/, '');
    const known = needs.get(plain) ?? [];
    for (const written of textsOf(at(node, 'dependencies'))) {
      const need = parseRequirement(written);
      if (need !== undefined) known.push(need);
    }
    needs.set(plain, known);
  }
  return needs;
}

function entryOf(
  { node, name, version, key }: Table,
  needs: readonly string[],
  files: DocumentNode | undefined,
): Entry {
  const groups = textsOf(at(node, 'groups'));
  return given({
    key,
    ecosystem: 'PyPI',
    name,
    version,
    needs,
    dev: groups.length > 0 && !groups.includes('default'),
    range: node.range,
    more: given({ integrity: digestsOf([...itemsOf(at(node, 'files')), ...itemsOf(files)]), resolved: sourceOf(node) }),
  });
}

function sourceOf(node: DocumentNode): ResolvedFrom | undefined {
  const [git, url, path] = ['git', 'url', 'path'].map((key) => textOf(at(node, key)));
  if (git !== undefined) return gitSource(git, textOf(at(node, 'revision')));
  if (url !== undefined) return urlSource(url);
  return path === undefined ? undefined : fileSource(path);
}
