import { jsonText } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import type { ArchiveFiles } from '../files/archive-files.ts';
import type { OciLimits } from '../limits.ts';
import { encodeManifest, parseManifest, rawManifest } from '../manifest.ts';
import type { ImageIndex, RawManifest } from '../manifest.ts';
import { isIndexType, isManifestType, MEDIA_TYPES } from '../media-types.ts';
import type { ContentReader, OpenedBlob } from './content-reader.ts';

export const REF_NAME = 'org.opencontainers.image.ref.name';
/** Docker and containerd put the whole reference here, and only the tag into the standard annotation. */
const CONTAINERD_NAME = 'io.containerd.image.name';

export function blobPath(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** Whether files are in the OCI image layout. */
export async function isOciLayout(files: ArchiveFiles): Promise<boolean> {
  return (await files.has('oci-layout')) && (await files.has('index.json'));
}

/** An image in an OCI layout; `name` is a tag or reference in it, or a digest, and may be absent where there is one image. */
export async function ociLayoutReader(
  files: ArchiveFiles,
  label: string,
  options: { readonly name: string | undefined; readonly limits: OciLimits },
): Promise<ContentReader> {
  const { limits, name } = options;
  const index = await readIndex(files, limits);
  const manifest = (digest: Digest, mediaType?: string): Promise<RawManifest | undefined> =>
    readManifest(files, limits, { digest, ...(mediaType === undefined ? {} : { mediaType }) });
  const root = await chooseRoot(files, index, { name, manifest });
  return {
    label,
    root: async () => root,
    manifest: (digest) => manifest(digest),
    blob: ({ digest }) => files.open(blobPath(digest)),
    blobs: (descriptors) => openBlobs(files, descriptors),
    async referrers(subject) {
      const found: Descriptor[] = [];
      for (const descriptor of index.manifests.slice(0, limits.referrers)) {
        const raw = await manifest(descriptor.digest, descriptor.mediaType);
        const attached = raw === undefined ? undefined : parseManifest(raw, label);
        if (attached?.subject?.digest === subject) found.push(describe(descriptor, attached));
      }
      return found;
    },
    async tagged(tag) {
      const found = index.manifests.findLast(({ annotations }) => annotations?.[REF_NAME] === tag);
      return found === undefined ? undefined : manifest(found.digest, found.mediaType);
    },
    close: () => files.close(),
  };
}

async function* openBlobs(
  files: ArchiveFiles,
  descriptors: readonly Descriptor[],
): AsyncGenerator<OpenedBlob, void, void> {
  const byPath = new Map(descriptors.map((descriptor) => [blobPath(descriptor.digest), descriptor]));
  for await (const { path, content } of files.openMany([...byPath.keys()])) {
    const descriptor = byPath.get(path);
    if (descriptor !== undefined) yield { descriptor, content };
  }
}

function describe(
  descriptor: Descriptor,
  attached: { artifactType?: string; annotations?: Record<string, string> },
): Descriptor {
  return {
    ...descriptor,
    ...(attached.artifactType === undefined ? {} : { artifactType: attached.artifactType }),
    annotations: { ...attached.annotations },
  };
}

async function readIndex(files: ArchiveFiles, limits: OciLimits): Promise<ImageIndex> {
  const marker = await files.read('oci-layout', limits.manifestBytes);
  const bytes = await files.read('index.json', limits.manifestBytes);
  const version = marker === undefined ? undefined : layoutVersion(marker);
  if (bytes === undefined || version === undefined || !version.startsWith('1.')) {
    throw ociErrors.ARCHIVE_INVALID({ path: files.label, reason: 'it has no oci-layout of version 1 and index.json' });
  }
  const index = parseManifest({ bytes, mediaType: MEDIA_TYPES.ociIndex }, files.label);
  if (index.kind === 'index') return index;
  throw ociErrors.ARCHIVE_INVALID({ path: files.label, reason: 'its index.json is no index' });
}

function layoutVersion(marker: Buffer): string | undefined {
  try {
    return jsonText(JSON.parse(marker.toString('utf8')), 'imageLayoutVersion');
  } catch {
    return undefined;
  }
}

async function readManifest(
  files: ArchiveFiles,
  limits: OciLimits,
  wanted: { readonly digest: Digest; readonly mediaType?: string },
): Promise<RawManifest | undefined> {
  const bytes = await files.read(blobPath(wanted.digest), limits.manifestBytes);
  if (bytes === undefined) return undefined;
  const raw = rawManifest(bytes, wanted.mediaType ?? '');
  if (raw.digest !== wanted.digest) {
    const what = `the manifest ${wanted.digest} in ${files.label}`;
    throw ociErrors.DIGEST_MISMATCH({ what, expected: wanted.digest, actual: raw.digest });
  }
  // The type it came as is not told here: what it calls itself counts.
  return { ...raw, mediaType: parseManifest({ bytes, ...wanted }, files.label).mediaType };
}

interface RootChoice {
  readonly name: string | undefined;
  manifest(digest: Digest, mediaType?: string): Promise<RawManifest | undefined>;
}

async function chooseRoot(files: ArchiveFiles, index: ImageIndex, choice: RootChoice): Promise<RawManifest> {
  const candidates = index.manifests.filter(({ mediaType }) => isIndexType(mediaType) || isManifestType(mediaType));
  const descriptor =
    choice.name === undefined ? await onlyImage(files, candidates, choice) : named(files, candidates, choice.name);
  if (descriptor === undefined) return asIndex(candidates);
  const raw = await choice.manifest(descriptor.digest, descriptor.mediaType);
  if (raw !== undefined) return raw;
  throw ociErrors.NO_SUCH_CONTENT({ image: files.label, digest: descriptor.digest });
}

function named(files: ArchiveFiles, candidates: readonly Descriptor[], name: string): Descriptor {
  const found = candidates.findLast(
    ({ annotations, digest }) =>
      annotations?.[REF_NAME] === name || annotations?.[CONTAINERD_NAME] === name || digest === name,
  );
  if (found !== undefined) return found;
  throw ociErrors.NO_SUCH_IMAGE({ image: `${name} in ${files.label}` });
}

/** The one image of a layout; undefined where the layout itself is the index of one image for several platforms. */
async function onlyImage(
  files: ArchiveFiles,
  candidates: readonly Descriptor[],
  choice: RootChoice,
): Promise<Descriptor | undefined> {
  const images: Descriptor[] = [];
  for (const candidate of candidates) {
    const raw = candidates.length === 1 ? undefined : await choice.manifest(candidate.digest, candidate.mediaType);
    if (raw === undefined || parseManifest(raw, files.label).subject === undefined) images.push(candidate);
  }
  const digests = new Set(images.map(({ digest }) => digest));
  const [first] = images;
  if (first === undefined) throw ociErrors.ARCHIVE_INVALID({ path: files.label, reason: 'it holds no image' });
  if (digests.size === 1) return first;
  if (images.every((image) => image.platform !== undefined && image.annotations?.[REF_NAME] === undefined))
    return undefined;
  const names = images.map(
    ({ annotations, digest }) => annotations?.[CONTAINERD_NAME] ?? annotations?.[REF_NAME] ?? digest,
  );
  throw ociErrors.AMBIGUOUS_IMAGE({ path: files.label, images: [...new Set(names)].slice(0, 20).join(', ') });
}

function asIndex(manifests: readonly Descriptor[]): RawManifest {
  const mediaType = MEDIA_TYPES.ociIndex;
  return rawManifest(encodeManifest({ schemaVersion: 2, mediaType, manifests }), mediaType);
}
