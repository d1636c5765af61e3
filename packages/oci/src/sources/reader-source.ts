import { isDigest } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import { parseImageConfig } from '../image-config.ts';
import type { ImageSource, Layer, LayerContent, ResolvedImage } from '../image-source.ts';
import { checked, gather } from '../layers/checked.ts';
import { layerContent } from '../layers/layer-content.ts';
import type { LayerOptions } from '../layers/layer-content.ts';
import { parseManifest } from '../manifest.ts';
import type { ImageIndex, ImageManifest, RawManifest } from '../manifest.ts';
import { isLayerType } from '../media-types.ts';
import { formatPlatform, hostPlatform, platformFit } from '../platform.ts';
import type { Platform } from '../platform.ts';
import type { ContentReader } from './content-reader.ts';

/** An index in an index in an index …: nobody builds more than two. */
const DEEPEST_INDEX = 4;

/** Makes an image source of any reader. */
export function readerSource(reader: ContentReader, options: LayerOptions): ImageSource {
  return {
    label: reader.label,
    resolve: (platform) => resolve(reader, platform, options),
    async openLayer(layer) {
      const kept = await reader.blob(layer.descriptor);
      if (kept === undefined) throw missing(reader, layer.descriptor);
      return layerContent(layer, kept, options);
    },
    openLayers: (layers) => openLayers(reader, layers, options),
    close: () => reader.close(),
  };
}

async function* openLayers(
  reader: ContentReader,
  layers: readonly Layer[],
  options: LayerOptions,
): AsyncGenerator<LayerContent, void, void> {
  const wanted = new Map<string, Layer[]>();
  for (const layer of layers)
    wanted.set(layer.descriptor.digest, [...(wanted.get(layer.descriptor.digest) ?? []), layer]);
  const first = [...wanted.values()].flatMap((same) => same.slice(0, 1));
  for await (const { descriptor, content } of reader.blobs(first.map((layer) => layer.descriptor))) {
    const same = wanted.get(descriptor.digest) ?? [];
    wanted.delete(descriptor.digest);
    const [layer, ...again] = same;
    if (layer !== undefined) yield { layer, content: layerContent(layer, content, options) };
    for (const twin of again) {
      const kept = await reader.blob(twin.descriptor);
      if (kept !== undefined) yield { layer: twin, content: layerContent(twin, kept, options) };
    }
  }
  const [lost] = wanted.keys();
  if (lost !== undefined) throw ociErrors.NO_SUCH_CONTENT({ image: reader.label, digest: lost });
}

async function resolve(
  reader: ContentReader,
  platform: Platform | undefined,
  { limits }: LayerOptions,
): Promise<ResolvedImage> {
  const root = await reader.root();
  const { raw, manifest, platforms } = await chooseImage(reader, root, platform);
  const configBytes = await smallBlob(reader, manifest.config, limits.configBytes);
  const config = parseImageConfig(configBytes, reader.label);
  const layers = layersOf(reader, manifest, config.diffIds);
  checkPlatform(reader, config.platform, platform);
  return {
    name: reader.label,
    digest: raw.digest,
    ...(raw.digest === root.digest ? {} : { indexDigest: root.digest }),
    raw,
    manifest,
    configBytes,
    config,
    layers,
    platforms: platforms.length > 0 ? platforms : config.platform === undefined ? [] : [config.platform],
  };
}

function layersOf(reader: ContentReader, manifest: ImageManifest, diffIds: readonly string[]): Layer[] {
  const unreadable = manifest.layers.find((layer) => !isLayerType(layer.mediaType));
  if (unreadable !== undefined) {
    throw ociErrors.MANIFEST_UNSUPPORTED({ image: reader.label, mediaType: unreadable.mediaType.slice(0, 100) });
  }
  if (diffIds.length !== manifest.layers.length) {
    const reason = `its configuration names ${diffIds.length} layers, its manifest ${manifest.layers.length}`;
    throw ociErrors.MANIFEST_MALFORMED({ image: reader.label, reason });
  }
  return manifest.layers.map((descriptor, index) => {
    const diffId = diffIds[index];
    return { index, descriptor, ...(diffId !== undefined && isDigest(diffId) ? { diffId } : {}) };
  });
}

