import { messageOf } from '@sallyport/kernel';

import { given, MOST_PACKAGES, textOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile, InstalledPackage } from '../analyser.ts';
import { berkeleyValues } from './berkeley.ts';
import { readRpmHeader, sourceOf } from './header.ts';
import { ndbBlobs } from './ndb.ts';
import { sqliteRows } from './sqlite.ts';

/** Shorter values are no headers: Berkeley DB keeps RPM's counter under the key 0. */
const SHORTEST_HEADER = 24;

/** RPM's database in any of its three forms, told by the file's name. A header that cannot be read costs that one package. */
export function analyseRpmDatabase(file: ImageFile): FileFacts {
  if (file.bytes.length === 0) return {};
  const found: Found = { packages: [], owned: [], problems: new Set() };
  try {
    for (const blob of blobsOf(file)) readOne(blob, found);
  } catch (error) {
    if (!(error instanceof Unreadable) || found.packages.length === 0) throw error;
    found.problems.add(`it breaks off: ${messageOf(error)}`);
  }
  const { packages, owned, problems } = found;
  return {
    installed: { family: 'rpm', packages },
    ...(owned.length === 0 ? {} : { owned }),
    ...(problems.size === 0 ? {} : { problems: [...problems] }),
  };
}

interface Found {
  readonly packages: InstalledPackage[];
  readonly owned: string[];
  readonly problems: Set<string>;
}

function readOne(blob: Buffer, { packages, owned, problems }: Found): void {
  if (packages.length >= MOST_PACKAGES) throw new Unreadable(`it names more than ${MOST_PACKAGES} packages`);
  try {
    const found = readRpmHeader(blob);
    if (found === undefined) return;
    packages.push(found.package);
    for (const path of found.owned) owned.push(path);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    problems.add(error.message);
  }
}

function* blobsOf({ path, bytes }: ImageFile): Generator<Buffer> {
  if (path.endsWith('.sqlite')) {
    for (const row of sqliteRows(bytes, 'Packages')) if (Buffer.isBuffer(row[1])) yield row[1];
  } else if (path.endsWith('.db')) yield* ndbBlobs(bytes);
  else for (const value of berkeleyValues(bytes)) if (value.length >= SHORTEST_HEADER) yield value;
}

/** A write-ahead log beside the database holds changes that the database itself lacks; rpm leaves it empty. */
export function analyseRpmLog(file: ImageFile): FileFacts {
  if (file.bytes.length === 0) return {};
  return { problems: ['changes in the write-ahead log of the RPM database are not looked at'] };
}

/** `rpmmanifest` of images without rpm (container-manifest-2): name, version, …, vendor, epoch, arch, source, tab-separated. */
export function analyseRpmManifest(file: ImageFile): FileFacts {
  const packages = textOf(file)
    .split('\n')
    .flatMap((line) => fromManifestLine(line.split('\t')) ?? []);
  return packages.length === 0 ? {} : { installed: { family: 'rpm', packages } };
}

function fromManifestLine(columns: readonly string[]): InstalledPackage | undefined {
  const [name = '', version = '', , , supplier, , , arch, epoch = '0', sourceRpm] = columns;
  if (name === '' || !version.includes('-')) return undefined;
  const number = /^\d+$/.test(epoch) ? Number(epoch) : 0;
  const full = number === 0 ? version : `${number}:${version}`;
  const source = sourceOf(sourceRpm, { name, version: full, epoch: number });
  return { name, version: full, source, ...given({ arch, supplier }) };
}
