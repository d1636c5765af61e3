import { readFileSync } from 'node:fs';

import { loadLockFiles } from '@sallyport/scanners';

const [path = ''] = process.argv.slice(2);
const bytes = readFileSync(path);

const started = performance.now();
const { readLockFile } = await loadLockFiles();
const loaded = performance.now();
const read = await readLockFile('package-lock.json', bytes);
const ended = performance.now();
if (read?.ok !== true) throw new Error('the generated lock file was not read');
const warm: number[] = [];
for (let run = 0; run < 15; run += 1) {
  const before = performance.now();
  await readLockFile('package-lock.json', bytes);
  warm.push(performance.now() - before);
}

process.stdout.write(
  JSON.stringify({
    packages: read.packages.length,
    bytes: bytes.length,
    loadMs: loaded - started,
    readMs: ended - loaded,
    warmReadMs: warm.toSorted((a, b) => a - b)[7],
  }),
);
