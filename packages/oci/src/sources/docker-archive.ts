import { digestOf, isForeignObject, jsonText, jsonTexts } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import type { ArchiveFiles } from '../files/archive-files.ts';
import { parseImageConfig } from '../image-config.ts';
import type { OciLimits } from '../limits.ts';
import { encodeManifest, rawManifest } from '../manifest.ts';
import type { RawManifest } from '../manifest.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { parseReference, formatReference } from '../reference.ts';
import type { ContentReader, OpenedBlob } from './content-reader.ts';

/** One image of `manifest.json`. */
interface Listed {
  readonly config: string;
  readonly layers: readonly string[];
  readonly tags: readonly string[];
}

/** Whether files are what `docker save` writes. */
export async function isDockerArchive(files: ArchiveFiles): Promise<boolean> {
  return files.has('manifest.json');
}

/**
 * An image in an archive of `docker save`. Such an archive has no manifest: one is made, in the OCI form, from the
 * configuration and the layers as they stand, so its digest is the image's own only where a layer is not compressed again.
 */
export async function dockerArchiveReader(
  files: ArchiveFiles,
  label: string,
  options: { readonly name: string | undefined; readonly limits: OciLimits },
): Promise<ContentReader> {
  const { limits } = options;
  const listed = chooseImage(files.label, await readList(files, limits), options.name);
  const configBytes = await files.read(listed.config, limits.configBytes);
  if (configBytes === undefined) throw incomplete(files, listed.config);
  const config = parseImageConfig(configBytes, label);
  const layers = await describeLayers(files, listed.layers, config.diffIds);
  const places = new Map<Digest, string>(layers.map(({ digest }, index) => [digest, listed.layers[index] ?? '']));
  const configDescriptor: Descriptor = {
    mediaType: MEDIA_TYPES.ociConfig,
    digest: digestOf(configBytes),
    size: configBytes.length,
  };
  places.set(configDescriptor.digest, listed.config);
  const root = makeManifest(configDescriptor, layers);
  return {
    label,
    root: async () => root,
    manifest: async (digest) => (digest === root.digest ? root : undefined),
    blob: async ({ digest }) => files.open(places.get(digest) ?? ''),
    blobs: (descriptors) => openBlobs(files, descriptors, places),
    referrers: async () => [],
    tagged: async () => undefined,
    close: () => files.close(),
  };
}

function makeManifest(config: Descriptor, layers: readonly Descriptor[]): RawManifest {
  const mediaType = MEDIA_TYPES.ociManifest;
  return rawManifest(encodeManifest({ schemaVersion: 2, mediaType, config, layers }), mediaType);
}

async function* openBlobs(
  files: ArchiveFiles,
  descriptors: readonly Descriptor[],
  places: ReadonlyMap<Digest, string>,
): AsyncGenerator<OpenedBlob, void, void> {
  const byPath = new Map(descriptors.map((descriptor) => [places.get(descriptor.digest) ?? '', descriptor]));
  for await (const { path, content } of files.openMany([...byPath.keys()])) {
    const descriptor = byPath.get(path);
    if (descriptor !== undefined) yield { descriptor, content };
  }
}

async function readList(files: ArchiveFiles, limits: OciLimits): Promise<Listed[]> {
  const bytes = await files.read('manifest.json', limits.manifestBytes);
  let value: unknown;
  try {
    value = JSON.parse(bytes?.toString('utf8') ?? '');
  } catch (error) {
    throw ociErrors.ARCHIVE_INVALID({ path: files.label, reason: 'its manifest.json is not JSON' }, { cause: error });
  }
  const list = Array.isArray(value) ? value.filter(isForeignObject) : [];
  const images = list.flatMap((item) => {
    const config = jsonText(item, 'Config');
    return config === undefined
      ? []
      : [{ config, layers: jsonTexts(item, 'Layers'), tags: jsonTexts(item, 'RepoTags') }];
  });
  if (images.length > 0) return images;
  throw ociErrors.ARCHIVE_INVALID({ path: files.label, reason: 'its manifest.json lists no image' });
}

function chooseImage(path: string, images: readonly Listed[], name: string | undefined): Listed {
  const [first, second] = images;
  if (name === undefined) {
    if (first !== undefined && second === undefined) return first;
    const names = images.map(({ tags, config }) => tags[0] ?? config);
    throw ociErrors.AMBIGUOUS_IMAGE({ path, images: names.slice(0, 20).join(', ') });
  }
  const found = images.find(({ tags }) => tags.includes(name) || tags.some((tag) => isSameReference(tag, name)));
  if (found !== undefined) return found;
  throw ociErrors.NO_SUCH_IMAGE({ image: `${name} in ${path}` });
}

/** `debian:12` is `docker.io/library/debian:12`. */
function isSameReference(a: string, b: string): boolean {
  try {
    return formatReference(parseReference(a)) === formatReference(parseReference(b));
  } catch {
    return false;
  }
}

async function describeLayers(
  files: ArchiveFiles,
  paths: readonly string[],
  diffIds: readonly Digest[],
): Promise<Descriptor[]> {
  if (paths.length !== diffIds.length) {
    const reason = `its configuration names ${diffIds.length} layers, its manifest.json ${paths.length}`;
    throw ociErrors.ARCHIVE_INVALID({ path: files.label, reason });
  }
  const known = new Map<string, Descriptor>();
  const layers: Descriptor[] = [];
  for (const [index, path] of paths.entries()) {
    const diffId = diffIds[index];
    if (diffId === undefined) throw incomplete(files, path);
    const descriptor = known.get(path) ?? (await describeLayer(files, path, diffId));
    known.set(path, descriptor);
    layers.push(descriptor);
  }
  return layers;
}

/** A layer that is not compressed has its digest in the configuration. */
async function describeLayer(files: ArchiveFiles, path: string, diffId: Digest): Promise<Descriptor> {
  const size = await files.size(path);
  const look = await files.look(path);
  if (size === undefined || look === undefined) throw incomplete(files, path);
  const { compression, digest } = look;
  if (typeof compression === 'object') {
    throw ociErrors.ARCHIVE_INVALID({ path: files.label, reason: `a layer is packed with ${compression.unsupported}` });
  }
  if (digest === undefined) return { mediaType: MEDIA_TYPES.ociLayer, digest: diffId, size };
  const mediaType = compression === 'gzip' ? MEDIA_TYPES.ociLayerGzip : MEDIA_TYPES.ociLayerZstd;
  return { mediaType, digest, size };
}

function incomplete(files: ArchiveFiles, path: string): Error {
  return ociErrors.ARCHIVE_INVALID({ path: files.label, reason: `${path.slice(0, 200)} is missing in it` });
}
