import type { Skipped } from '@sallyport/findings';
import { SkipCounter } from '@sallyport/findings';
import type { Inventory } from '@sallyport/inventory';

import type { ScanContext } from '../scanner.ts';
import { openTarget } from './open-target.ts';
import { readOptions } from './options.ts';
import { readImage } from './read-image.ts';

/** The packages of an image, without a word on them; `files` are the databases, manifests and programs that tell of them. */
export async function readImageInventory(context: ScanContext): Promise<{
  readonly inventory: Inventory;
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
}> {
  const options = readOptions({ ...context, options: { ...context.options, secrets: false } });
  const source = await openTarget(context.target, options.open);
  try {
    const { inventory, found, gathered } = await readImage(source, options, context);
    const skips = new SkipCounter();
    for (const { skipped } of gathered.facts) skips.merge(skipped);
    const files = [...new Set(inventory.packages.flatMap(({ location }) => location?.path ?? []))];
    const notes =
      found.ownedByOs === 0 ? [] : [`${found.ownedByOs} packages of languages belong to packages of the distribution.`];
    return { inventory, files, skipped: skips.list(), notes };
  } finally {
    await source.close();
  }
}
