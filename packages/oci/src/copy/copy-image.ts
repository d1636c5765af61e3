import { systemRandom } from '@sallyport/kernel';
import type { Random } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { OCI_LIMITS } from '../limits.ts';
import { formatReference, parseReference } from '../reference.ts';
import type { Registry } from '../registry/registry.ts';
import { waitFor } from '../registry/retry.ts';
import { openReader } from '../sources/open-image.ts';
import type { ImagePlace } from '../sources/place.ts';
import { dockerArchiveWriter, ociArchiveWriter } from './archive-writers.ts';
import type { ContentWriter } from './content-writer.ts';
import { copyContent } from './copy-content.ts';
import type { CopyOptions, CopyResult } from './copy-content.ts';
import { layoutWriter } from './layout-writer.ts';
import { registryWriter } from './registry-writer.ts';

export interface CopyImageOptions extends CopyOptions {
  readonly registry: Registry;
  readonly random?: Random;
  /** Waits while another process writes the same layout. */
  readonly wait?: (ms: number) => Promise<void>;
  /** Where the sockets of daemons are looked up. */
  readonly env?: { readonly [name: string]: string | undefined };
}

/** Copies an image between registries, layouts and archives, with everything that is attached to it. */
export async function copyImage(from: ImagePlace, to: ImagePlace, options: CopyImageOptions): Promise<CopyResult> {
  const limits = options.limits ?? OCI_LIMITS;
  const reader = await openReader(from, { registry: options.registry, limits, env: options.env ?? {} });
  try {
    return await copyContent(reader, () => openWriter(from, to, options), options);
  } finally {
    await reader.close();
  }
}

async function openWriter(from: ImagePlace, to: ImagePlace, options: CopyImageOptions): Promise<ContentWriter> {
  const random = options.random ?? systemRandom;
  if (to.kind === 'registry') {
    const isSameHost = from.kind === 'registry' && from.reference.host === to.reference.host;
    return registryWriter(options.registry, to.reference, isSameHost ? [from.reference.repository] : []);
  }
  if ('image' in to) {
    const reason = 'images are only read from it: write a docker-archive and load that';
    throw ociErrors.DAEMON_FAILED({ daemon: to.kind, image: to.image, reason });
  }
  const { path, name } = to;
  if (to.kind === 'oci-dir') return layoutWriter(path, { name, random, wait: options.wait ?? waitFor });
  if (to.kind === 'oci-archive') return ociArchiveWriter(path, { name, random });
  // Docker takes an image from an archive under a whole reference only.
  const tagged = name === undefined ? undefined : formatReference(parseReference(name));
  return dockerArchiveWriter(path, { name: tagged, random });
}
