import { attestationReader } from '@sallyport/oci';
import type { Registry } from '@sallyport/oci';
import { digestOf, rfc3339 } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';
import {
  attestLayer,
  bundleManifest,
  cosignTag,
  layersManifest,
  layersUnderTag,
  PREDICATE,
  signLayer,
  signStatement,
} from '@sallyport/signing';
import type { AttachedManifest, CosignTag, SigningContext, Statement } from '@sallyport/signing';

import type { FoundImage } from './with-registry.ts';

export type Form = 'bundle' | 'tag' | 'both';

/** What was attached, and where it is found. */
export interface Attached {
  /** SHA-256 of the bundle, which a verdict names; undefined where only a tag was written. */
  readonly bundleDigest: string | undefined;
  readonly places: readonly string[];
}

export interface AttachRequest {
  readonly image: FoundImage;
  readonly statement: Statement;
  readonly context: SigningContext;
  readonly form: Form;
  readonly clock: Clock;
}

/** Signs a statement about an image and keeps it beside the image: as a bundle, under the tag that cosign 2 reads, or both. */
export async function attach(registry: Registry, request: AttachRequest): Promise<Attached> {
  const places: string[] = [];
  let bundleDigest: string | undefined;
  if (request.form !== 'tag') {
    const bundle = await signStatement(request.statement, request.context);
    bundleDigest = digestOf(Buffer.from(bundle, 'utf8'));
    const content = bundleManifest(bundle, request.image.descriptor, {
      created: rfc3339(request.clock.now()),
      predicateType: request.statement.predicateType,
    });
    const { digest } = await registry.attachContent(request.image.repository, content);
    places.push(`referrer ${digest}`);
  }
  if (request.form !== 'bundle') places.push(await attachToTag(registry, request));
  return { bundleDigest, places };
}

/**
 * Adds a layer to the manifest under cosign 2's tag. Two writers at once can lose one of the two there, which is why
 * bundles are kept too: each has a place of its own.
 */
async function attachToTag(registry: Registry, { image, statement, context }: AttachRequest): Promise<string> {
  const isSignature = statement.predicateType === PREDICATE.cosignSignature;
  const layer = isSignature
    ? await signLayer({ digest: image.digest, reference: image.repository, optional: undefined }, context)
    : await attestLayer(statement, context);
  const tag: CosignTag = isSignature ? 'sig' : 'att';
  const name = cosignTag(image.digest, tag);
  const before = await layersUnderTag(attestationReader(registry), image, tag);
  await putUnderTag(registry, image.repository, name, layersManifest([...before, layer]));
  return `tag ${name}`;
}

async function putUnderTag(
  registry: Registry,
  repository: string,
  name: string,
  { manifest, mediaType, blobs }: AttachedManifest,
): Promise<void> {
  for (const blob of blobs) {
    await registry.pushBlob(repository, {
      digest: digestOf(blob),
      size: blob.length,
      async *open(offset) {
        yield blob.subarray(offset);
      },
    });
  }
  await registry.putManifest(repository, name, { bytes: manifest, digest: digestOf(manifest), mediaType });
}
