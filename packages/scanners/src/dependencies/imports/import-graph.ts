import type { Package } from '@sallyport/inventory';

import type { CollectedFile } from '../collect/collect.ts';
import type { Imported } from './imported.ts';
import { readProjectImports } from './project-imports.ts';
import type { ProjectImports } from './project-imports.ts';

/** Says of a package whether the project's own sources import it, or a package that brings it. */
export type ImportedOf = (found: Package) => Imported;

const UNKNOWN: ImportedOf = () => 'unknown';

/**
 * The import graph of the JavaScript and TypeScript under a folder. Sources are read when the first package is asked
 * for. A package counts as imported where the sources import it or a package that needs it, directly or over others;
 * as not imported only where nothing names it and nothing is loaded by a computed name.
 */
export function importGraph(
  root: string | undefined,
  files: readonly CollectedFile[],
  packages: readonly Package[],
): ImportedOf {
  const locks = files.filter(({ kind }) => kind?.ecosystem === 'npm' && kind.role === 'lock').map(({ path }) => path);
  if (root === undefined || locks.length === 0) return UNKNOWN;
  let states: ReadonlyMap<Package, Imported> | undefined;
  return (found) => {
    if (found.ecosystem !== 'npm') return 'unknown';
    states ??= statesOf(root, locks, packages);
    return states.get(found) ?? 'unknown';
  };
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function statesOf(
  root: string,
  locks: readonly string[],
  packages: readonly Package[],
): ReadonlyMap<Package, Imported> {
  const own = packages.filter(({ ecosystem, location }) => ecosystem === 'npm' && locks.includes(location?.path ?? ''));
  const wanted = new Set(own.map(({ name }) => name));
  const projects = readProjectImports(root, [...new Set(locks.map(folderOf))], wanted);
  const states = new Map<Package, Imported>();
  for (const lock of locks) {
    const project = projects.get(folderOf(lock));
    const locked = own.filter(({ location }) => location?.path === lock);
    if (project === undefined || project.sources === 0) continue;
    mark(locked, project, states);
  }
  return states;
}

function mark(locked: readonly Package[], project: ProjectImports, states: Map<Package, Imported>): void {
  const byId = new Map(locked.map((found) => [found.id, found]));
  const loaded = reach(
    locked.filter(({ name }) => project.imported.has(name)),
    byId,
  );
  const named = reach(
    locked.filter(({ name }) => project.mentioned.has(name)),
    byId,
  );
  for (const found of locked) {
    if (loaded.has(found)) states.set(found, 'imported');
    else if (project.isOpen || named.has(found) || !isPlaced(found)) states.set(found, 'unknown');
    else states.set(found, 'not imported');
  }
}

/** Where the lock file does not say who brings a package, nobody can say that no imported one does. */
const isPlaced = ({ relation, path }: Package): boolean => relation === 'direct' || path.length > 0;

function reach(from: readonly Package[], byId: ReadonlyMap<string, Package>): Set<Package> {
  const reached = new Set(from);
  for (const found of reached) {
    for (const id of found.dependsOn) {
      const next = byId.get(id);
      if (next !== undefined) reached.add(next);
    }
  }
  return reached;
}
