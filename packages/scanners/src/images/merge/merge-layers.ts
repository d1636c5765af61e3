import type { FileFacts, InstalledPackage } from '../analysers/analyser.ts';
import { ownablePath } from '../analysers/owned-path.ts';
import type { LayerFacts } from '../layers/facts.ts';

/** A file that is seen in the image, and the layer that it comes from, counted from the bottom. */
interface SeenFile {
  readonly path: string;
  readonly layer: number;
  readonly facts: FileFacts;
}

/** A package of a database, and the layer in which it was first listed in this version. */
export interface SeenPackage {
  readonly path: string;
  readonly layer: number;
  readonly family: NonNullable<FileFacts['installed']>['family'];
  readonly package: InstalledPackage;
}

export interface MergedLayers {
  readonly files: readonly SeenFile[];
  readonly installed: readonly SeenPackage[];
  /** Whether a path that a layer holds is seen in the image. */
  isSeen(path: string, layer: number): boolean;
  /** Whether a package of the distribution owns a path. */
  isOwned(path: string): boolean;
}

/** Lays layers over each other as a container sees them: deletions, folders that hide what is below, files that take others' places. */
export function mergeLayers(layers: readonly LayerFacts[]): MergedLayers {
  const removals = layers.map((layer) => removalsOf(layer));
  const isSeen = (path: string, layer: number): boolean => {
    for (let above = layer + 1; above < removals.length; above += 1) if (removals[above]?.(path) === true) return false;
    return true;
  };
  const all = layers.flatMap(({ files }, layer) => files.map(([path, facts]) => ({ path, layer, facts })));
  const files = all.filter(({ path, layer }) => isSeen(path, layer));
  const owned = new Set(files.flatMap(({ facts }) => facts.owned ?? []));
  return {
    files,
    installed: files.flatMap((file) => withOrigins(file, all)),
    isSeen,
    isOwned: (path) => owned.has(ownablePath(path)),
  };
}

/** Whether a layer takes a path of a lower one away: itself, or a folder above it. */
function removalsOf({ whiteouts, opaque, present }: LayerFacts): (path: string) => boolean {
  const deleted = new Set(whiteouts);
  const hiding = new Set(opaque);
  return (path) => {
    if (hiding.has('') || deleted.has(path) || present.has(path)) return true;
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (hiding.has(folder) || deleted.has(folder) || present.has(folder)) return true;
    }
    return false;
  };
}

/**
 * Each layer that installs something writes its database anew: a package comes from the layer since which the database has
 * listed it without a break.
 */
function withOrigins({ path, layer, facts }: SeenFile, all: readonly SeenFile[]): SeenPackage[] {
  const { installed } = facts;
  if (installed === undefined) return [];
  const earlier = all
    .filter((file) => file.path === path && file.layer < layer)
    .map((file) => ({ layer: file.layer, keys: new Set(file.facts.installed?.packages.map(keyOf)) }))
    .toReversed();
  return installed.packages.map((found) => {
    const key = keyOf(found);
    let since = layer;
    for (const before of earlier) {
      if (!before.keys.has(key)) break;
      since = before.layer;
    }
    return { path, layer: since, family: installed.family, package: found };
  });
}

function keyOf({ name, version, arch = '' }: InstalledPackage): string {
  return `${name}\n${version}\n${arch}`;
}
