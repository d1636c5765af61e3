import type { PackageFacts } from '@sallyport/inventory';

import { bufferSource, newBudget } from '../../../files/archive/entry.ts';
import type { ArchiveBudget } from '../../../files/archive/entry.ts';
import { zipEntries } from '../../../files/archive/zip.ts';
import { MOST_PACKAGES, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';
import { jarIdentities } from './jar-identity.ts';
import type { JarDocuments } from './jar-identity.ts';

const ARCHIVE = /\.(?:jar|war|ear|par|sar|nar|hpi|jpi|kar|rar)$/i;
const PROPERTIES = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;
const MANIFEST = 'META-INF/MANIFEST.MF';
/** Jars in wars in ears: deeper ones are noted. */
const DEEPEST = 4;

interface Walk {
  readonly packages: PackageFacts[];
  readonly problems: Set<string>;
  readonly budget: ArchiveBudget;
}

/** A Java archive and those inside of it. Each says by `pom.properties`, else by its manifest, else by its name, what it is. */
export function analyseJar(file: ImageFile): FileFacts {
  const budget = newBudget({ entryBytes: 128 * 1024 ** 2 });
  const walk: Walk = { packages: [], problems: new Set(), budget };
  readArchive(file.path, file.bytes, { walk, depth: 0 });
  const { packages, problems } = walk;
  if (packages.length === 0 && problems.has(NOT_A_ZIP)) throw new Unreadable(NOT_A_ZIP);
  return { packages, ...(problems.size === 0 ? {} : { problems: [...problems] }) };
}

const NOT_A_ZIP = 'it is no zip archive, or a damaged one';

function readArchive(path: string, bytes: Buffer, { walk, depth }: { walk: Walk; depth: number }): void {
  const documents: { properties: Buffer[]; manifest?: Buffer } = { properties: [] };
  const wanted = (name: string): boolean => name === MANIFEST || PROPERTIES.test(name) || ARCHIVE.test(name);
  for (const entry of zipEntries(bufferSource(bytes), walk.budget, wanted)) {
    if ('skipped' in entry) {
      walk.problems.add(entry.path === '' ? NOT_A_ZIP : `an entry was not read (${entry.skipped})`);
    } else if (entry.path === MANIFEST) documents.manifest = entry.bytes;
    else if (PROPERTIES.test(entry.path)) documents.properties.push(entry.bytes);
    else if (depth + 1 < DEEPEST) readArchive(`${path}!${entry.path}`, entry.bytes, { walk, depth: depth + 1 });
    else walk.problems.add(`archives more than ${DEEPEST} deep were not opened`);
    if (walk.packages.length > MOST_PACKAGES) throw new Unreadable(`it names more than ${MOST_PACKAGES} packages`);
  }
  const found = jarIdentities(path, bytes, documents satisfies JarDocuments);
  for (const each of found) walk.packages.push({ ...each, location: { path } });
}
