import type { Digest } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import type { RawManifest } from '../manifest.ts';

/** Content to be sent: opened again, from any byte on, when a transfer has to be repeated. */
export interface BlobContent {
  readonly digest: Digest;
  readonly size: number;
  open(offset: number): AsyncIterable<Uint8Array>;
}

export interface PushBlobOptions {
  /** Repositories on the same host that may have it already: it is then linked, not sent. */
  readonly mountFrom?: readonly string[];
  /** Send it in parts of this size; without it, in one piece. */
  readonly chunkBytes?: number;
}

/** How a blob came to be in the repository. */
export type PushOutcome = 'present' | 'mounted' | 'sent';

/** What is attached to a manifest. */
export interface Referrers {
  readonly descriptors: readonly Descriptor[];
  /** By the referrers API, or by the tags that stand in for it. */
  readonly via: 'api' | 'tags';
  /** False where a limit cut the list short. */
  readonly complete: boolean;
}

/** What another client or we made to be attached: blobs first, then the manifest that names them and its subject. */
export interface AttachableManifest {
  readonly manifest: Uint8Array;
  readonly mediaType: string;
  readonly blobs: readonly Uint8Array[];
}

/**
 * Registries over HTTP. `repository` is `host/path` as `parseReference` gives it. Whatever is read is checked against its
 * digest; what does not match is an error and never handed out as whole.
 */
export interface Registry {
  /** The manifest behind a tag or digest; undefined where there is none. */
  getManifest(repository: string, target: string): Promise<RawManifest | undefined>;
  /** What a tag points to, without fetching it. Only the digest is to be relied on, and only to fetch by. */
  headManifest(repository: string, target: string): Promise<Descriptor | undefined>;
  /** Stores a manifest under a tag or under its own digest. */
  putManifest(repository: string, target: string, manifest: RawManifest): Promise<Digest>;
  deleteManifest(repository: string, target: string): Promise<boolean>;

  /** A whole blob of at most `maxBytes`; undefined where there is none. Larger ones are an error. */
  getBlob(repository: string, digest: Digest, maxBytes: number): Promise<Uint8Array | undefined>;
  /** A blob as a stream that fails at the end where size or digest do not match, and that survives a lost connection. */
  openBlob(
    repository: string,
    blob: Pick<Descriptor, 'digest' | 'size'>,
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  hasBlob(repository: string, digest: Digest): Promise<boolean>;
  pushBlob(repository: string, content: BlobContent, options?: PushBlobOptions): Promise<PushOutcome>;
  deleteBlob(repository: string, digest: Digest): Promise<boolean>;

  /** Everything that is attached to a manifest, by the API and by tags. */
  referrers(repository: string, subject: Digest): Promise<Referrers>;
  /** The referrers API alone: undefined where the registry has none (404), and only then. */
  referrersByApi(repository: string, subject: Digest): Promise<Referrers | undefined>;
  /** Stores a manifest that has a subject, so that it is found however many others do the same at the same time. */
  attach(repository: string, manifest: RawManifest): Promise<Descriptor>;
  /** The same with the blobs that it needs: what signing makes. */
  attachContent(repository: string, content: AttachableManifest): Promise<Descriptor>;

  tags(repository: string): Promise<readonly string[]>;
  /** Closes idle connections. */
  close(): void;
}
