import { isDigest, isSallyportError, messageOf } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { gather } from '../layers/checked.ts';
import type { OciLimits } from '../limits.ts';
import { parseManifest, rawManifest } from '../manifest.ts';
import type { RawManifest } from '../manifest.ts';
import { formatReference, parseReference } from '../reference.ts';
import type { ContentReader } from '../sources/content-reader.ts';
import { connectGrpc, isGrpcFailure, NOT_FOUND } from './grpc.ts';
import type { GrpcClient } from './grpc.ts';
import { decodeProto, encodeProto } from './protobuf.ts';

const SOCKET = '/run/containerd/containerd.sock';
const GET_IMAGE = 'containerd.services.images.v1.Images/Get';
const READ_CONTENT = 'containerd.services.content.v1.Content/Read';

export interface ContainerdOptions {
  readonly limits: OciLimits;
  /** CONTAINERD_ADDRESS and CONTAINERD_NAMESPACE, as `ctr` reads them; Kubernetes keeps its images in `k8s.io`. */
  readonly env: { readonly [name: string]: string | undefined };
}

/** An image that containerd has, from its content store: manifests and layers just as they were pulled. */
export function containerdReader(image: string, { limits, env }: ContainerdOptions): ContentReader {
  const namespace = env['CONTAINERD_NAMESPACE'] || 'default';
  const client = connectGrpc(env['CONTAINERD_ADDRESS'] || SOCKET, { 'containerd-namespace': namespace });
  const failed = (error: unknown): Error => {
    if (isSallyportError(error)) return error;
    return ociErrors.DAEMON_FAILED({ daemon: 'containerd', image, reason: messageOf(error) }, { cause: error });
  };
  const manifest = async (digest: Digest): Promise<RawManifest | undefined> => {
    try {
      return await readManifest(client, digest, limits);
    } catch (error) {
      throw failed(error);
    }
  };
  async function* content(digest: Digest): AsyncGenerator<Uint8Array, void, void> {
    try {
      yield* readContent(client, digest);
    } catch (error) {
      if (isGrpcFailure(error) && error.status === NOT_FOUND) throw ociErrors.NO_SUCH_CONTENT({ image, digest });
      throw failed(error);
    }
  }
  return {
    label: image,
    async root() {
      const digest = await imageDigest(client, image).catch((error: unknown) => {
        throw failed(error);
      });
      const raw = digest === undefined ? undefined : await manifest(digest);
      if (raw !== undefined) return raw;
      const reason = `it has no such image in the namespace ${namespace}`;
      throw ociErrors.DAEMON_FAILED({ daemon: 'containerd', image, reason });
    },
    manifest,
    blob: async ({ digest }) => content(digest),
    async *blobs(descriptors) {
      for (const descriptor of descriptors) yield { descriptor, content: content(descriptor.digest) };
    },
    referrers: async () => [],
    tagged: async () => undefined,
    close: async () => client.close(),
  };
}

/** What an image's name leads to; containerd knows names in full. */
async function imageDigest(client: GrpcClient, image: string): Promise<Digest | undefined> {
  for (const name of new Set([image, fullName(image)])) {
    try {
      for await (const message of client.call(GET_IMAGE, encodeProto([[1, name]]))) return targetOf(message);
    } catch (error) {
      if (!isGrpcFailure(error) || error.status !== NOT_FOUND) throw error;
    }
  }
  return undefined;
}

/** The digest in the descriptor (field 3) of the image (field 1) of an answer. */
function targetOf(message: Buffer): Digest | undefined {
  const image = decodeProto(message)?.bytes(1);
  const target = image === undefined ? undefined : decodeProto(image)?.bytes(3);
  const digest = target === undefined ? undefined : decodeProto(target)?.text(2);
  return digest !== undefined && isDigest(digest) ? digest : undefined;
}

function fullName(image: string): string {
  try {
    return formatReference(parseReference(image));
  } catch {
    return image;
  }
}

async function readManifest(client: GrpcClient, digest: Digest, limits: OciLimits): Promise<RawManifest | undefined> {
  const what = `the manifest ${digest}`;
  try {
    const raw = rawManifest(await gather(readContent(client, digest), limits.manifestBytes, what), '');
    if (raw.digest !== digest) throw ociErrors.DIGEST_MISMATCH({ what, expected: digest, actual: raw.digest });
    return { ...raw, mediaType: parseManifest({ bytes: raw.bytes }, what).mediaType };
  } catch (error) {
    if (isGrpcFailure(error) && error.status === NOT_FOUND) return undefined;
    throw error;
  }
}

async function* readContent(client: GrpcClient, digest: Digest): AsyncGenerator<Uint8Array, void, void> {
  for await (const message of client.call(READ_CONTENT, encodeProto([[1, digest]]))) {
    const data = decodeProto(message)?.bytes(2);
    if (data !== undefined) yield data;
  }
}
