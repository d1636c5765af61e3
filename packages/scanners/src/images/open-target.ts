import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { createRegistry, dockerCredentials, openImage, parseImagePlace } from '@sallyport/oci';
import type { ImagePlace, ImageSource } from '@sallyport/oci';

import type { ScanContext } from '../scanner.ts';

/** Where registries' credentials and daemons' sockets are looked up, and what scans may talk to. */
export interface OpenContext extends Pick<ScanContext, 'offline' | 'clock' | 'signal'> {
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
  /** Where relative paths start from. */
  readonly folder: string;
}

/**
 * Opens an image at any place, `oci-dir:PATH[:NAME]`, `docker-archive:PATH[:NAME]` or a reference. Names and passwords of
 * registries are those of Docker and Podman.
 */
export async function openPlace(text: string, context: OpenContext): Promise<ImageSource> {
  const inFolder = (path: string): string => resolve(context.folder, path);
  const place = parseImagePlace(text, (path) => existsSync(inFolder(path)));
  return openAt('path' in place ? { ...place, path: inFolder(place.path) } : place, context);
}

/** Opens the target of a scan; `root` is the path of a folder or archive. */
export async function openTarget(target: ScanContext['target'], context: OpenContext): Promise<ImageSource> {
  if (target.kind === 'image') return openPlace(target.given, context);
  const kind = target.kind === 'oci-dir' ? 'oci-dir' : 'docker-archive';
  const name = target.image;
  return openAt({ kind, path: target.root, ...(name === undefined ? {} : { name }) }, context);
}

async function openAt(place: ImagePlace, { offline, clock, signal, env, home }: OpenContext): Promise<ImageSource> {
  const credentials = dockerCredentials({ env, home });
  const registry = createRegistry({ credentials, http: { env }, offline, clock, signal });
  // Facts are kept by the digest of what is kept of a layer, which is checked anyway.
  return openImage(place, { registry, env, checkDiffId: false });
}
