import type { Skipped } from '@sallyport/findings';
import type { Inventory } from '@sallyport/inventory';

import type { ScanContext } from './scanner.ts';

/** The packages of a target, without a word on them. */
export interface ReadInventory {
  readonly inventory: Inventory;
  /** Lock files, manifests and SBOMs that were read. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
}

/** Reads what a target says about its packages: what a scan matches, and what an SBOM lists. */
export async function readInventory(
  context: Pick<ScanContext, 'target' | 'signal' | 'onProgress'>,
  options: { readonly includeIgnored?: boolean } = {},
): Promise<ReadInventory> {
  const { collect } = await import('./dependencies/collect/collect.ts');
  const { inventory, files, skipped, notes } = await collect(context, {
    includeIgnored: options.includeIgnored === true,
  });
  return { inventory, files: files.map(({ path }) => path), skipped, notes };
}
