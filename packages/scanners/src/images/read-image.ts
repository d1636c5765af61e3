import type { Inventory } from '@sallyport/inventory';
import { canonicalJson, hmacSha256Hex, systemRandom } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';
import { formatPlatform } from '@sallyport/oci';
import type { ImageSource, ResolvedImage } from '@sallyport/oci';

import type { ScanContext } from '../scanner.ts';
import { NO_CACHE, openLayerCache } from './layers/cache.ts';
import { gatherLayers } from './layers/gather.ts';
import type { Gathered, GatherOptions } from './layers/gather.ts';
import { secretLook } from './layers/secret-look.ts';
import type { SecretLook } from './layers/secret-look.ts';
import { inventoryOf } from './merge/inventory-of.ts';
import type { ImageInventory } from './merge/inventory-of.ts';
import { mergeLayers } from './merge/merge-layers.ts';
import type { MergedLayers } from './merge/merge-layers.ts';
import type { ImageOptions } from './options.ts';

/** What is in an image, before anything is said of it. */
export interface ImageContents {
  readonly image: ResolvedImage;
  readonly look: SecretLook;
  /** How its layers were read; others are read the same way. */
  readonly gathering: GatherOptions;
  readonly gathered: Gathered;
  readonly merged: MergedLayers;
  readonly digests: readonly Digest[];
  readonly found: ImageInventory;
  readonly inventory: Inventory;
}

type ReadContext = Pick<ScanContext, 'cacheDir' | 'identityKey' | 'signal' | 'onProgress'>;

/** Reads an image's layers, those of earlier scans from the cache, and lays them over each other. */
export async function readImage(
  source: ImageSource,
  options: ImageOptions,
  context: ReadContext,
): Promise<ImageContents> {
  const image = await source.resolve(options.platform);
  const look = await secretLook(options.secretsSection, options.open.folder, context.identityKey);
  const gathering = gatherOptions(context, options, look);
  const gathered = await gatherLayers(source, image, gathering);
  const merged = mergeLayers(gathered.facts);
  const digests = image.layers.map(({ descriptor }) => descriptor.digest);
  const found = inventoryOf(merged, digests);
  const inventory: Inventory = {
    subject: subjectOf(image),
    packages: found.packages,
    ...(found.operatingSystem === undefined ? {} : { operatingSystem: found.operatingSystem }),
  };
  return { image, look, gathering, gathered, merged, digests, found, inventory };
}

function gatherOptions(context: ReadContext, options: ImageOptions, look: SecretLook): GatherOptions {
  const { cacheDir, identityKey, signal, onProgress } = context;
  const about = canonicalJson({
    secrets: options.secrets,
    section: JSON.parse(JSON.stringify(options.secretsSection)),
    rules: look.digest,
    key: identityKey === undefined ? '' : hmacSha256Hex(identityKey, 'layers of images'),
  });
  const cache = cacheDir === undefined ? NO_CACHE : openLayerCache(cacheDir, about, systemRandom);
  return { cache, secrets: options.secrets ? look : undefined, signal, onProgress };
}

function subjectOf(image: ResolvedImage): NonNullable<Inventory['subject']> {
  const { platform } = image.config;
  const version = platform === undefined ? {} : { version: formatPlatform(platform) };
  return { name: image.name, type: 'container', digest: image.digest, ...version };
}
