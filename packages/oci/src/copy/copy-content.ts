import type { Digest } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import type { OciLimits } from '../limits.ts';
import { parseManifest } from '../manifest.ts';
import type { RawManifest } from '../manifest.ts';
import { isForeignLayerType } from '../media-types.ts';
import type { Platform } from '../platform.ts';
import type { BlobContent, PushOutcome } from '../registry/registry.ts';
import type { ContentReader } from '../sources/content-reader.ts';
import { chooseImage } from '../sources/reader-source.ts';
import type { ContentWriter } from './content-writer.ts';

export interface CopyOptions {
  /** Copy this platform's image alone; without it, an index is copied with all its images. */
  readonly platform?: Platform;
  /** Also copy what is attached: signatures, attestations, SBOMs (default). */
  readonly referrers?: boolean;
  readonly limits?: OciLimits;
  readonly onProgress?: (event: CopyEvent) => void;
}

export interface CopyEvent {
  readonly digest: Digest;
  readonly size: number;
  readonly outcome: PushOutcome;
}

export interface CopyResult {
  readonly digest: Digest;
  /** Manifests of images and indexes. */
  readonly manifests: number;
  /** How many manifests were attached, and how many of cosign 2's tags there were. */
  readonly referrers: number;
  readonly blobs: Readonly<Record<PushOutcome, number>>;
  /** Bytes that were sent. */
  readonly sentBytes: number;
}

interface Copy {
  readonly reader: ContentReader;
  readonly writer: ContentWriter;
  readonly onProgress: (event: CopyEvent) => void;
  readonly done: Set<Digest>;
  readonly blobs: Record<PushOutcome, number>;
  referrers: number;
  sentBytes: number;
}

const DEEPEST = 8;
/** What cosign 2 keeps under tags of its own: `sha256-….sig`. */
const COSIGN_TAGS = ['sig', 'att', 'sbom'];

/**
 * Copies an image: blobs, then manifests, then what is attached, and last the name; whatever fails before leaves nothing
 * that reads as whole.
 */
export async function copyContent(
  reader: ContentReader,
  openWriter: () => Promise<ContentWriter>,
  options: CopyOptions,
): Promise<CopyResult> {
  // Nothing is touched at the new place for an image that is not there.
  const whole = await reader.root();
  const writer = await openWriter();
  try {
    return await copyWhole(reader, writer, { whole, options });
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function copyWhole(
  reader: ContentReader,
  writer: ContentWriter,
  { whole, options }: { readonly whole: RawManifest; readonly options: CopyOptions },
): Promise<CopyResult> {
  const copy: Copy = {
    reader,
    writer,
    onProgress: options.onProgress ?? (() => undefined),
    done: new Set(),
    blobs: { present: 0, mounted: 0, sent: 0 },
    referrers: 0,
    sentBytes: 0,
  };
  const isOne = options.platform !== undefined || writer.isSingle;
  const root = isOne ? (await chooseImage(reader, whole, options.platform)).raw : whole;
  const copied = await copyTree(copy, root, (raw) => writer.putManifest(raw));
  if (options.referrers !== false && !writer.isSingle) {
    for (const digest of copied) await copyAttached(copy, digest, 0);
  }
  await writer.finish(root);
  const { referrers, blobs, sentBytes } = copy;
  return { digest: root.digest, manifests: copied.length, referrers, blobs, sentBytes };
}

/** Copies all that is under a manifest, and then it; tells the digests of all manifests. */
async function copyTree(
  copy: Copy,
  raw: RawManifest,
  put: (raw: RawManifest) => Promise<void>,
  depth = 0,
): Promise<Digest[]> {
  const { reader, writer } = copy;
  if (copy.done.has(raw.digest)) return [];
  if (depth > DEEPEST) throw malformed(reader, `its indexes are more than ${DEEPEST} deep`);
  copy.done.add(raw.digest);
  const manifest = parseManifest(raw, reader.label);
  const digests: Digest[] = [];
  if (manifest.kind === 'index') {
    for (const child of manifest.manifests) {
      const found = await reader.manifest(child.digest);
      if (found === undefined) throw ociErrors.NO_SUCH_CONTENT({ image: reader.label, digest: child.digest });
      digests.push(...(await copyTree(copy, found, (part) => writer.putManifest(part), depth + 1)));
    }
  } else await copyBlobs(copy, [manifest.config, ...manifest.layers]);
  await put(raw);
  return [...digests, raw.digest];
}

async function copyBlobs(copy: Copy, descriptors: readonly Descriptor[]): Promise<void> {
  const unique = [...new Map(descriptors.map((each) => [each.digest, each])).values()];
  const wanted = new Map(unique.filter(({ digest }) => !copy.done.has(digest)).map((each) => [each.digest, each]));
  for await (const { descriptor, content } of copy.reader.blobs([...wanted.values()])) {
    wanted.delete(descriptor.digest);
    const outcome = await copy.writer.putBlob(descriptor, contentOf(copy.reader, descriptor, content));
    copy.done.add(descriptor.digest);
    copy.blobs[outcome]++;
    if (outcome === 'sent') copy.sentBytes += descriptor.size;
    copy.onProgress({ digest: descriptor.digest, size: descriptor.size, outcome });
  }
  // Layers that only their maker hands out are in no registry; the copy names them as the original does.
  const lost = [...wanted.values()].find(({ mediaType }) => !isForeignLayerType(mediaType));
  if (lost !== undefined) throw ociErrors.NO_SUCH_CONTENT({ image: copy.reader.label, digest: lost.digest });
}

/** The opened content the first time, opened again where a transfer is repeated. */
function contentOf(reader: ContentReader, descriptor: Descriptor, first: AsyncIterable<Uint8Array>): BlobContent {
  let opened: AsyncIterable<Uint8Array> | undefined = first;
  return {
    digest: descriptor.digest,
    size: descriptor.size,
    async *open(offset) {
      const stream = offset === 0 && opened !== undefined ? opened : await reader.blob(descriptor);
      opened = undefined;
      if (stream === undefined) throw ociErrors.NO_SUCH_CONTENT({ image: reader.label, digest: descriptor.digest });
      yield* withoutFirst(stream, offset);
    },
  };
}

async function* withoutFirst(stream: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array, void, void> {
  let left = count;
  for await (const piece of stream) {
    const rest = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

/** What is attached to a manifest, and to that, and so on. */
async function copyAttached(copy: Copy, subject: Digest, depth: number): Promise<void> {
  const { reader, writer } = copy;
  if (depth > DEEPEST) throw malformed(reader, `what is attached to it is more than ${DEEPEST} deep`);
  for (const { digest } of await reader.referrers(subject)) {
    if (copy.done.has(digest)) continue;
    const raw = await reader.manifest(digest);
    if (raw === undefined) throw ociErrors.NO_SUCH_CONTENT({ image: reader.label, digest });
    await copyTree(copy, raw, (attached) => writer.attach(attached));
    copy.referrers++;
    await copyAttached(copy, digest, depth + 1);
  }
  for (const kind of COSIGN_TAGS) {
    const tag = `${subject.replace(':', '-')}.${kind}`;
    const raw = await reader.tagged(tag);
    if (raw === undefined) continue;
    await copyTree(copy, raw, (named) => writer.tag(tag, named));
    copy.referrers++;
  }
}

function malformed(reader: ContentReader, reason: string): Error {
  return ociErrors.MANIFEST_MALFORMED({ image: reader.label, reason });
}
