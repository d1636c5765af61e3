import type { DocumentNode, ObjectEntry } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import { Unreadable } from '../../parser.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, itemsOf, rangeOf, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { gitSource, registrySource, urlSource } from '../shared/resolved.ts';

/** R's lock file as renv writes it. It does not say what the project itself asks for. */
export async function parseRenvLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const packages = at(root, 'Packages');
  if (packages?.kind !== 'object') throw new Unreadable('the file has no "Packages"');
  const repositories = new Map(
    itemsOf(at(root, 'R', 'Repositories')).map((item) => [textOf(at(item, 'Name')), textOf(at(item, 'URL'))]),
  );
  return { entries: packages.entries.map((entry) => entryOf(entry, repositories)) };
}

function entryOf(entry: ObjectEntry, repositories: ReadonlyMap<string | undefined, string | undefined>): Entry {
  const { key, value } = entry;
  const hash = textOf(at(value, 'Hash'));
  const source = textOf(at(value, 'Source'));
  return given({
    key,
    ecosystem: source === 'Bioconductor' ? 'Bioconductor' : 'CRAN',
    name: textOf(at(value, 'Package')) ?? key,
    version: textOf(at(value, 'Version')),
    needs: needsOf(value),
    range: rangeOf(entry),
    more: given({
      integrity: hash === undefined ? [] : [`md5:${hash}`],
      resolved: sourceOf(value, source, repositories.get(textOf(at(value, 'Repository')))),
    }),
  });
}

/** Version 1 lists requirements by name; later ones copy the fields of the package's own description. */
function needsOf(value: DocumentNode): string[] {
  const fields = ['Depends', 'Imports', 'LinkingTo'].flatMap((field) => textsOf(at(value, field)));
  return [...textsOf(at(value, 'Requirements')), ...fields.map((need) => need.replace(/\s*\(.*$/s, ''))];
}

function sourceOf(
  value: DocumentNode,
  source: string | undefined,
  repository: string | undefined,
): ResolvedFrom | undefined {
  const revision = textOf(at(value, 'RemoteSha'));
  const [user, name] = [textOf(at(value, 'RemoteUsername')), textOf(at(value, 'RemoteRepo'))];
  const url = textOf(at(value, 'RemoteUrl'));
  if (source === 'GitHub' && user !== undefined && name !== undefined)
    return gitSource(`https://github.com/${user}/${name}`, revision);
  if (source === 'URL') return url === undefined ? undefined : urlSource(url);
  if (source !== 'Repository' && source !== 'Bioconductor')
    return url === undefined ? undefined : gitSource(url, revision);
  return repository === undefined ? undefined : registrySource(repository);
}
