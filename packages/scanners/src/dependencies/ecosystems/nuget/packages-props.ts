import type { LockFile, ParsedFile } from '../../parser.ts';
import { unlocked } from '../shared/manifest.ts';
import { folderOf } from '../shared/paths.ts';
import { askOf, centralVersions, lowestOf } from './msbuild.ts';

/**
 * NuGet's central list of versions. Where projects lie below it, these say which of them they take; alone, the list is
 * all there is.
 */
export async function parsePackagesProps(file: LockFile): Promise<ParsedFile> {
  const versions = await centralVersions(file);
  const folder = folderOf(file.path);
  if (file.known.some((path) => path.startsWith(folder) && /\.(?:cs|fs|vb)proj$/.test(path))) return { entries: [] };
  const asked = [...versions.values()].map((each) => askOf(file, each, { group: 'PackageVersion', dev: false }));
  return unlocked(file, asked, { ecosystem: 'NuGet', versionOf: lowestOf });
}
