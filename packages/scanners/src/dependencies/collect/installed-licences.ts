import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { normaliseLicence, normaliseName } from '@sallyport/inventory';
import type { LicenceClaim, Package } from '@sallyport/inventory';
import { jsonList, jsonMember, jsonText } from '@sallyport/kernel';

import { readInside } from './file-reader.ts';

/** Fills in the licences that the lock file does not say from the metadata of what is installed beside it, in the same version. */
export function withInstalledLicences(root: string, packages: readonly Package[]): Package[] {
  const python = new Map<string, ReadonlyMap<string, string>>();
  return packages.map((found) => {
    if (found.licences.length > 0 || found.version === undefined) return found;
    const licences = found.ecosystem === 'npm' ? ofNpm(root, found) : ofPython(root, found, python);
    return licences.length === 0 ? found : { ...found, licences };
  });
}

function claim(raw: string): LicenceClaim {
  const expression = normaliseLicence(raw);
  return { raw, ...(expression === undefined ? {} : { expression }), kind: 'declared' };
}

const folderOf = ({ location }: Package): string => location?.path.slice(0, location.path.lastIndexOf('/') + 1) ?? '';

function ofNpm(root: string, found: Package): LicenceClaim[] {
  const bytes = readInside(root, `${folderOf(found)}node_modules/${found.name}/package.json`);
  if (bytes === undefined) return [];
  try {
    const manifest: unknown = JSON.parse(bytes.toString('utf8'));
    if (jsonText(manifest, 'version') !== found.version) return [];
    const one = jsonText(manifest, 'license') ?? jsonText(jsonMember(manifest, 'license'), 'type');
    const several = jsonList(manifest, 'licenses').flatMap((each) => jsonText(each, 'type') ?? []);
    return (one === undefined ? several : [one]).filter((raw) => raw !== '').map(claim);
  } catch {
    return [];
  }
}

function ofPython(root: string, found: Package, known: Map<string, ReadonlyMap<string, string>>): LicenceClaim[] {
  if (found.ecosystem !== 'PyPI') return [];
  const folder = folderOf(found);
  const installed = known.get(folder) ?? metadataIn(root, folder);
  known.set(folder, installed);
  const path = installed.get(`${normaliseName('PyPI', found.name)} ${found.version ?? ''}`);
  const text = path === undefined ? undefined : readInside(root, path)?.toString('utf8');
  return text === undefined ? [] : pythonLicences(text.split(/\r?\n\r?\n/, 1)[0] ?? '').map(claim);
}

/** Paths of metadata by `name version`, in the virtual environments beside a lock file. */
function metadataIn(root: string, folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const environment of ['.venv', 'venv']) {
    const libraries = `${folder}${environment}/lib`;
    for (const python of namesIn(join(root, libraries))) {
      const packages = `${libraries}/${python}/site-packages`;
      for (const name of namesIn(join(root, packages))) {
        const parts = /^(?<name>.+)-(?<version>[^-]+)\.dist-info$/.exec(name)?.groups;
        if (parts === undefined) continue;
        const key = `${normaliseName('PyPI', parts['name'] ?? '')} ${parts['version'] ?? ''}`;
        found.set(key, `${packages}/${name}/METADATA`);
      }
    }
  }
  return found;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The expression where there is one; else the classifiers; else the free text, where it is a name and no licence text. */
function pythonLicences(head: string): string[] {
  const lines = head.split(/\r?\n/);
  const fields = (name: string): string[] =>
    lines.flatMap((line) => (line.startsWith(`${name}:`) ? line.slice(name.length + 1).trim() : []));
  const [expression] = fields('License-Expression');
  if (expression !== undefined) return [expression];
  const classified = fields('Classifier')
    .filter((each) => each.startsWith('License :: '))
    .map((each) => each.slice(each.lastIndexOf(' :: ') + 4));
  if (classified.length > 0) return classified;
  return fields('License').filter((each) => each.length <= 100 && each !== 'UNKNOWN');
}
