import { given, MOST_PACKAGES, textOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile, InstalledPackage } from '../analyser.ts';
import { mayBeFoundTwice, ownablePath } from '../owned-path.ts';

interface Draft {
  name?: string;
  version?: string;
  arch?: string;
  origin?: string;
  supplier?: string;
  licence?: string;
}

const FIELDS: Readonly<Record<string, keyof Draft>> = {
  P: 'name',
  V: 'version',
  A: 'arch',
  o: 'origin',
  m: 'supplier',
  L: 'licence',
};

/** apk's `installed` file: one letter a line; `F:` a folder, `R:` a file in it. Advisories name the origin package. */
export function analyseApk(file: ImageFile): FileFacts {
  const packages: InstalledPackage[] = [];
  const owned: string[] = [];
  let draft: Draft = {};
  let folder = '';
  for (const line of textOf(file).split('\n')) {
    if (line === '') {
      pushPackage(packages, draft);
      draft = {};
      folder = '';
      continue;
    }
    if (line[1] !== ':') continue;
    const value = line.slice(2);
    const letter = line.slice(0, 1);
    const field = FIELDS[letter];
    if (field !== undefined) draft[field] = value;
    else if (letter === 'F') folder = value;
    else if (letter === 'R') pushOwned(owned, folder, value);
  }
  pushPackage(packages, draft);
  if (packages.length === 0 && file.bytes.length > 0) throw new Unreadable('it names no package');
  return { installed: { family: 'apk', packages }, ...(owned.length === 0 ? {} : { owned }) };
}

function pushOwned(owned: string[], folder: string, name: string): void {
  const path = ownablePath(folder === '' ? name : `${folder}/${name}`);
  if (mayBeFoundTwice(path)) owned.push(path);
}

function pushPackage(packages: InstalledPackage[], { name, version, origin, ...more }: Draft): void {
  if (name === undefined || version === undefined) return;
  if (packages.length >= MOST_PACKAGES) throw new Unreadable(`it names more than ${MOST_PACKAGES} packages`);
  packages.push({ name, version, source: { name: origin ?? name, version }, ...given(more) });
}
