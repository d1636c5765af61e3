/** `npm run bench -- NAME`: prints one JSON object of figures. See ARCHITECTURE.md, "Conformance and benchmarks". */

import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { BenchContext } from './bench.ts';
import { benches } from './list.ts';

const [name] = process.argv.slice(2);
const listed = benches.find((bench) => bench.name === name);
if (listed === undefined) {
  console.error(`usage: npm run bench -- NAME, with NAME one of ${benches.map((bench) => bench.name).join(', ')}`);
  process.exit(2);
}

const cacheDir = join(import.meta.dirname, '..', '..', '.cache', 'bench');
mkdirSync(cacheDir, { recursive: true });
const context: BenchContext = {
  cacheDir,
  peer: (program) =>
    (process.env['PATH'] ?? '')
      .split(delimiter)
      .map((dir) => join(dir, program))
      .find((path) => existsSync(path)),
};
const { bench } = await listed.load();
console.log(JSON.stringify(await bench.run(context), undefined, 2));
