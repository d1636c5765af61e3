import { homedir } from 'node:os';

import type { Descriptor, Reference, Registry } from '@sallyport/oci';
import { dockerCredentials } from '@sallyport/oci/credentials';
import { formatReference, parseReference, referenceTarget } from '@sallyport/oci/reference';
import { createRegistry } from '@sallyport/oci/registry';
import { isDigest } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';

/** Runs work with the registries that the user's credentials open, and closes the connections. */
export async function withRegistry<T>(
  input: CommandInput,
  io: Io,
  work: (registry: Registry) => Promise<T>,
): Promise<T> {
  const registry = createRegistry({
    credentials: dockerCredentials({ env: io.env, home: io.env['HOME'] ?? homedir() }),
    http: { env: io.env },
    insecureHosts: input.options.list('plain-http'),
    clock: io.clock,
    signal: io.signal,
  });
  try {
    return await work(registry);
  } finally {
    registry.close();
  }
}

/** An image as it lies in its registry. */
export interface FoundImage {
  readonly repository: string;
  readonly digest: Digest;
  /** Its manifest or index. */
  readonly descriptor: Pick<Descriptor, 'mediaType' | 'digest' | 'size'>;
  /** As it was named, in full. */
  readonly reference: string;
}

/** What the first argument names. */
export async function imageReference(command: string, input: CommandInput): Promise<Reference> {
  const [text] = input.arguments;
  if (text === undefined)
    throw cliErrors.MISSING_ARGUMENT({
      command,
      what: 'an image',
      example: `sallyport ${command} registry.example/shop/web:1.4`,
    });
  return parseReference(text);
}

/** Looks an image up by its tag or digest. Throws CLI_NO_SUCH_TARGET where there is none. */
export async function findImage(registry: Registry, reference: Reference): Promise<FoundImage> {
  const manifest = await registry.getManifest(reference.repository, referenceTarget(reference));
  if (manifest === undefined)
    throw cliErrors.NO_SUCH_TARGET({
      target: formatReference(reference),
      hint: 'Check the name, and that you may pull it.',
    });
  const { bytes, digest, mediaType } = manifest;
  return {
    repository: reference.repository,
    digest,
    descriptor: { mediaType, digest, size: bytes.length },
    reference: formatReference(reference),
  };
}

/** The digest that a deployment is asked for: a tag can be moved between the question and the deployment. */
export function requireDigest(reference: Reference): Digest {
  const { digest } = reference;
  if (digest === undefined || !isDigest(digest))
    throw cliErrors.NEEDS_DIGEST({ image: `${reference.repository}:${reference.tag ?? 'latest'}` });
  return digest;
}
