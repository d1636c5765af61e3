import type { Digest } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import type { RawManifest } from '../manifest.ts';

/** Content in the order that costs its keeper least. */
export interface OpenedBlob {
  readonly descriptor: Descriptor;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Where an image is read from. What it hands out is checked by whoever asks: a reader only finds things. */
export interface ContentReader {
  /** `docker.io/library/debian:12`, `oci-dir:build/image`. */
  readonly label: string;
  /** The manifest or index that the image's name leads to. */
  root(): Promise<RawManifest>;
  /** Undefined where it is not there. */
  manifest(digest: Digest): Promise<RawManifest | undefined>;
  blob(descriptor: Descriptor): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Several blobs, in any order; those that are not there are left out. */
  blobs(descriptors: readonly Descriptor[]): AsyncIterable<OpenedBlob>;
  /** What is attached to a manifest. */
  referrers(subject: Digest): Promise<readonly Descriptor[]>;
  /** The manifest under another tag beside the image; undefined where there is none. */
  tagged(tag: string): Promise<RawManifest | undefined>;
  close(): Promise<void>;
}
