import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';

import { encodeManifest } from '../manifest.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { tarEnd, tarFileHeader } from '../tar/write-tar.ts';

const CHILD = join(import.meta.dirname, '..', 'testing', 'child.ts');
const folder = mkdtempSync(join(tmpdir(), 'sallyport-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PART = Buffer.alloc(64 * 1024 * 1024);

/** An OCI layout with one layer: one file of so many parts, packed part by part (gzip members follow each other). */
function writeLayout(root: string, parts: number, mediaType: string): void {
  const sizeBytes = parts * PART.length;
  const header = tarFileHeader({ path: 'big', sizeBytes });
  const member = gzipSync(PART);
  const layer = Buffer.concat([gzipSync(header), ...Array.from({ length: parts }, () => member), gzipSync(tarEnd())]);
  const diff = createHash('sha256').update(header);
  for (let i = 0; i < parts; i++) diff.update(PART);
  const diffId = `sha256:${diff.update(tarEnd()).digest('hex')}`;
  const config = encodeManifest({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [diffId] } });
  const manifest = encodeManifest({
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociManifest,
    config: { mediaType: MEDIA_TYPES.ociConfig, digest: digestOf(config), size: config.length },
    layers: [{ mediaType, digest: digestOf(layer), size: layer.length }],
  });
  mkdirSync(join(root, 'blobs', 'sha256'), { recursive: true });
  for (const bytes of [layer, config, manifest])
    writeFileSync(join(root, 'blobs', 'sha256', digestOf(bytes).slice(7)), bytes);
  writeFileSync(join(root, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const entry = { mediaType: MEDIA_TYPES.ociManifest, digest: digestOf(manifest), size: manifest.length };
  writeFileSync(join(root, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
}

function measure(path: string) {
  const text = execFileSync(process.execPath, [CHILD, 'measure', path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(text) as { files: number; bytes: number; rssMb: number };
}

describe('the memory that reading a layer takes', () => {
  it('is bounded however large a file in it is', () => {
    const root = join(folder, 'large');
    writeLayout(root, 8, MEDIA_TYPES.ociLayerGzip);

    const { files, bytes, rssMb } = measure(root);

    expect([files, bytes]).toEqual([1, 8 * PART.length]);
    expect(rssMb).toBeLessThan(200);
  });

  it('is bounded where a layer is a bomb, which is refused', () => {
    const root = join(folder, 'bomb');
    writeLayout(root, 18, MEDIA_TYPES.ociLayerGzip);

    expect(() => measure(root)).toThrow('unpacks to more than');
  });
});
