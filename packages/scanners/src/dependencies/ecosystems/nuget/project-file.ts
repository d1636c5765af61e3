import type { DocumentNode } from '@sallyport/documents';

import { Unreadable } from '../../parser.ts';
import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { foldersUp, lockBeside, locked, unlocked } from '../shared/manifest.ts';
import {
  askOf,
  centralVersions,
  evaluate,
  itemsNamed,
  lowestOf,
  metadata,
  projectOf,
  propertiesAround,
} from './msbuild.ts';
import type { Reference } from './msbuild.ts';

/** A .NET project's references to packages, with the versions of the central list above it. */
export async function parseProjectFile(file: LockFile): Promise<ParsedFile> {
  const project = await projectOf(file);
  const lock = lockBeside(file, ['packages.lock.json', 'packages.config']);
  if (lock !== undefined) return locked(lock);
  const properties = await propertiesAround(file, project);
  const central = await centralAbove(file);
  const asked = itemsNamed(project, 'PackageReference').flatMap((node): Asked[] => {
    const name = metadata(node, 'Include') ?? metadata(node, 'Update');
    if (name === undefined) return [];
    const reference = referenceOf({ node, path: file.path, name, properties }, central);
    const dev = metadata(node, 'PrivateAssets')?.toLowerCase() === 'all';
    return [askOf(file, reference, { group: 'PackageReference', dev })];
  });
  return unlocked(file, asked, { ecosystem: 'NuGet', versionOf: lowestOf });
}

interface Own {
  readonly node: DocumentNode;
  readonly path: string;
  readonly name: string;
  readonly properties: ReadonlyMap<string, string>;
}

function referenceOf({ node, path, name, properties }: Own, central: ReadonlyMap<string, Reference>): Reference {
  const written = metadata(node, 'VersionOverride') ?? metadata(node, 'Version');
  if (written !== undefined) return { node, path, name, version: evaluate(written, properties) };
  return central.get(name.toLowerCase()) ?? { node, path, name, version: undefined };
}

/** The nearest central list above a project; one that cannot be read is a problem of its own. */
async function centralAbove(file: LockFile): Promise<ReadonlyMap<string, Reference>> {
  for (const up of foldersUp(file)) {
    const list = file.near(`${up}Directory.Packages.props`);
    if (list === undefined) continue;
    try {
      return await centralVersions(list);
    } catch (error) {
      if (error instanceof Unreadable) break;
      throw error;
    }
  }
  return new Map();
}
