import { digestOf, systemClock, systemRandom } from '@sallyport/kernel';
import type { Clock, Digest, Random } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { OCI_LIMITS } from '../limits.ts';
import type { OciLimits } from '../limits.ts';
import { rawManifest } from '../manifest.ts';
import { getBlob, hasBlob, openBlob } from './blobs.ts';
import { ANONYMOUS } from './credentials.ts';
import type { Credentials } from './credentials.ts';
import { deleteBlob, deleteManifest, getManifest, headManifest, putManifest } from './manifests.ts';
import { attach, referrersByApi, referrersOf } from './referrers.ts';
import type { BlobContent, Registry } from './registry.ts';
import { waitFor } from './retry.ts';
import { createSession } from './session.ts';
import type { Session } from './session.ts';
import { listTags } from './tags.ts';
import { createTransport } from './transport.ts';
import type { Transport, TransportOptions } from './transport.ts';
import { pushBlob } from './upload.ts';

export interface RegistryOptions {
  /** Who is asked for names and passwords; nobody by default. `dockerCredentials` reads those of Docker and Podman. */
  readonly credentials?: Credentials;
  /** How requests are sent; by default over HTTP with `http`. */
  readonly transport?: Transport;
  readonly http?: TransportOptions;
  /** Hosts (`registry.example:5000`) that are reached without TLS. Loopback always is. */
  readonly insecureHosts?: readonly string[];
  /** No host may be talked to: every request is an error. */
  readonly offline?: boolean;
  readonly limits?: Partial<OciLimits>;
  /** How often a request is repeated at most (4). */
  readonly retries?: number;
  /** The longest wait that a registry may ask for (60 s). */
  readonly longestWaitMs?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal;
}

const RETRIES = 4;
const LONGEST_WAIT_MS = 60_000;

/** A client for all registries that speak the OCI distribution specification (and Docker's, version 2). */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const transport = options.transport ?? createTransport(options.http);
  const session = createSession({
    transport,
    credentials: options.credentials ?? ANONYMOUS,
    limits: { ...OCI_LIMITS, ...options.limits },
    offline: options.offline ?? false,
    insecureHosts: options.insecureHosts ?? [],
    retries: options.retries ?? RETRIES,
    longestWaitMs: options.longestWaitMs ?? LONGEST_WAIT_MS,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    wait: options.wait ?? waitFor,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return {
    getManifest: (repository, target) => getManifest(session, repository, target),
    headManifest: (repository, target) => headManifest(session, repository, target),
    putManifest: async (repository, target, manifest) =>
      (await putManifest(session, repository, target, manifest)).digest,
    deleteManifest: (repository, target) => deleteManifest(session, repository, target),
    getBlob: (repository, digest, maxBytes) => getBlob(session, { repository, digest, maxBytes }),
    openBlob: (repository, blob) => openBlob(session, repository, blob),
    hasBlob: (repository, digest) => hasBlob(session, repository, digest),
    pushBlob: (repository, content, push = {}) => pushBlob(session, repository, content, push),
    deleteBlob: (repository, digest) => deleteBlob(session, repository, digest),
    referrers: (repository, subject) => referrersOf(session, repository, subject),
    referrersByApi: (repository, subject) => referrersByApi(session, repository, subject),
    attach: (repository, manifest) => attach(session, repository, manifest),
    async attachContent(repository, { manifest, mediaType, blobs }) {
      for (const blob of blobs) await pushBlob(session, repository, bytesContent(blob), {});
      return attach(session, repository, rawManifest(manifest, mediaType));
    },
    tags: (repository) => allTags(session, repository),
    close: () => transport.close(),
  };
}

/** A list that a limit cut short must not be taken for the whole. */
async function allTags(session: Session, repository: string): Promise<readonly string[]> {
  const { tags, isWhole } = await listTags(session, repository);
  if (isWhole) return tags;
  throw ociErrors.TOO_LARGE({
    what: `the list of tags of ${repository}`,
    limitBytes: session.options.limits.listBytes,
  });
}

/** Bytes at hand as content to be sent. */
export function bytesContent(bytes: Uint8Array, digest: Digest = digestOf(bytes)): BlobContent {
  return {
    digest,
    size: bytes.length,
    async *open(offset) {
      if (offset < bytes.length) yield bytes.subarray(offset);
    },
  };
}
