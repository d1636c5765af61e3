import type { DocumentNode } from '@sallyport/documents';

import { at, itemsOf, rootOf, textOf } from '../shared/nodes.ts';
import { given } from '../shared/given.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

/** Cargo's lock file. Packages without a source are the project's own. */
export async function parseCargoLock(file: LockFile): Promise<ParsedFile> {
  const tables = itemsOf(at(await rootOf('toml', file), 'package'));
  const byName = new Map<string, string>();
  for (const table of tables) byName.set(textOf(at(table, 'name')) ?? '', keyOf(table));
  const keyOfNeed = (written: string): string => {
    const [name = '', version] = written.split(' ');
    return version === undefined ? (byName.get(name) ?? name) : `${name} ${version}`;
  };
  const needsOf = (table: DocumentNode): string[] =>
    itemsOf(at(table, 'dependencies'))
      .flatMap((item) => textOf(item) ?? [])
      .map(keyOfNeed);
  const own = tables.filter((table) => textOf(at(table, 'source')) === undefined);
  const entries = tables
    .filter((table) => textOf(at(table, 'source')) !== undefined)
    .map((table): Entry => {
      const checksum = textOf(at(table, 'checksum'));
      return given({
        key: keyOf(table),
        ecosystem: 'crates.io',
        name: textOf(at(table, 'name')) ?? '',
        version: textOf(at(table, 'version')),
        needs: needsOf(table),
        range: table.range,
        more: { integrity: checksum === undefined ? [] : [`sha256:${checksum}`] },
      });
    })
    .filter(({ name }) => name !== '');
  return given({ entries, direct: own.length === 0 ? undefined : new Set(own.flatMap(needsOf)) });
}

function keyOf(table: DocumentNode): string {
  return `${textOf(at(table, 'name')) ?? ''} ${textOf(at(table, 'version')) ?? ''}`;
}
