import { containerdReader } from '../containerd/containerd-reader.ts';
import type { ReadWay } from '../files/folder-files.ts';
import type { ImageSource } from '../image-source.ts';
import { OCI_LIMITS } from '../limits.ts';
import type { OciLimits } from '../limits.ts';
import type { Registry } from '../registry/registry.ts';
import type { ContentReader } from './content-reader.ts';
import { daemonReader } from './daemon.ts';
import { openArchive } from './open-archive.ts';
import type { ImagePlace } from './place.ts';
import { readerSource } from './reader-source.ts';
import { registryReader } from './registry-reader.ts';

export interface OpenOptions {
  readonly limits?: OciLimits;
  /** Also hash what layers unpack to (default). Without it, only what is kept of them is hashed. */
  readonly checkDiffId?: boolean;
}

export interface OpenArchiveOptions extends OpenOptions {
  /** A tag, reference or digest in the archive; may be absent where it holds one image. */
  readonly name?: string;
}

export interface OpenImageOptions extends OpenOptions {
  readonly registry: Registry;
  /** Where the sockets of daemons are looked up (DOCKER_HOST, CONTAINER_HOST, CONTAINERD_ADDRESS, …). */
  readonly env?: { readonly [name: string]: string | undefined };
}

/** The image in a folder or file: an OCI layout (folder, tar) or an archive of `docker save`, compressed or not. */
export async function openImageArchive(path: string, options: OpenArchiveOptions = {}): Promise<ImageSource> {
  const limits = options.limits ?? OCI_LIMITS;
  const reader = await openArchive(path, { name: options.name, limits, isInPlace: true });
  return readerSource(reader, { limits, checkDiffId: options.checkDiffId ?? true });
}

/** The image at any place. */
export async function openImage(place: ImagePlace, options: OpenImageOptions): Promise<ImageSource> {
  const limits = options.limits ?? OCI_LIMITS;
  const reader = await openReader(place, {
    registry: options.registry,
    limits,
    env: options.env ?? {},
    isInPlace: true,
  });
  return readerSource(reader, { limits, checkDiffId: options.checkDiffId ?? true });
}

export interface ReaderOptions extends ReadWay {
  readonly registry: Registry;
  readonly limits: OciLimits;
  readonly env: { readonly [name: string]: string | undefined };
}

export async function openReader(
  place: ImagePlace,
  { registry, limits, env, isInPlace }: ReaderOptions,
): Promise<ContentReader> {
  if (place.kind === 'registry') return registryReader(registry, place.reference);
  if ('path' in place) return openArchive(place.path, { name: place.name, limits, isInPlace });
  if (place.kind === 'containerd') return containerdReader(place.image, { limits, env });
  return daemonReader(place.kind, place.image, { limits, env });
}
