import { digestOf } from '@sallyport/kernel';

export interface StoredManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: string;
}

interface Upload {
  readonly repository: string;
  bytes: Buffer;
}

interface Repository {
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, StoredManifest>;
  readonly tags: Map<string, string>;
}

/** What the fake keeps: everything in memory, in plain sight of the test. */
export interface RegistryStore {
  repository(name: string): Repository;
  readonly uploads: Map<string, Upload>;
  /** A number that no upload has had. */
  nextUpload(): number;
  /** The manifest under a tag or digest. */
  manifest(name: string, target: string): StoredManifest | undefined;
  /** Puts content there without any HTTP. */
  addBlob(name: string, bytes: Uint8Array): string;
  addManifest(name: string, bytes: Uint8Array, about: { readonly mediaType: string; readonly tag?: string }): string;
}

export function createRegistryStore(): RegistryStore {
  const repositories = new Map<string, Repository>();
  let begun = 0;
  const repository = (name: string): Repository => {
    const found = repositories.get(name) ?? { blobs: new Map(), manifests: new Map(), tags: new Map() };
    repositories.set(name, found);
    return found;
  };
  return {
    repository,
    uploads: new Map(),
    nextUpload: () => ++begun,
    manifest(name, target) {
      const { manifests, tags } = repository(name);
      return manifests.get(tags.get(target) ?? target);
    },
    addBlob(name, bytes) {
      const digest = digestOf(bytes);
      repository(name).blobs.set(digest, Buffer.from(bytes));
      return digest;
    },
    addManifest(name, bytes, { mediaType, tag }) {
      const digest = digestOf(bytes);
      repository(name).manifests.set(digest, { bytes: Buffer.from(bytes), mediaType, digest });
      if (tag !== undefined) repository(name).tags.set(tag, digest);
      return digest;
    },
  };
}
