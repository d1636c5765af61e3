import type { DocumentNode } from '@sallyport/documents';

import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { at, entriesOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';

/** Composer's manifest. */
export async function parseComposerJson(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const lock = lockBeside(file, ['composer.lock']);
  return lock === undefined ? unlocked(file, asksOf(root, file.path), { ecosystem: 'Packagist' }) : locked(lock);
}

/** What a manifest asks for; what it demands of PHP itself is no package. */
export function asksOf(root: DocumentNode, path: string): Asked[] {
  return ['require', 'require-dev'].flatMap((group) =>
    entriesOf(at(root, group))
      .filter(({ key }) => key.includes('/'))
      .map((entry) => ({
        name: entry.key,
        range: textOf(entry.value) ?? '',
        group,
        dev: group === 'require-dev',
        optional: false,
        location: { path, range: rangeOf(entry) },
        workspace: workspaceOf(path),
      })),
  );
}
