import type { ImageSource, Layer, ResolvedImage } from '@sallyport/oci';
import type { Digest } from '@sallyport/kernel';

import type { OnProgress } from '../../scanner.ts';
import type { LayerCache } from './cache.ts';
import { collectLayer } from './collect.ts';
import type { LayerFacts } from './facts.ts';
import type { SecretLook } from './secret-look.ts';

export interface GatherOptions {
  readonly cache: LayerCache;
  readonly secrets: SecretLook | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** What all layers of an image say, bottom first, and how many of them were known from earlier scans. */
export interface Gathered {
  readonly facts: readonly LayerFacts[];
  readonly known: number;
}

/** Reads the layers that are not known yet, each once, as they stream by. A layer that breaks off leaves nothing behind. */
export async function gatherLayers(
  source: ImageSource,
  image: ResolvedImage,
  { cache, secrets, signal, onProgress }: GatherOptions,
): Promise<Gathered> {
  const byDigest = new Map<Digest, LayerFacts>();
  const missing = new Map<Digest, Layer>();
  for (const layer of image.layers) {
    const { digest } = layer.descriptor;
    const known = cache.read(digest);
    if (known === undefined) missing.set(digest, layer);
    else byDigest.set(digest, known);
  }
  const known = image.layers.length - missing.size;
  let bytes = 0;
  const onBytes = (more: number): void => {
    signal.throwIfAborted();
    bytes += more;
    onProgress(bytes, 0, 'bytes');
  };
  for await (const { layer, content } of source.openLayers([...missing.values()])) {
    const open = firstThenAgain(content, () => source.openLayer(layer));
    const facts = await collectLayer(open, { secrets, onBytes });
    cache.write(layer.descriptor.digest, facts);
    byDigest.set(layer.descriptor.digest, facts);
  }
  return { facts: image.layers.flatMap(({ descriptor }) => byDigest.get(descriptor.digest) ?? []), known };
}

/** The content at hand, and from the second time on the layer opened anew. */
function firstThenAgain(
  content: AsyncIterable<Uint8Array>,
  again: () => Promise<AsyncIterable<Uint8Array>>,
): () => Promise<AsyncIterable<Uint8Array>> {
  let first: AsyncIterable<Uint8Array> | undefined = content;
  return async () => {
    const given = first ?? (await again());
    first = undefined;
    return given;
  };
}
