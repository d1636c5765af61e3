import type { Digest } from '@sallyport/kernel';

import type { Descriptor } from './descriptor.ts';
import type { ImageConfig } from './image-config.ts';
import type { ImageManifest, RawManifest } from './manifest.ts';
import type { Platform } from './platform.ts';

/** One layer of an image, bottom first. */
export interface Layer {
  readonly index: number;
  /** The layer as it is kept (compressed, as a rule). */
  readonly descriptor: Descriptor;
  /** The digest of the unpacked tar, from the configuration: layers that were compressed differently have the same. */
  readonly diffId?: Digest;
}

/** An image for one platform, ready to be read. */
export interface ResolvedImage {
  /** How people know it: `docker.io/library/debian:12`. */
  readonly name: string;
  /** The digest of the manifest: the identity of the artifact. */
  readonly digest: Digest;
  /** The digest of the index that it was chosen from, where there is one. */
  readonly indexDigest?: Digest;
  readonly raw: RawManifest;
  readonly manifest: ImageManifest;
  readonly configBytes: Uint8Array;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  /** What else the index offers. */
  readonly platforms: readonly Platform[];
}

/**
 * A layer's unpacked tar. Reading to the end checks both digests: content counts only once the end was reached. Pieces are
 * only valid until the next.
 */
export interface LayerContent {
  readonly layer: Layer;
  readonly content: AsyncIterable<Uint8Array>;
}

/** One image, wherever it is kept. */
export interface ImageSource {
  readonly label: string;
  /** Chooses the image for a platform; without one, that of this machine under Linux, or the only one there is. */
  resolve(platform?: Platform): Promise<ResolvedImage>;
  /**
   * The unpacked tar of a layer, as a stream with bounded memory. The stream fails with an `OCI_` error where the content
   * is not what the image says: wrong digest, cut short, a bomb.
   */
  openLayer(layer: Layer): Promise<AsyncIterable<Uint8Array>>;
  /**
   * The same for several, in the order that costs this source least: a compressed archive is read once. Each content is
   * read, or left alone, before the next is asked for.
   */
  openLayers(layers: readonly Layer[]): AsyncIterable<LayerContent>;
  close(): Promise<void>;
}
