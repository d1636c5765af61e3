import type { DocumentNode } from '@sallyport/documents';

import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { at, entriesOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Julia's project file. Other programs have files of this name: those ask for nothing by UUID. */
export async function parseProjectToml(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const lock = lockBeside(file, ['Manifest.toml', 'JuliaManifest.toml']);
  return lock === undefined
    ? unlocked(file, asksOf(root, file.path), { ecosystem: 'Julia', versionOf: () => undefined })
    : locked(lock);
}

export function asksOf(root: DocumentNode, path: string): (Asked & { readonly uuid: string })[] {
  return ['deps', 'weakdeps', 'extras'].flatMap((group) =>
    entriesOf(at(root, group)).flatMap((entry) => {
      const uuid = textOf(entry.value) ?? '';
      if (!UUID.test(uuid)) return [];
      const range = textOf(at(root, 'compat', entry.key)) ?? '';
      const location = { path, range: rangeOf(entry) };
      const [dev, optional] = [group === 'extras', group === 'weakdeps'];
      return [{ name: entry.key, uuid, range, group, dev, optional, location, workspace: workspaceOf(path) }];
    }),
  );
}
