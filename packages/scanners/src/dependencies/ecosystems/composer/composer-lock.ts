import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { lockBeside, locked } from '../shared/manifest.ts';
import { at, documentOf, itemsOf, keysOf, rootIfReadable, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { fileSource, gitSource, urlSource } from '../shared/resolved.ts';
import { asksOf } from './composer-json.ts';

/** Composer's lock file. What the project asks for stands in its manifest. */
export async function parseComposerLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const entries = [
    ...itemsOf(at(root, 'packages')).flatMap((item) => entryOf(item, false)),
    ...itemsOf(at(root, 'packages-dev')).flatMap((item) => entryOf(item, true)),
  ];
  const manifest = file.near('composer.json');
  const asking = await rootIfReadable('json', manifest);
  if (manifest === undefined || asking === undefined) return { entries };
  const keys = new Set(entries.map(({ key }) => key));
  const asks = asksOf(asking, manifest.path).map((each): Ask => {
    const key = each.name.toLowerCase();
    return keys.has(key) ? { ...each, key } : each;
  });
  return { entries, asks };
}

/** Composer's list of what is installed, of both its versions. Other programs have files of this name: those hold none. */
export async function parseInstalled(file: LockFile): Promise<ParsedFile> {
  const root = await documentOf('json', file);
  const lock = lockBeside(file, ['../../composer.lock']);
  if (lock !== undefined) return locked(lock);
  const dev = new Set(textsOf(at(root, 'dev-package-names')).map((name) => name.toLowerCase()));
  const items = root.kind === 'array' ? root.items : itemsOf(at(root, 'packages'));
  return { entries: items.flatMap((item) => entryOf(item, dev.has(textOf(at(item, 'name'))?.toLowerCase() ?? ''))) };
}

function entryOf(item: DocumentNode, dev: boolean): Entry[] {
  const name = textOf(at(item, 'name'));
  if (name?.includes('/') !== true) return [];
  const shasum = textOf(at(item, 'dist', 'shasum'));
  return [
    given({
      key: name.toLowerCase(),
      ecosystem: 'Packagist',
      name,
      version: textOf(at(item, 'version'))?.replace(/^v(?=\d)/, ''),
      needs: keysOf(at(item, 'require')).map((need) => need.toLowerCase()),
      dev,
      range: item.range,
      more: given({
        licences: textsOf(at(item, 'license')).map((raw) => ({ raw, kind: 'declared' as const })),
        integrity: shasum === undefined ? [] : [`sha1:${shasum}`],
        resolved: sourceOf(item),
        // Composer runs a plug-in's code whenever it runs itself.
        installScript: textOf(at(item, 'type')) === 'composer-plugin' ? true : undefined,
      }),
    }),
  ];
}

/** An archive that belongs to a commit of the package's repository is what the registry points to. */
function sourceOf(item: DocumentNode): ResolvedFrom | undefined {
  const dist = textOf(at(item, 'dist', 'url'));
  if (textOf(at(item, 'dist', 'type')) === 'path' && dist !== undefined) return fileSource(dist);
  const repository = textOf(at(item, 'source', 'url'));
  const isBranch = /^dev-|-dev$/.test(textOf(at(item, 'version')) ?? '');
  if (repository !== undefined && (isBranch || dist === undefined))
    return gitSource(repository, textOf(at(item, 'source', 'reference')));
  if (dist === undefined) return undefined;
  return repository === undefined ? urlSource(dist) : { ...urlSource(dist), kind: 'registry' };
}
