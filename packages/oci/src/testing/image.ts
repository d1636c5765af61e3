import { gzipSync } from 'node:zlib';

import type { RegistryFake } from '@sallyport/mocks';
import { digestOf } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { encodeManifest, rawManifest } from '../manifest.ts';
import type { RawManifest } from '../manifest.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { makeTar } from './tar.ts';
import type { TestEntry } from './tar.ts';

export interface TestImage {
  readonly raw: RawManifest;
  readonly config: Uint8Array;
  readonly layers: readonly Uint8Array[];
}

export interface TestImageOptions {
  readonly layers?: readonly (readonly TestEntry[])[];
  readonly architecture?: string;
  readonly pack?: (tar: Uint8Array) => Uint8Array;
  readonly mediaType?: string;
  /** What the configuration says of the unpacked layers, where it is not the truth. */
  readonly diffIds?: readonly Digest[];
}

/** A small image: one gzip layer a list of entries. */
export function makeImage(options: TestImageOptions = {}): TestImage {
  const tars = (options.layers ?? [[{ path: 'etc/os-release', content: 'ID=test' }]]).map((entries) =>
    makeTar(entries),
  );
  const layers = tars.map((tar) => (options.pack ?? gzipSync)(tar));
  const config = encodeManifest({
    architecture: options.architecture ?? 'amd64',
    os: 'linux',
    config: { User: 'app', Env: ['A=b'], ExposedPorts: { '80/tcp': {} } },
    rootfs: { type: 'layers', diff_ids: options.diffIds ?? tars.map((tar) => digestOf(tar)) },
    history: [{ created_by: 'COPY . .' }, { created_by: 'ENV A=b', empty_layer: true }],
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociManifest,
    config: { mediaType: MEDIA_TYPES.ociConfig, digest: digestOf(config), size: config.length },
    layers: layers.map((layer) => ({
      mediaType: options.mediaType ?? MEDIA_TYPES.ociLayerGzip,
      digest: digestOf(layer),
      size: layer.length,
    })),
  };
  return { raw: rawManifest(encodeManifest(manifest), MEDIA_TYPES.ociManifest), config, layers };
}

/** Something that is attached to a manifest: one small blob. */
export function makeReferrer(subject: RawManifest, text: string): { manifest: RawManifest; blobs: Uint8Array[] } {
  const blob = Buffer.from(text);
  const empty = Buffer.from('{}');
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociManifest,
    artifactType: 'application/vnd.test',
    config: { mediaType: MEDIA_TYPES.ociEmpty, digest: digestOf(empty), size: 2 },
    layers: [{ mediaType: 'application/vnd.test', digest: digestOf(blob), size: blob.length }],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.bytes.length },
    annotations: { text },
  };
  return { manifest: rawManifest(encodeManifest(manifest), MEDIA_TYPES.ociManifest), blobs: [empty, blob] };
}

/** Puts an image into the fake without any HTTP. */
export function storeImage(fake: RegistryFake, name: string, image: TestImage, tag?: string): void {
  for (const blob of [image.config, ...image.layers]) fake.store.addBlob(name, blob);
  const about = { mediaType: image.raw.mediaType, ...(tag === undefined ? {} : { tag }) };
  fake.store.addManifest(name, image.raw.bytes, about);
}
