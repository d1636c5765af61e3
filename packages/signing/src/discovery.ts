/** What signing needs of a registry. The OCI client fills it; tests and other stores may. */
import type { Digest } from '@sallyport/kernel';

import { cosignTag, ENVELOPE_MEDIA_TYPE } from './cosign/layer.ts';
import type { CosignLayer, CosignTag } from './cosign/layer.ts';
import { isJsonObject, parseStrictJsonBytes } from './encoding/strict-json.ts';
import type { Json, JsonObject } from './encoding/strict-json.ts';
import { signingErrors } from './errors.ts';

export interface AttestationRegistry {
  /** Digests of the manifests that refer to a subject, by the referrers API or its fallback tag. */
  referrers(repository: string, subject: Digest): Promise<readonly Digest[]>;
  /** A manifest by digest or tag, checked against the digest; undefined where there is none. */
  manifest(repository: string, reference: string): Promise<Uint8Array | undefined>;
  /** A blob, checked against its digest, at most `maxBytes`; undefined where there is none or it is larger. */
  blob(repository: string, digest: Digest, maxBytes: number): Promise<Uint8Array | undefined>;
}

export interface DiscoveryLimits {
  readonly attestations: number;
  readonly blobBytes: number;
}

export const DISCOVERY_LIMITS: DiscoveryLimits = Object.freeze({ attestations: 1000, blobBytes: 32 * 1024 * 1024 });

export interface Discovered {
  /** Sigstore bundles among the referrers. */
  readonly bundles: readonly { readonly source: string; readonly bundle: Uint8Array }[];
  /** Layers of cosign 2's tags. */
  readonly layers: readonly { readonly source: string; readonly layer: CosignLayer }[];
  /** What was there and could not be taken, in words. */
  readonly skipped: readonly { readonly source: string; readonly detail: string }[];
}

const BUNDLE_TYPE = /^application\/vnd\.dev\.sigstore\.bundle/;

interface Found {
  readonly bundles: { source: string; bundle: Uint8Array }[];
  readonly layers: { source: string; layer: CosignLayer }[];
  readonly skipped: { source: string; detail: string }[];
}

/**
 * Everything that was attached to a digest, in both generations. What an index says of its entries is not believed:
 * clients write it differently or not at all, so each manifest is fetched and its layers decide. Throws
 * SIGNING_TOO_MANY_ATTACHED: among what is left out could be the verdict that says no.
 */
export async function discover(
  registry: AttestationRegistry,
  target: { readonly repository: string; readonly digest: Digest },
  limits: DiscoveryLimits = DISCOVERY_LIMITS,
): Promise<Discovered> {
  const { repository, digest } = target;
  const ask = { registry, repository, digest, limits };
  const [referrers, ...tagged] = await Promise.all([
    registry.referrers(repository, digest),
    ...TAGS.map((tag) => taggedBy(ask, cosignTag(digest, tag))),
  ]);
  requireAtMost(referrers.length, ask);
  const referring = await sideBySide(referrers, async (reference) => {
    const manifest = await registry.manifest(repository, reference);
    return collect(ask, `referrer ${reference}`, manifest);
  });
  const all = [...referring, ...tagged];
  const found = {
    bundles: all.flatMap(({ bundles }) => bundles),
    layers: all.flatMap(({ layers }) => layers),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
  requireAtMost(found.bundles.length + found.layers.length, ask);
  return found;
}

/** The layers under one of cosign 2's tags alone, for whoever adds one. */
export async function layersUnderTag(
  registry: AttestationRegistry,
  target: { readonly repository: string; readonly digest: Digest },
  tag: CosignTag,
): Promise<readonly CosignLayer[]> {
  const { layers } = await taggedBy({ ...target, registry, limits: DISCOVERY_LIMITS }, cosignTag(target.digest, tag));
  return layers.map(({ layer }) => layer);
}

function requireAtMost(count: number, { digest, limits }: Ask): void {
  if (count > limits.attestations) throw signingErrors.TOO_MANY_ATTACHED({ digest, limit: limits.attestations });
}

const TAGS = ['sig', 'att'] as const satisfies readonly CosignTag[];
const AT_ONCE = 8;

/** Does the same with each, some at a time; the answers stand in the order of the items. */
async function sideBySide<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  // Whoever is free takes the next: the iterator is shared.
  const worker = async (): Promise<void> => {
    for (const [i, item] of entries) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}

interface Ask {
  readonly registry: AttestationRegistry;
  readonly repository: string;
  readonly digest: Digest;
  readonly limits: DiscoveryLimits;
}

async function taggedBy(ask: Ask, name: string): Promise<Found> {
  const manifest = await ask.registry.manifest(ask.repository, name);
  return manifest === undefined ? { bundles: [], layers: [], skipped: [] } : collect(ask, `tag ${name}`, manifest);
}

async function collect(ask: Ask, source: string, manifest: Uint8Array | undefined): Promise<Found> {
  const found: Found = { bundles: [], layers: [], skipped: [] };
  const descriptors = manifest === undefined ? undefined : layersIn(manifest);
  if (descriptors === undefined) {
    found.skipped.push({ source, detail: 'no manifest that can be read' });
    return found;
  }
  requireAtMost(descriptors.length, ask);
  const layers = await sideBySide(descriptors, (one) => fetchLayer(ask, one));
  for (const [i, layer] of layers.entries())
    sort(found, descriptors.length === 1 ? source : `${source} layer ${i}`, layer);
  return found;
}

/** Puts a layer with those of its kind. */
function sort(found: Found, source: string, layer: CosignLayer | undefined): void {
  if (layer === undefined) found.skipped.push({ source, detail: 'its content is missing or too large' });
  else if (BUNDLE_TYPE.test(layer.mediaType)) found.bundles.push({ source, bundle: layer.bytes });
  else if (layer.mediaType === ENVELOPE_MEDIA_TYPE || layer.mediaType.includes('cosign.simplesigning'))
    found.layers.push({ source, layer });
  else found.skipped.push({ source, detail: `a layer of the type ${layer.mediaType.slice(0, 100)}` });
}

function layersIn(manifest: Uint8Array): JsonObject[] | undefined {
  try {
    const value = parseStrictJsonBytes(manifest, { characters: 4 * 1024 * 1024, depth: 16 });
    const layers = isJsonObject(value) ? value['layers'] : undefined;
    return Array.isArray(layers) ? layers.filter((layer: Json) => isJsonObject(layer)) : undefined;
  } catch {
    return undefined;
  }
}

async function fetchLayer(
  { registry, repository, limits }: Ask,
  descriptor: JsonObject,
): Promise<CosignLayer | undefined> {
  const { digest, mediaType, annotations } = descriptor;
  if (typeof digest !== 'string' || typeof mediaType !== 'string') return undefined;
  const bytes = await registry.blob(repository, digest as Digest, limits.blobBytes);
  if (bytes === undefined) return undefined;
  const texts = Object.entries(isJsonObject(annotations) ? annotations : {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return { mediaType, bytes, annotations: Object.fromEntries(texts) };
}
