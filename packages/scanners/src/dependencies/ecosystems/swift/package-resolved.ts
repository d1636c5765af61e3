import type { DocumentNode } from '@sallyport/documents';
import { normaliseName } from '@sallyport/inventory';
import type { ResolvedFrom } from '@sallyport/inventory';

import { Unreadable } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, itemsOf, rootOf, textOf } from '../shared/nodes.ts';
import { fileSource, gitSource, registrySource } from '../shared/resolved.ts';
import { asksOf, nameOf } from './package-swift.ts';

/** Swift's lock file, versions 1 to 3. A pin on a branch has no version. */
export async function parsePackageResolved(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const pins = at(root, 'object', 'pins') ?? at(root, 'pins');
  if (pins?.kind !== 'array') throw new Unreadable('the file has no "pins"');
  const entries = itemsOf(pins).flatMap((pin) => entryOf(pin));
  const manifest = file.near('Package.swift');
  if (manifest === undefined) return { entries };
  const known = new Set(entries.map(({ key }) => key));
  const asks = asksOf(manifest).map((each): Ask => {
    const key = normaliseName('SwiftURL', each.name);
    return known.has(key) ? { ...each, key } : each;
  });
  return { entries, asks };
}

function entryOf(pin: DocumentNode): Entry[] {
  const kind = textOf(at(pin, 'kind'));
  const url = textOf(at(pin, 'repositoryURL')) ?? textOf(at(pin, 'location'));
  const name = kind === 'registry' ? textOf(at(pin, 'identity')) : nameOf(url ?? '');
  if (name === undefined || name === '') return [];
  const version = textOf(at(pin, 'state', 'version'));
  const resolved = sourceOf(pin, kind, url);
  return [
    given({
      key: normaliseName('SwiftURL', name),
      ecosystem: 'SwiftURL',
      name,
      version,
      range: pin.range,
      more: given({ resolved }),
    }),
  ];
}

/** Every package comes from a repository; a version's tag is to it what a registry is elsewhere. */
function sourceOf(pin: DocumentNode, kind: string | undefined, url: string | undefined): ResolvedFrom | undefined {
  if (url === undefined) return undefined;
  if (kind === 'localSourceControl' || kind === 'fileSystem') return fileSource(url);
  const revision = textOf(at(pin, 'state', 'revision'));
  return textOf(at(pin, 'state', 'version')) === undefined
    ? gitSource(url, revision)
    : given({ ...registrySource(url), revision });
}
