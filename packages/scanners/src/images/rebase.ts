import type { Sighting } from '@sallyport/findings';
import { compareVersions } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

import type { LayerFacts } from './layers/facts.ts';
import { inventoryOf } from './merge/inventory-of.ts';
import type { MergedLayers, SeenPackage } from './merge/merge-layers.ts';
import { mergeLayers } from './merge/merge-layers.ts';

export interface RebaseInput {
  /** Layers of the image; the first `baseCount` are the old base image's. */
  readonly layers: readonly LayerFacts[];
  readonly baseCount: number;
  readonly newBase: readonly LayerFacts[];
  readonly ecosystem: string;
}

/**
 * The packages that the image would hold on another base: the new base's, and what the image's own steps brought. A package
 * that an own step installed or raised stays unless the new base has a later version of it; one that an own step removed
 * stays away.
 */
export function rebasedPackages({ layers, baseCount, newBase, ecosystem }: RebaseInput): readonly Package[] {
  const own = layers.slice(baseCount);
  const whole = mergeLayers(layers);
  const oldBase = mergeLayers(layers.slice(0, baseCount));
  const base = mergeLayers(newBase);
  const merged = mergeLayers([...newBase, ...own]);
  const now = new Set(whole.installed.map(nameOf));
  const removed = new Set(oldBase.installed.map(nameOf).filter((name) => !now.has(name)));
  const added = whole.installed.filter(({ layer }) => layer >= baseCount);
  const installed = [
    ...base.installed.filter((seen) => !removed.has(nameOf(seen)) && !isOutdone(seen, added, ecosystem)),
    ...added.filter((seen) => !isOutdone(seen, base.installed, ecosystem, true)),
  ];
  return inventoryOf({ ...merged, installed } satisfies MergedLayers, []).packages;
}

function nameOf({ family, package: found }: SeenPackage): string {
  return `${family} ${found.name} ${found.arch ?? ''}`;
}

/** Whether `others` hold the package in a later version, or with `orEqual` in the same one. */
function isOutdone(seen: SeenPackage, others: readonly SeenPackage[], ecosystem: string, orEqual = false): boolean {
  const name = nameOf(seen);
  return others.some((other) => {
    if (nameOf(other) !== name) return false;
    const order = compareVersions(ecosystem, other.package.version, seen.package.version);
    return orEqual ? order >= 0 : order > 0;
  });
}

/** What a rebase would do to findings: told by what each is about, not by where it is. */
export interface RebaseOutcome {
  readonly before: number;
  readonly fixed: ReadonlySet<string>;
  readonly added: number;
}

export function compareSightings(before: readonly Sighting[], after: readonly Sighting[]): RebaseOutcome {
  const old = new Set(before.map(anchorOf));
  const now = new Set(after.map(anchorOf));
  return {
    before: old.size,
    fixed: new Set([...old].filter((anchor) => !now.has(anchor))),
    added: [...now].filter((anchor) => !old.has(anchor)).length,
  };
}

export function anchorOf({ rule, anchor = '' }: Sighting): string {
  return `${rule} ${anchor}`;
}
