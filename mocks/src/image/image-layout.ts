import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { digestOf } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

/** One entry of a layer; a file unless `link` or `type` say something else. */
export interface LayerEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly mode?: number;
  readonly type?: 'file' | 'folder' | 'hard-link' | 'symlink';
  readonly link?: string;
}

/** An image in words: what its layers hold, bottom first, and what its configuration says. */
export interface ImageSketch {
  readonly layers: readonly (readonly LayerEntry[] | Uint8Array)[];
  /** The `config` object of the image configuration, with Docker's names (`User`, `Env`, …). */
  readonly config?: { readonly [name: string]: unknown };
  readonly history?: readonly { readonly [name: string]: unknown }[];
}

export interface MadeImage {
  readonly digest: Digest;
  /** Digests of the layers as they are kept. */
  readonly layers: readonly Digest[];
}

/** Writes an image as an OCI layout into a folder, which it makes. Layers given as bytes are tar archives. */
export function writeImageLayout(folder: string, sketch: ImageSketch): MadeImage {
  const blobs = join(folder, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  const store = (bytes: Uint8Array): { digest: Digest; size: number } => {
    const digest = digestOf(bytes);
    writeFileSync(join(blobs, digest.slice('sha256:'.length)), bytes);
    return { digest, size: bytes.length };
  };
  const tars = sketch.layers.map((layer) => (layer instanceof Uint8Array ? layer : tarOf(layer)));
  const type = 'application/vnd.oci.image';
  const layers = tars.map((tar) => ({ mediaType: `${type}.layer.v1.tar+gzip`, ...store(gzipSync(tar)) }));
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: sketch.config ?? {},
    rootfs: { type: 'layers', diff_ids: tars.map((tar) => digestOf(tar)) },
    history: sketch.history ?? tars.map(() => ({ created_by: 'COPY . .' })),
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: `${type}.manifest.v1+json`,
    config: { mediaType: `${type}.config.v1+json`, ...store(jsonBytes(config)) },
    layers,
  };
  const root = { mediaType: manifest.mediaType, ...store(jsonBytes(manifest)) };
  writeFileSync(join(folder, 'index.json'), jsonBytes({ schemaVersion: 2, manifests: [root] }));
  writeFileSync(join(folder, 'oci-layout'), jsonBytes({ imageLayoutVersion: '1.0.0' }));
  return { digest: root.digest, layers: layers.map(({ digest }) => digest) };
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const FLAGS = { file: '0', 'hard-link': '1', symlink: '2', folder: '5' } as const;

/** A tar archive of entries with short names (ustar). */
export function tarOf(entries: readonly LayerEntry[]): Buffer {
  const parts = entries.flatMap(
    ({ path, content = '', type = 'file', mode = type === 'folder' ? 0o755 : 0o644, link = '' }) => {
      const bytes = Buffer.from(content as Uint8Array);
      const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
      return [header({ path, flag: FLAGS[type], mode, link, size: bytes.length }), bytes, padding];
    },
  );
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

interface HeaderFacts {
  readonly path: string;
  readonly flag: string;
  readonly mode: number;
  readonly link: string;
  readonly size: number;
}

function header({ path, flag, mode, link, size }: HeaderFacts): Buffer {
  const block = Buffer.alloc(512);
  const at = path.length > 100 ? path.lastIndexOf('/', 154) : -1;
  block.write(path.slice(at + 1), 0);
  if (at > 0) block.write(path.slice(0, at), 345);
  const octal = (value: number, digits: number, offset: number): void => {
    block.write(`${value.toString(8).padStart(digits, '0')}\0`, offset);
  };
  octal(mode, 7, 100);
  octal(0, 7, 108);
  octal(0, 7, 116);
  octal(size, 11, 124);
  octal(0, 11, 136);
  block.write('        ', 148);
  block.write(flag, 156);
  block.write(link, 157);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
