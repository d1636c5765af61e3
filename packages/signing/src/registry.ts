/** What signing needs of a registry. The OCI client fills it; tests and other stores may. */
import { digestOf } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { cosignTag, ENVELOPE_MEDIA_TYPE } from './cosign/layers.ts';
import type { CosignLayer, CosignTag } from './cosign/layers.ts';
import { isJsonObject, parseStrictJsonBytes } from './encoding/strict-json.ts';
import type { Json, JsonObject } from './encoding/strict-json.ts';
import { BUNDLE_MEDIA_TYPE } from './sigstore/bundle-write.ts';

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
  /** True where there was more than is looked at. */
  readonly truncated: boolean;
}

const BUNDLE_TYPE = /^application\/vnd\.dev\.sigstore\.bundle/;
const EMPTY_DESCRIPTOR = Buffer.from('{}');

interface Found {
  readonly bundles: { source: string; bundle: Uint8Array }[];
  readonly layers: { source: string; layer: CosignLayer }[];
  readonly skipped: { source: string; detail: string }[];
}

/**
 * Everything that was attached to a digest, in both generations. What an index says of its entries is not believed:
 * clients write it differently or not at all, so each manifest is fetched and its layers decide.
 */
export async function discover(
  registry: AttestationRegistry,
  target: { readonly repository: string; readonly digest: Digest },
  limits: DiscoveryLimits = DISCOVERY_LIMITS,
): Promise<Discovered> {
  const found: Found = { bundles: [], layers: [], skipped: [] };
  const { repository, digest } = target;
  const referrers = await registry.referrers(repository, digest);
  for (const reference of referrers.slice(0, limits.attestations)) {
    const manifest = await registry.manifest(repository, reference);
    await collect(registry, found, { repository, source: `referrer ${reference}`, manifest, limits });
  }
  for (const tag of ['sig', 'att'] as const satisfies readonly CosignTag[]) {
    const name = cosignTag(digest, tag);
    const manifest = await registry.manifest(repository, name);
    if (manifest !== undefined) await collect(registry, found, { repository, source: `tag ${name}`, manifest, limits });
  }
  return { ...found, truncated: referrers.length > limits.attestations };
}

interface ManifestFound {
  readonly repository: string;
  readonly source: string;
  readonly manifest: Uint8Array | undefined;
  readonly limits: DiscoveryLimits;
}

async function collect(registry: AttestationRegistry, found: Found, input: ManifestFound): Promise<void> {
  const layers = input.manifest === undefined ? undefined : layersIn(input.manifest);
  if (layers === undefined) {
    found.skipped.push({ source: input.source, detail: 'no manifest that can be read' });
    return;
  }
  for (const [i, descriptor] of layers.slice(0, input.limits.attestations).entries()) {
    const source = layers.length === 1 ? input.source : `${input.source} layer ${i}`;
    const layer = await fetchLayer(registry, descriptor, input);
    if (layer === undefined) found.skipped.push({ source, detail: 'its content is missing or too large' });
    else if (BUNDLE_TYPE.test(layer.mediaType)) found.bundles.push({ source, bundle: layer.bytes });
    else if (layer.mediaType === ENVELOPE_MEDIA_TYPE || layer.mediaType.includes('cosign.simplesigning')) {
      found.layers.push({ source, layer });
    } else found.skipped.push({ source, detail: `a layer of the type ${layer.mediaType.slice(0, 100)}` });
  }
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
  registry: AttestationRegistry,
  descriptor: JsonObject,
  { repository, limits }: ManifestFound,
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

export interface AttachedManifest {
  readonly manifest: Uint8Array;
  readonly mediaType: string;
  /** Blobs that must be in the repository before the manifest. */
  readonly blobs: readonly Uint8Array[];
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

const MANIFEST_MEDIA_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** The manifest that attaches a bundle to a subject, as cosign 3 writes it. */
export function bundleManifest(
  bundle: string,
  subject: Descriptor,
  about: { readonly created: string; readonly predicateType?: string },
): AttachedManifest {
  const bytes = Buffer.from(bundle, 'utf8');
  const content = about.predicateType === undefined ? 'message-signature' : 'dsse-envelope';
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_MEDIA_TYPE,
    artifactType: BUNDLE_MEDIA_TYPE,
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(EMPTY_DESCRIPTOR), size: 2 },
    layers: [{ mediaType: BUNDLE_MEDIA_TYPE, digest: digestOf(bytes), size: bytes.length }],
    subject,
    annotations: {
      'dev.sigstore.bundle.content': content,
      ...(about.predicateType === undefined ? {} : { 'dev.sigstore.bundle.predicateType': about.predicateType }),
      'org.opencontainers.image.created': about.created,
    },
  };
  return { manifest: encode(manifest), mediaType: MANIFEST_MEDIA_TYPE, blobs: [EMPTY_DESCRIPTOR, bytes] };
}

/** The manifest behind one of cosign 2's tags, with all of its layers: those that were there and the new one. */
export function layersManifest(layers: readonly CosignLayer[]): AttachedManifest {
  const config = encode({
    architecture: '',
    config: {},
    created: '0001-01-01T00:00:00Z',
    history: layers.map(() => ({ created: '0001-01-01T00:00:00Z' })),
    os: '',
    rootfs: { diff_ids: layers.map(({ bytes }) => digestOf(bytes)), type: 'layers' },
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_MEDIA_TYPE,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf(config),
      size: config.length,
    },
    layers: layers.map(({ mediaType, bytes, annotations }) => ({
      mediaType,
      digest: digestOf(bytes),
      size: bytes.length,
      annotations,
    })),
  };
  return {
    manifest: encode(manifest),
    mediaType: MANIFEST_MEDIA_TYPE,
    blobs: [config, ...layers.map(({ bytes }) => bytes)],
  };
}

function encode(value: object): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
