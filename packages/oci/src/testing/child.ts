/**
 * What tests run as a process of its own: `child.ts attach REPOSITORY DIGEST SIZE MEDIA_TYPE TEXT` attaches a text to an
 * image; `child.ts measure PATH` reads all layers of an archive and prints the most memory that it took, in MB.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';

import type { Digest } from '@sallyport/kernel';

import { createRegistry } from '../registry/create-registry.ts';
import { makeReferrer } from './image.ts';

const [what = '', ...words] = process.argv.slice(2);
await (what === 'attach' ? attach(words) : measure(words[0] ?? ''));

async function attach([repository = '', digest = '', size = '', mediaType = '', text = '']: string[]): Promise<void> {
  const registry = createRegistry();
  const subject = { bytes: new Uint8Array(Number(size)), digest: digest as Digest, mediaType };
  const { manifest, blobs } = makeReferrer(subject, text);
  await registry.attachContent(repository, { manifest: manifest.bytes, mediaType: manifest.mediaType, blobs });
  registry.close();
}

async function measure(path: string): Promise<void> {
  const { openImageArchive } = await import('../sources/open-image.ts');
  const { readTar } = await import('../tar/read-tar.ts');
  const source = await openImageArchive(path);
  const { layers } = await source.resolve();
  let files = 0;
  let bytes = 0;
  for await (const { content } of source.openLayers(layers)) {
    for await (const entry of readTar(content)) {
      files++;
      bytes += entry.sizeBytes;
    }
  }
  process.stdout.write(JSON.stringify({ files, bytes, rssMb: mostMemoryMb() }));
}

/** Linux counts in `maxRSS` what the starting process had when it forked; the peak of this program alone is VmHWM. */
function mostMemoryMb(): number {
  const status = '/proc/self/status';
  const own = existsSync(status) ? /^VmHWM:\s*(?<kb>\d+)/m.exec(readFileSync(status, 'utf8')) : null;
  return Math.round(Number(own?.groups?.['kb'] ?? resourceUsage().maxRSS) / 1024);
}