export interface Chosen {
  readonly raw: RawManifest;
  readonly manifest: ImageManifest;
  readonly platforms: readonly Platform[];
}

/** The image of an index that is for a platform; an image that is no index is itself. */
export async function chooseImage(
  reader: ContentReader,
  root: RawManifest,
  platform: Platform | undefined,
): Promise<Chosen> {
  let raw = root;
  let platforms: readonly Platform[] = [];
  for (let depth = 0; depth < DEEPEST_INDEX; depth++) {
    const manifest = parseManifest(raw, reader.label);
    if (manifest.kind === 'image') return { raw, manifest, platforms };
    const candidates = imagesIn(manifest);
    if (platforms.length === 0) platforms = candidates.flatMap((candidate) => candidate.platform ?? []);
    const next = bestOf(reader, candidates, platform);
    const found = await reader.manifest(next.digest);
    if (found === undefined) throw missing(reader, next);
    raw = found;
  }
  throw ociErrors.MANIFEST_MALFORMED({
    image: reader.label,
    reason: `its indexes are more than ${DEEPEST_INDEX} deep`,
  });
}

/** The images of an index, without what builders put beside them (provenance, SBOM). */
function imagesIn(index: ImageIndex): Descriptor[] {
  return index.manifests.filter(
    ({ platform, annotations }) =>
      annotations?.['vnd.docker.reference.type'] === undefined &&
      !(platform?.os === 'unknown' && platform.architecture === 'unknown'),
  );
}

function bestOf(reader: ContentReader, candidates: readonly Descriptor[], platform: Platform | undefined): Descriptor {
  const [only] = candidates;
  if (only === undefined) throw ociErrors.MANIFEST_MALFORMED({ image: reader.label, reason: 'its index is empty' });
  if (candidates.length === 1 && (platform === undefined || only.platform === undefined)) return only;
  const wanted = platform ?? hostPlatform(process.arch);
  let best: Descriptor | undefined;
  let bestFit = 0;
  for (const candidate of candidates) {
    const fit = candidate.platform === undefined ? 0 : platformFit(candidate.platform, wanted);
    if (fit > bestFit) [best, bestFit] = [candidate, fit];
  }
  if (best !== undefined) return best;
  const offered = candidates.flatMap((candidate) => (candidate.platform ? [formatPlatform(candidate.platform)] : []));
  throw noSuchPlatform(reader, wanted, offered);
}

/** An image without an index is for one platform; asking for another must not quietly give this one. */
function checkPlatform(reader: ContentReader, has: Platform | undefined, wants: Platform | undefined): void {
  if (wants === undefined || has === undefined || platformFit(has, wants) > 0) return;
  throw noSuchPlatform(reader, wants, [formatPlatform(has)]);
}

function noSuchPlatform(reader: ContentReader, wanted: Platform, offered: readonly string[]): Error {
  return ociErrors.NO_SUCH_PLATFORM({
    image: reader.label,
    platform: formatPlatform(wanted),
    platforms: offered.slice(0, 20).join(', ') || 'none is named',
  });
}

/** A small blob of an image, checked. */
async function smallBlob(reader: ContentReader, descriptor: Descriptor, maxBytes: number): Promise<Buffer> {
  const what = `the content ${descriptor.digest} of ${reader.label}`;
  if (descriptor.size > maxBytes) throw ociErrors.TOO_LARGE({ what, limitBytes: maxBytes });
  const stream = await reader.blob(descriptor);
  if (stream === undefined) throw missing(reader, descriptor);
  return gather(checked(stream, { ...descriptor, what }), maxBytes, what);
}

function missing(reader: ContentReader, descriptor: Pick<Descriptor, 'digest'>): Error {
  return ociErrors.NO_SUCH_CONTENT({ image: reader.label, digest: descriptor.digest });
}
