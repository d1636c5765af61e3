/** Reads all layers of an archive as a process of its own and prints the most memory that it took, in MB: `… PATH`. */
import { resourceUsage } from 'node:process';

import { openImageArchive } from '../sources/open-image.ts';
import { readTar } from '../tar/read-tar.ts';

const source = await openImageArchive(process.argv[2] ?? '');
const { layers } = await source.resolve();
const seen = { files: 0, bytes: 0 };
for await (const { content } of source.openLayers(layers)) {
  for await (const entry of readTar(content)) {
    seen.files++;
    seen.bytes += entry.sizeBytes;
  }
}
process.stdout.write(JSON.stringify({ ...seen, rssMb: Math.round(resourceUsage().maxRSS / 1024) }));
