import type { Descriptor } from '../descriptor.ts';
import type { RawManifest } from '../manifest.ts';
import type { BlobContent, PushOutcome } from '../registry/registry.ts';

/** Where an image is written to. Nothing is an image there before `finish`. */
export interface ContentWriter {
  readonly label: string;
  /** Takes one image, not an index of several. */
  readonly isSingle: boolean;
  putBlob(descriptor: Descriptor, content: BlobContent): Promise<PushOutcome>;
  /** Stores a manifest under its digest; what it names has been stored. */
  putManifest(manifest: RawManifest): Promise<void>;
  /** Stores a manifest that is attached to one stored before. */
  attach(manifest: RawManifest): Promise<void>;
  /** Gives a stored manifest a name beside the image's own: the tags that cosign 2 keeps signatures under. */
  tag(name: string, manifest: RawManifest): Promise<void>;
  /** The image's name leads to this manifest from now on. */
  finish(root: RawManifest): Promise<void>;
  /** Takes away what was written and is no image. */
  abort(): Promise<void>;
}
