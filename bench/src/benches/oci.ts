import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { digestOf, seededRandom } from '@sallyport/kernel';
import { encodeManifest, MEDIA_TYPES, openImageArchive, readTar } from '@sallyport/oci';

import type { Bench, BenchFigures } from '../bench.ts';

const FILES = 20_000;

/** What reading the layers of an image costs: each file of a tar passed over, plain and out of gzip and zstd. */
export const bench: Bench = {
  name: 'oci',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-oci-'));
    try {
      const tar = makeTar();
      const pack: Record<string, (tar: Buffer) => Buffer> = {
        plain: (bytes) => bytes,
        gzip: (bytes) => gzipSync(bytes),
        zstd: (bytes) => zstdCompressSync(bytes),
      };
      const figures: Record<string, BenchFigures> = {};
      for (const [name, packed] of Object.entries(pack)) {
        const root = join(folder, name);
        const layerBytes = writeLayout(root, tar, packed(tar));
        figures[name] = { layerMb: megabytes(layerBytes), ...(await readAll(root, true)) };
        figures[`${name}WithoutDiffId`] = await readAll(root, false);
      }
      return { entries: FILES, tarMb: megabytes(tar.length), tarOnly: await tarOnly(tar), ...figures };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

/** Files as installed ones are: most small, a few large, half of each hard to compress. */
function makeTar(): Buffer {
  const random = seededRandom(6);
  const noise = Buffer.from(random.bytes(1024 * 1024));
  const parts: Buffer[] = [];
  for (let i = 0; i < FILES; i++) {
    const size = i % 500 === 0 ? 4_000_000 : 2_000 + random.below(16_000);
    const content = Buffer.alloc(size, `line ${i} of a text that repeats itself\n`);
    for (let at = 0; at < size; at += 2 * noise.length)
      noise.copy(content, at, random.below(noise.length / 2), noise.length);
    parts.push(
      header(`usr/share/package-${i % 500}/file-${i}`, size),
      content,
      Buffer.alloc((512 - (size % 512)) % 512),
    );
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function header(path: string, size: number): Buffer {
  const bytes = Buffer.alloc(512);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  bytes.write(path, 0);
  bytes.write(
    `${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0        0`,
    100,
  );
  bytes.write('ustar\u000000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${octal(sum, 6)}\0 `, 148);
  return bytes;
}

function writeLayout(root: string, tar: Buffer, layer: Buffer): number {
  const config = encodeManifest({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
  });
  const describe = (bytes: Uint8Array, mediaType: string) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const manifest = encodeManifest({
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociManifest,
    config: describe(config, MEDIA_TYPES.ociConfig),
    layers: [describe(layer, MEDIA_TYPES.ociLayerGzip)],
  });
  const blobs = join(root, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  for (const bytes of [config, layer, manifest])
    writeFileSync(join(blobs, digestOf(bytes).slice('sha256:'.length)), bytes);
  writeFileSync(join(root, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const manifests = [describe(manifest, MEDIA_TYPES.ociManifest)];
  writeFileSync(join(root, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  return layer.length;
}

async function readAll(root: string, checkDiffId: boolean): Promise<BenchFigures> {
  const source = await openImageArchive(root, { checkDiffId });
  const { layers } = await source.resolve();
  return measured(async () => {
    let bytes = 0;
    for await (const { content } of source.openLayers(layers)) {
      for await (const entry of readTar(content)) bytes += entry.sizeBytes;
    }
    return bytes;
  });
}

function tarOnly(tar: Buffer): Promise<BenchFigures> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < tar.length; at += 256 * 1024) yield tar.subarray(at, at + 256 * 1024);
  }
  return measured(async () => {
    let bytes = 0;
    for await (const entry of readTar(pieces())) bytes += entry.sizeBytes;
    return bytes;
  });
}

async function measured(work: () => Promise<number>): Promise<BenchFigures> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const bytes = await work();
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000;
  return {
    wallMs: Math.round(performance.now() - started),
    cpuMs: Math.round(cpuMs),
    mbPerCpuSecond: Math.round(bytes / 1000 / cpuMs),
  };
}
