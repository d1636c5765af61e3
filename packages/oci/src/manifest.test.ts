import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isSallyportError } from '@sallyport/kernel';

import { parseImageConfig } from './image-config.ts';
import { encodeManifest, parseManifest } from './manifest.ts';
import { MEDIA_TYPES } from './media-types.ts';

const descriptor = { mediaType: MEDIA_TYPES.ociLayerGzip, digest: `sha256:${'ab'.repeat(32)}`, size: 1 };
const image = { schemaVersion: 2, mediaType: MEDIA_TYPES.ociManifest, config: descriptor, layers: [descriptor] };
const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests: [descriptor] };

describe('parseManifest', () => {
  it.each([
    ['no JSON', Buffer.from('{'), 'MALFORMED'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'MALFORMED'],
    ['a list', Buffer.from('[]'), 'MALFORMED'],
    ['deep nesting', Buffer.from('['.repeat(100_000)), 'MALFORMED'],
    ['no configuration', encodeManifest({ ...image, config: undefined }), 'MALFORMED'],
    ['a layer without digest', encodeManifest({ ...image, layers: [{ ...descriptor, digest: 'x' }] }), 'MALFORMED'],
    ['a layer of negative size', encodeManifest({ ...image, layers: [{ ...descriptor, size: -1 }] }), 'MALFORMED'],
    [
      'a layer with a digest of another kind',
      encodeManifest({ ...image, layers: [{ ...descriptor, digest: `sha512:${'ab'.repeat(64)}` }] }),
      'MALFORMED',
    ],
    ['an image that is an index too', encodeManifest({ ...image, manifests: [] }), 'MALFORMED'],
    ['an index that is an image too', encodeManifest({ ...index, layers: [] }), 'MALFORMED'],
    ['a subject that is none', encodeManifest({ ...image, subject: 'x' }), 'MALFORMED'],
    [
      'too many layers',
      encodeManifest({ ...image, layers: Array.from({ length: 10_001 }, () => descriptor) }),
      'MALFORMED',
    ],
    ['the first version of Docker', encodeManifest({ schemaVersion: 1, fsLayers: [] }), 'UNSUPPORTED'],
    ['another type', encodeManifest({ ...image, mediaType: 'text/plain' }), 'UNSUPPORTED'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(() => parseManifest({ bytes }, 'it')).toThrow(
      expect.objectContaining({ code: `OCI_MANIFEST_${code}` }) as Error,
    );
  });

  it('refuses what came as another type than it calls itself', () => {
    const bytes = encodeManifest(image);

    expect(() => parseManifest({ bytes, mediaType: MEDIA_TYPES.ociIndex }, 'it')).toThrow('calls itself');
  });

  it('reads images and indexes, with and without their type', () => {
    const { mediaType: _image, ...untypedImage } = image;
    const { mediaType: _index, ...untypedIndex } = index;

    expect(parseManifest({ bytes: encodeManifest(image) }, 'it')).toMatchObject({
      kind: 'image',
      layers: [descriptor],
    });
    expect(parseManifest({ bytes: encodeManifest(untypedImage) }, 'it').mediaType).toBe(MEDIA_TYPES.ociManifest);
    expect(parseManifest({ bytes: encodeManifest(untypedIndex) }, 'it')).toMatchObject({
      kind: 'index',
      manifests: [descriptor],
    });
    expect(
      parseManifest({ bytes: encodeManifest(untypedImage), mediaType: MEDIA_TYPES.dockerManifest }, 'it').mediaType,
    ).toBe(MEDIA_TYPES.dockerManifest);
  });

  it('keeps what a manifest says of itself', () => {
    const bytes = encodeManifest({
      ...image,
      artifactType: 'a/b',
      subject: descriptor,
      annotations: { a: 'b', empty: '', no: 1, __proto__: 'x' },
    });

    expect(parseManifest({ bytes }, 'it')).toMatchObject({
      artifactType: 'a/b',
      subject: descriptor,
      annotations: { a: 'b', empty: '' },
    });
  });

  it('fails by an error of ours, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.values(MEDIA_TYPES)), (value, mediaType) => {
        const bytes = Buffer.from(JSON.stringify(value));

        expect(outcome(() => parseManifest({ bytes, mediaType }, 'it'))).toBe('ours');
        expect(outcome(() => parseImageConfig(bytes, 'it'))).toBe('ours');
      }),
    );
  });
});

/** `ours` where it succeeds or fails by one of the package's errors. */
function outcome(read: () => unknown): unknown {
  try {
    read();
    return 'ours';
  } catch (error) {
    return isSallyportError(error) ? 'ours' : error;
  }
}

describe('parseImageConfig', () => {
  it('refuses what is no configuration', () => {
    for (const text of ['', 'x', '[]', '"a"']) {
      expect(() => parseImageConfig(Buffer.from(text), 'it')).toThrow(
        expect.objectContaining({ code: 'OCI_MANIFEST_MALFORMED' }) as Error,
      );
    }
  });

  it('reads what Docker and OCI write', () => {
    const config = parseImageConfig(
      encodeManifest({
        architecture: 'arm64',
        os: 'linux',
        variant: 'v8',
        created: '2026-01-01T00:00:00Z',
        rootfs: { type: 'layers', diff_ids: [descriptor.digest, 'no digest'] },
        history: [{ created_by: 'RUN a', created: 'c', comment: 'd' }, { created_by: 'ENV', empty_layer: true }, 7],
        config: {
          User: '1000',
          Env: ['A=b', 7],
          Entrypoint: ['/a'],
          Cmd: ['b'],
          ExposedPorts: { '80/tcp': {} },
          Volumes: { '/data': {} },
          Labels: { a: 'b', c: 1 },
          Healthcheck: { Test: ['CMD', 'true'] },
          WorkingDir: '/w',
          StopSignal: 'SIGTERM',
          OnBuild: ['RUN x'],
          Shell: ['sh'],
        },
      }),
      'it',
    );

    expect(config).toEqual({
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      created: '2026-01-01T00:00:00Z',
      diffIds: [descriptor.digest],
      history: [
        { createdBy: 'RUN a', created: 'c', comment: 'd', emptyLayer: false },
        { createdBy: 'ENV', emptyLayer: true },
        { emptyLayer: false },
      ],
      user: '1000',
      workingDir: '/w',
      stopSignal: 'SIGTERM',
      env: ['A=b'],
      entrypoint: ['/a'],
      cmd: ['b'],
      exposedPorts: ['80/tcp'],
      volumes: ['/data'],
      labels: { a: 'b' },
      healthcheck: ['CMD', 'true'],
      shell: ['sh'],
      onBuild: ['RUN x'],
    });
  });
});
