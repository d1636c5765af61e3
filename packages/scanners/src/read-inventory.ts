import type { Skipped, TargetKind } from '@sallyport/findings';
import type { Inventory } from '@sallyport/inventory';
import { systemClock } from '@sallyport/kernel';

import type { ScanContext } from './scanner.ts';

/** The packages of a target, without a word on them. */
export interface ReadInventory {
  readonly inventory: Inventory;
  /** Lock files, manifests and SBOMs that were read. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
}

const IMAGES: ReadonlySet<TargetKind> = new Set(['image', 'oci-dir', 'docker-archive']);

/** Reads what a target says about its packages: what a scan matches, and what an SBOM lists. */
export async function readInventory(
  context: Pick<ScanContext, 'target' | 'signal' | 'onProgress'> & Partial<Pick<ScanContext, 'clock' | 'offline'>>,
  options: {
    readonly includeIgnored?: boolean;
    readonly installedLicences?: boolean;
    readonly images?: ScanContext['options'];
  } = {},
): Promise<ReadInventory> {
  if (IMAGES.has(context.target.kind)) {
    const { readImageInventory } = await import('./images/read-inventory.ts');
    const images = options.images ?? {};
    return readImageInventory({ clock: systemClock, offline: true, ...context, options: images });
  }
  const { collect } = await import('./dependencies/collect/collect.ts');
  const { inventory, files, skipped, notes } = await collect(context, {
    includeIgnored: options.includeIgnored === true,
    installedLicences: options.installedLicences === true,
  });
  return { inventory, files: files.map(({ path }) => path), skipped, notes };
}
