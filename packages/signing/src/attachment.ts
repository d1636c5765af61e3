/** The manifests that attach what was signed to an image, for both generations of clients. */
import { digestOf } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { CosignLayer } from './cosign/layer.ts';
import { BUNDLE_MEDIA_TYPE } from './sigstore/bundle-write.ts';

const EMPTY_DESCRIPTOR = Buffer.from('{}');

export interface AttachedManifest {
  readonly manifest: Uint8Array;
  readonly mediaType: string;
  /** Blobs that must be in the repository before the manifest. */
  readonly blobs: readonly Uint8Array[];
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

const MANIFEST_MEDIA_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** The manifest that attaches a bundle to a subject, as cosign 3 writes it. */
export function bundleManifest(
  bundle: string,
  subject: Descriptor,
  about: { readonly created: string; readonly predicateType?: string },
): AttachedManifest {
  const bytes = Buffer.from(bundle, 'utf8');
  const content = about.predicateType === undefined ? 'message-signature' : 'dsse-envelope';
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_MEDIA_TYPE,
    artifactType: BUNDLE_MEDIA_TYPE,
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(EMPTY_DESCRIPTOR), size: 2 },
    layers: [{ mediaType: BUNDLE_MEDIA_TYPE, digest: digestOf(bytes), size: bytes.length }],
    subject,
    annotations: {
      'dev.sigstore.bundle.content': content,
      ...(about.predicateType === undefined ? {} : { 'dev.sigstore.bundle.predicateType': about.predicateType }),
      'org.opencontainers.image.created': about.created,
    },
  };
  return { manifest: encode(manifest), mediaType: MANIFEST_MEDIA_TYPE, blobs: [EMPTY_DESCRIPTOR, bytes] };
}

/** The manifest behind one of cosign 2's tags, with all of its layers: those that were there and the new one. */
export function layersManifest(layers: readonly CosignLayer[]): AttachedManifest {
  const config = encode({
    architecture: '',
    config: {},
    created: '0001-01-01T00:00:00Z',
    history: layers.map(() => ({ created: '0001-01-01T00:00:00Z' })),
    os: '',
    rootfs: { diff_ids: layers.map(({ bytes }) => digestOf(bytes)), type: 'layers' },
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_MEDIA_TYPE,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf(config),
      size: config.length,
    },
    layers: layers.map(({ mediaType, bytes, annotations }) => ({
      mediaType,
      digest: digestOf(bytes),
      size: bytes.length,
      annotations,
    })),
  };
  return {
    manifest: encode(manifest),
    mediaType: MANIFEST_MEDIA_TYPE,
    blobs: [config, ...layers.map(({ bytes }) => bytes)],
  };
}

function encode(value: object): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
