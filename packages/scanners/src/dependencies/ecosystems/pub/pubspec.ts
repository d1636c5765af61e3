import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { at, entriesOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';
import { fileSource, gitSource } from '../shared/resolved.ts';

/** Dart's manifest. */
export async function parsePubspec(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('yaml', file);
  const lock = lockBeside(file, ['pubspec.lock']);
  return lock === undefined ? unlocked(file, asksOf(root, file.path), { ecosystem: 'Pub' }) : locked(lock);
}

/** What a manifest asks for; what comes with the SDK is no package of a registry. */
export function asksOf(root: DocumentNode, path: string): Asked[] {
  return ['dependencies', 'dev_dependencies'].flatMap((group) =>
    entriesOf(at(root, group))
      .filter(({ value }) => at(value, 'sdk') === undefined)
      .map((entry) => {
        const { key: name, value } = entry;
        const written = textOf(value) ?? textOf(at(value, 'version')) ?? '';
        return given({
          name,
          range: written === 'any' ? '' : written,
          group,
          dev: group === 'dev_dependencies',
          optional: false,
          location: { path, range: rangeOf(entry) },
          workspace: workspaceOf(path),
          resolved: sourceOf(value),
        });
      }),
  );
}

function sourceOf(value: DocumentNode): ResolvedFrom | undefined {
  const path = textOf(at(value, 'path'));
  if (path !== undefined) return fileSource(path);
  const git = textOf(at(value, 'git')) ?? textOf(at(value, 'git', 'url'));
  return git === undefined ? undefined : gitSource(git);
}
