import type { DocumentNode, ObjectEntry } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, entriesOf, rangeOf, rootIfReadable, rootOf, textOf } from '../shared/nodes.ts';
import { gitSource, registrySource } from '../shared/resolved.ts';
import { asksOf } from './pubspec.ts';

/** Dart's lock file. */
export async function parsePubspecLock(file: LockFile): Promise<ParsedFile> {
  const entries = entriesOf(at(await rootOf('yaml', file), 'packages')).flatMap((entry) => entryOf(entry));
  const manifest = file.near('pubspec.yaml');
  const asking = await rootIfReadable('yaml', manifest);
  if (manifest === undefined || asking === undefined) return { entries };
  const known = new Set(entries.map(({ key }) => key));
  const asked = asksOf(asking, manifest.path).filter(({ resolved }) => resolved?.kind !== 'file');
  return { entries, asks: asked.map((each): Ask => (known.has(each.name) ? { ...each, key: each.name } : each)) };
}

/** A package beside the project or of the SDK is not one of a registry. */
function entryOf(entry: ObjectEntry): Entry[] {
  const { key, value } = entry;
  const source = textOf(at(value, 'source'));
  const version = textOf(at(value, 'version'));
  if (version === undefined || source === 'path' || source === 'sdk') return [];
  const kind = textOf(at(value, 'dependency')) ?? '';
  const description = at(value, 'description');
  const sha256 = textOf(at(description, 'sha256'));
  return [
    given({
      key,
      ecosystem: 'Pub',
      name: textOf(at(description, 'name')) ?? key,
      version,
      relation: kind.startsWith('direct') ? ('direct' as const) : ('transitive' as const),
      dev: kind === 'direct dev',
      range: rangeOf(entry),
      more: given({
        integrity: sha256 === undefined ? [] : [`sha256:${sha256}`],
        resolved: sourceOf(source, description),
      }),
    }),
  ];
}

function sourceOf(source: string | undefined, description: DocumentNode | undefined): ResolvedFrom | undefined {
  const url = textOf(at(description, 'url'));
  if (url === undefined) return undefined;
  return source === 'git' ? gitSource(url, textOf(at(description, 'resolved-ref'))) : registrySource(url);
}
